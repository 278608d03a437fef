"""核验: is this paper genuine, and how does it stand today?

Read `verify.py` first. `judging.py` says what the file alone proves and needs no database; `records.py` adds what
the instance has on record; `key_list.py` is what others need to check without us.
"""
