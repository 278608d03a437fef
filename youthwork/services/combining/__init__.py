"""汇总表: the rows of all units' reports of one annex as one table, with its sources and who is missing."""
