"""Tryton's times: microseconds, as text in records and cursors, as a number where versions are compared."""

from __future__ import annotations

import datetime as dt

from lingqu.hub.connectors.tryton.client import Cursor
from lingqu.hub.connectors.tryton.wire import instant
from lingqu.kernel.values import Json

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def version(at: str) -> int:
    """Microseconds since the epoch: grows with each change of a record."""
    return (instant(at) - _EPOCH) // dt.timedelta(microseconds=1)


def cursor(given: Json) -> Cursor | None:
    """A source's cursor [time, id] as the client wants it."""
    return Cursor(given[0], given[1]) if given else None


def back(given: Json, overlap_ms: int) -> Json:
    """The cursor so much earlier."""
    at = instant(given[0]) - dt.timedelta(milliseconds=overlap_ms)
    return [at.isoformat(timespec="microseconds").replace("+00:00", "Z"), 0]
