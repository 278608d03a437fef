"""档案: find filings again, and show one.

Searching, in this order: `query.py` (what is asked), `tokens.py` and `marks.py` (what a text and a question are cut
into), `entries.py` (what an index entry holds), `asked.py` (the question in those terms), `fts.py` and `vectors.py`
(the table of SQLite and of PostgreSQL), `matching.py` (which filings answer), `search.py` (one page of the list).
Keeping it: `index.py` (with every deed), `counting.py` (the counts), `rebuilding.py`, `health.py`.
`record.py` shows one filing.
"""
