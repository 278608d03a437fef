"""The deeds: verbs that change records. They flush and never commit; who calls them decides that.

The way of a paper: `drafting` → `dispatch` (sign-off, sending) → `press` → `review` → `filing` → `papers`.
Every one of them goes through `steps.take_step`.
"""
