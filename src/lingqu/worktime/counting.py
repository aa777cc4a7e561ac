"""Counting working time: later and earlier by so much of it, and how much lies between two moments."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.worktime import messages as _messages  # noqa: F401  (registers the texts of the codes raised here)
from lingqu.worktime.calendars import Calendar

#: Days that one count looks at: ten years.
MOST_DAYS: Final = 3660
_DAY = dt.timedelta(days=1)


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: ms since 1970. `provisional`: the count crosses days that were not published yet."""

    at: int
    provisional: bool = False


def add(calendar: Calendar, at: int, amount: int) -> Moment:
    """The first moment by which `amount` ms of work have passed since `at`. Raises Invalid if it is too far away.

    An amount that ends with a working day ends there, not when the next begins.
    """
    if amount < 0:
        return subtract(calendar, at, -amount)
    day, left, provisional = calendar.date(at), amount, False
    for _ in range(MOST_DAYS):
        provisional = provisional or not calendar.settled(day)
        for start, end in calendar.spans(day):
            first = max(start, at)
            if first <= end and left <= end - first:
                return Moment(at=first + left, provisional=provisional)
            left -= max(0, end - first)
        day += _DAY
    raise Invalid("worktime.too_far", calendar=calendar.name, days=MOST_DAYS)


def subtract(calendar: Calendar, at: int, amount: int) -> Moment:
    """The last moment since which `amount` ms of work pass until `at`. Raises Invalid if it is too far away."""
    if amount < 0:
        return add(calendar, at, -amount)
    day, left, provisional = calendar.date(at), amount, False
    for _ in range(MOST_DAYS):
        provisional = provisional or not calendar.settled(day)
        for start, end in reversed(list(calendar.spans(day))):
            last = min(end, at)
            if start <= last and left <= last - start:
                return Moment(at=last - left, provisional=provisional)
            left -= max(0, last - start)
        day -= _DAY
    raise Invalid("worktime.too_far", calendar=calendar.name, days=MOST_DAYS)


def between(calendar: Calendar, start: int, end: int) -> int:
    """Working time from `start` to `end` in ms; negative if `end` comes first. Raises Invalid if that is too long."""
    if end < start:
        return -between(calendar, end, start)
    day, last = calendar.date(start), calendar.date(end)
    if (last - day).days > MOST_DAYS:
        raise Invalid("worktime.too_far", calendar=calendar.name, days=MOST_DAYS)
    worked = 0
    while day <= last:
        worked += sum(max(0, min(to, end) - max(first, start)) for first, to in calendar.spans(day))
        day += _DAY
    return worked
