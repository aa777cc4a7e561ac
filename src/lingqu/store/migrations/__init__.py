"""Numbered schema changes, each with a pre-deploy and a post-deploy half.

`NNNN_pre_<what>.py` only adds what old nodes do not mind (tables, columns with defaults, indexes): it runs before the
new code is rolled out. `NNNN_post_<what>.py` takes away or tightens what only old nodes needed: it ships one release
later. Old and new nodes run side by side between the two. A released revision is never changed.
"""

from pathlib import Path

#: The newest revision: the number that its file's name begins with.
NEWEST = max(file.name[:4] for file in (Path(__file__).parent / "versions").glob("[0-9]*.py"))
