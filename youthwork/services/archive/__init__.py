"""档案: find filings again, and show one.

Read in this order: `tokens.py` (what a text and a query are cut into), `index.py` (the table those tokens lie
in), `matching.py` (which filings answer a query), `search.py` (one page of the list), `record.py` (one filing).
"""
