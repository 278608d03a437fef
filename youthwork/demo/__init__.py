"""演示省: a fictional province shaped like a real one, with people, papers in every state and an archive.

Read `cast.py` for who is in it, `plot.py` for what has happened to them, `builder.py` for how it is made.
Nobody and nothing in it exists; its seals say 演示.
"""
