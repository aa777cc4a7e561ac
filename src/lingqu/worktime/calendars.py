"""What a working calendar is: hours of each weekday, days that are otherwise, the years for which these are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import msgspec

MINUTE = 60_000  # ms
_EPOCH = dt.date(1970, 1, 1).toordinal()

#: Working hours of a day: (from, to) in minutes since midnight, in order, apart from one another.
Hours: TypeAlias = tuple[tuple[int, int], ...]


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """`week`: hours from Monday to Sunday. `days`: what holds instead on a holiday, a make-up day, a short day.

    `known`: the years whose days were published; empty: no day is ever otherwise than `days` says.
    """

    name: str
    zone: str
    week: tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
    days: Mapping[dt.date, Hours] = {}
    known: frozenset[int] = frozenset()

    def hours(self, day: dt.date) -> Hours:
        """The working hours of a day."""
        found = self.days.get(day)
        return self.week[day.weekday()] if found is None else found

    def settled(self, day: dt.date) -> bool:
        """Whether what holds on that day was published."""
        return not self.known or day.year in self.known

    @property
    def day(self) -> int:
        """The length of a working day in ms: that of the first weekday with hours."""
        return next((length for length in map(_length, self.week) if length), 0)

    def spans(self, day: dt.date) -> Iterator[tuple[int, int]]:
        """The working hours of a day as moments; an hour that clocks leave out is not worked."""
        for start, end in self.hours(day):
            first, last = _moment(self.zone, day.toordinal(), start), _moment(self.zone, day.toordinal(), end)
            if first < last:
                yield first, last

    def date(self, at: int) -> dt.date:
        """The day that calendars show at a moment. Raises OverflowError if it is none of ours."""
        moment = dt.datetime.fromtimestamp(at // 1000, dt.UTC)
        return moment.astimezone(_zone(self.zone)).date()


def _length(hours: Hours) -> int:
    return sum(end - start for start, end in hours) * MINUTE


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def _moment(zone: str, day: int, minutes: int) -> int:
    """The moment at which clocks in the zone show these minutes of a day (by its ordinal)."""
    clock = dt.datetime.combine(dt.date.fromordinal(day), dt.time()) + dt.timedelta(minutes=minutes)
    offset = clock.replace(tzinfo=_zone(zone)).utcoffset() or dt.timedelta()
    return ((day - _EPOCH) * 24 * 60 + minutes) * MINUTE - round(offset.total_seconds() * 1000)
