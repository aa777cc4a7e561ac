"""How people decide: rounds, seats, votes, as pure functions. step decides, apply records; who sits is told from above.

A user task keeps one token; beside it stands its round. Rounds are pages of plane 1 of the case, keyed by the task's
counter; page 0 of that plane is the book (which round of which element this is). `plane.py` is the way in.
"""
