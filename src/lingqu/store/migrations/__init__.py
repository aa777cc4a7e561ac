"""Numbered schema changes, each with a pre-deploy and a post-deploy half.

`NNNN_pre_<what>.py` only adds what old nodes do not mind (tables, columns with defaults, indexes): it runs before the
new code is rolled out. `NNNN_post_<what>.py` takes away or tightens what only old nodes needed: it ships one release
later, numbered before the pre-deploy halves of that release. Old and new nodes run side by side between the two: a
post-deploy half runs when no other node is alive, or when an operator says that all are new. A node that is older than
the schema works on it as long as no post-deploy half has run that its own release did not know the way for. A released
revision is never changed.
"""

from pathlib import Path

#: The newest revision: the number that its file's name begins with.
NEWEST = max(file.name[:4] for file in (Path(__file__).parent / "versions").glob("[0-9]*.py"))
