"""鉴定与销毁: what has reached the end of its period is judged one by one, proposed, approved by another, destroyed.

Read in this order: `due.py` (what has run out, and what keeps it from being destroyed), `appraising.py` (the list and
its verdicts), `deciding.py` (批准、退回、撤回), `destroying.py` (carrying out; a crash is finished by running again),
`register.py` (the 销毁清册, printed).
"""
