"""四性检测 (DA/T 70-2018): is what the archive holds real, whole, usable and safe?

Read in this order: `catalogue.py` (what is asked), `findings.py` (what was found), `records.py`, `files.py` and
`pdfs.py` (one filing), `numbers.py` (the numbers of an organ), `contents.py` (the store as a whole), `running.py`
(slice by slice, resumable), `asking.py` (who asks for a run), `report.py` (printed).
"""
