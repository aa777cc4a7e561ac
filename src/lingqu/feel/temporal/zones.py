"""Time zones: an offset in seconds or a zone's name, and what a zone's offset is at a moment of any year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lingqu.feel.temporal.calendar import SECONDS_A_DAY, date_of, day_number

MAX_OFFSET = 18 * 3600  # seconds

Zone = int | str | None
"""Seconds east of Greenwich, the id of a zone (`Europe/Paris`), or None for local time."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo | None:
    """The zone with that id, or None if there is none."""
    plain = all(mark.isascii() and (mark.isalnum() or mark in "/_+-") for mark in name)
    if not name or len(name) > 64 or not plain or name.startswith("/"):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _moment(seconds: int) -> datetime:
    """A `datetime` for these seconds since 1970; a year that it cannot hold is replaced by one of equal calendar."""
    year, month, day = date_of(seconds // SECONDS_A_DAY)
    if not 2 <= year <= 9998:
        like = year % 400 + (400 if year < 2 else 8800)
        seconds = day_number(like, month, day) * SECONDS_A_DAY + seconds % SECONDS_A_DAY
    return _EPOCH + timedelta(seconds=seconds)


def offset_at(zone: Zone, utc: int) -> int:
    """Seconds east of Greenwich at a moment (seconds since 1970, UTC)."""
    if zone is None or isinstance(zone, int):
        return zone or 0
    info = zone_info(zone)
    if info is None:
        return 0
    return _whole(_moment(utc).astimezone(info).utcoffset())


def offset_of_local(zone: Zone, local: int) -> int:
    """Seconds east of Greenwich when clocks in the zone show a time (seconds since 1970 as if it were UTC).

    A time shown twice is the first; one that is skipped has the offset from before the jump.
    """
    if zone is None or isinstance(zone, int):
        return zone or 0
    info = zone_info(zone)
    if info is None:
        return 0
    return _whole(_moment(local).replace(tzinfo=info).utcoffset())


def _whole(delta: timedelta | None) -> int:
    return 0 if delta is None else delta.days * SECONDS_A_DAY + delta.seconds
