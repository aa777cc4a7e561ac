"""Durations as amounts of working time: `PT4H` is four hours of work, `P2D` two working days."""

from __future__ import annotations

import re  # only for our own pattern

from lingqu.kernel.errors import Invalid
from lingqu.worktime import messages as _messages  # noqa: F401  (registers the texts of the codes raised here)
from lingqu.worktime.calendars import Calendar

_LENGTH = re.compile(
    r"(-)?P(?=\d|T\d)(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,9}))?S)?)?"
)


def length(calendar: Calendar, text: str) -> int:
    """The working time that a duration means, in ms. Raises Invalid; years, months and weeks have no such length."""
    match = _LENGTH.fullmatch(text.strip())
    if match is None:
        raise Invalid("worktime.not_a_length", text=text[:80])
    days, hours, minutes, seconds = (int(match[group] or 0) for group in range(2, 6))
    ms = int((match[6] or "0")[:3].ljust(3, "0"))
    amount = days * calendar.day + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
    return -amount if match[1] else amount
