"""What people fill in: WTForms classes without queries. Start with `fields.py`, then `annexes/base.py`."""
