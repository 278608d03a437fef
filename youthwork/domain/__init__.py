"""The rules, in plain Python: no Flask, no SQLAlchemy, no WTForms. Start with `workflow.py`."""
