"""What is told to whom, by which channel, in which language.

The law: a notice, and its mail, are rows of the transaction that tells; a mail goes out at most once.
"""

from lingqu.notices import messages as _messages  # noqa: F401 - registers the room's texts
