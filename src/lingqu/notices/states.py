"""Where a mail stands. The numbers are stored.

WAITING ──claim──> SENDING ──taken over──────> SENT
   ^                  │ ├──refused for good──> GIVEN_UP
   └──nothing left────┘ └──nobody knows──────> UNKNOWN   never sent again by itself
"""

from __future__ import annotations

WAITING, SENT, UNKNOWN, GIVEN_UP, SENDING = range(5)
