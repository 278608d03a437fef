"""The paper: finished HTML goes in, bytes for the archive come out; no Flask and no database here.

Read `pipeline.py` first: the whole making of a paper stands there in the order it happens.
"""
