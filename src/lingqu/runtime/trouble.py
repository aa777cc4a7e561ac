"""Trouble: why a node can write nothing at the moment, in words for /ready that tell nothing of the inside.

The log has the database's own words; the page that everybody may read has not.
"""

from __future__ import annotations

import time

import structlog

from lingqu.kernel.messages import Message

_log = structlog.get_logger(__name__)

#: Seconds without an answer of the database from which on the node says so.
SLOW = 15.0

AWAY = "runtime.database_away"
UNABLE = "runtime.database_unable"
HELD = "runtime.database_held"


class Trouble:
    """Told by the writer's thread, read by any."""

    def __init__(self) -> None:
        self._code = ""
        self._asked = 0.0  # when the transaction under way began, monotonic; 0: none is

    def __str__(self) -> str:
        """A sentence, empty if all is well."""
        if self._code:
            return Message(code=self._code).text("en")
        asked = self._asked
        silent = time.monotonic() - asked if asked else 0.0
        if silent <= SLOW:
            return ""
        return Message(code="runtime.database_slow", params={"seconds": int(silent)}).text("en")

    def is_(self, code: str, why: Exception) -> None:
        """Something is wrong until `over`."""
        self._code = code
        _log.warning("nothing can be written", trouble=code, error=str(why))

    def over(self) -> None:
        """The database works."""
        self._code = ""

    def asking(self, since: float) -> None:
        """The database was asked for something then (monotonic)."""
        self._asked = since

    def answered(self) -> None:
        """It has answered, whatever it said."""
        self._asked = 0.0
