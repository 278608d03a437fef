"""移交包: an organ's archived filings of a year as one zip for the archives: per item its metadata (DA/T 18), its way, its
signatures, its files; for the whole an explanation, a catalogue, the outcome of the check, and every file's hash.

Read in this order: `asking.py` (what may be packed, and what must have been checked before), `xml.py` (the documents,
whose schema is `package.xsd`), `making.py` (the job).
"""
