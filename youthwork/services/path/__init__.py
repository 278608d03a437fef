"""报送: the way of a paper through two organs. Start with `steps.py`, the only door; `cases.py` says who stands where."""
