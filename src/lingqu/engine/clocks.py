"""Clocks and calendars: what a time in a model means that names no zone, and durations that count working time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from lingqu.feel.temporal.timers import add, parse_period
from lingqu.kernel.errors import Invalid
from lingqu.worktime import CHINA, Calendar
from lingqu.worktime import add as add_work
from lingqu.worktime import length as work_length

#: Calendars that are there without anybody's doing.
BUILT_IN: Mapping[str, Calendar] = MappingProxyType({CHINA.name: CHINA})


class Clocks(msgspec.Struct, frozen=True):
    """A time zone, and working calendars by name."""

    zone: str = "UTC"
    calendars: Mapping[str, Calendar] = BUILT_IN

    def later(self, at: int, duration: str, calendar: str = "") -> int:
        """A moment (ms since 1970) later by a duration, on a calendar by so much working time. Raises Invalid."""
        if not calendar:
            return add(at, parse_period(duration), self.zone)
        found = self.calendars.get(calendar)
        if found is None:
            raise Invalid("worktime.no_calendar", name=calendar)
        return add_work(found, at, work_length(found, duration)).at
