"""搬库: from one database to another. `copying.py` is the whole of it; the others hold its parts."""
