"""FEEL's dates, times and durations: frozen values with nanoseconds and years to ±999,999,999."""

from __future__ import annotations

import msgspec

from lingqu.feel.temporal.calendar import NANOS, SECONDS_A_DAY, date_of, day_number, weekday
from lingqu.feel.temporal.zones import Zone, offset_at, offset_of_local

#: The day on which a zone is asked for the offset of a time without a date.
_REFERENCE = day_number(2000, 1, 1) * SECONDS_A_DAY


class Date(msgspec.Struct, frozen=True):
    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """Monday 1 to Sunday 7."""
        return weekday(self.number)

    @staticmethod
    def of_number(number: int) -> Date:
        return Date(*date_of(number))


class Time(msgspec.Struct, frozen=True):
    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone = None

    @property
    def seconds(self) -> int:
        """Whole seconds since midnight on the clock."""
        return self.hour * 3600 + self.minute * 60 + self.second

    @property
    def local(self) -> int:
        """Nanoseconds since midnight on the clock."""
        return self.seconds * NANOS + self.nano

    @property
    def offset(self) -> int | None:
        """Seconds east of Greenwich; a zone's is the one it had on 2000-01-01; None for local time."""
        if self.zone is None or isinstance(self.zone, int):
            return self.zone
        return offset_of_local(self.zone, _REFERENCE + self.seconds)

    @property
    def instant(self) -> int:
        """Nanoseconds since midnight in Greenwich (or on the clock, for local time)."""
        return self.local - (self.offset or 0) * NANOS

    @staticmethod
    def of_local(nanos: int, zone: Zone = None) -> Time:
        """The time that many nanoseconds past midnight, days left out."""
        seconds, nano = divmod(nanos, NANOS)
        minutes, second = divmod(seconds % SECONDS_A_DAY, 60)
        return Time(*divmod(minutes, 60), second, nano, zone)


class DateTime(msgspec.Struct, frozen=True):
    date: Date
    time: Time

    @property
    def zone(self) -> Zone:
        return self.time.zone

    @property
    def local_seconds(self) -> int:
        """Whole seconds since 1970 as the clock shows them."""
        return self.date.number * SECONDS_A_DAY + self.time.seconds

    @property
    def offset(self) -> int | None:
        """Seconds east of Greenwich; None for local time."""
        zone = self.time.zone
        return zone if zone is None or isinstance(zone, int) else offset_of_local(zone, self.local_seconds)

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970 in UTC (or on the clock, for local time)."""
        return (self.local_seconds - (self.offset or 0)) * NANOS + self.time.nano

    @staticmethod
    def of_instant(nanos: int, zone: Zone = None) -> DateTime:
        """What clocks in the zone show at a moment in UTC."""
        seconds, nano = divmod(nanos, NANOS)
        days, rest = divmod(seconds + offset_at(zone, seconds), SECONDS_A_DAY)
        return DateTime(Date.of_number(days), Time.of_local(rest * NANOS + nano, zone))


class DaysTime(msgspec.Struct, frozen=True):
    """A days and time duration."""

    nanos: int

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        """Days, hours, minutes, seconds and nanoseconds, each with the sign of the whole."""
        sign = -1 if self.nanos < 0 else 1
        seconds, nano = divmod(abs(self.nanos), NANOS)
        days, seconds = divmod(seconds, SECONDS_A_DAY)
        hours, seconds = divmod(seconds, 3600)
        minutes, seconds = divmod(seconds, 60)
        return sign * days, sign * hours, sign * minutes, sign * seconds, sign * nano


class YearsMonths(msgspec.Struct, frozen=True):
    """A years and months duration."""

    months: int

    @property
    def parts(self) -> tuple[int, int]:
        """Years and months, each with the sign of the whole."""
        sign = -1 if self.months < 0 else 1
        years, months = divmod(abs(self.months), 12)
        return sign * years, sign * months


Duration = DaysTime | YearsMonths
Temporal = Date | Time | DateTime | DaysTime | YearsMonths
TEMPORAL: tuple[type, ...] = (Date, Time, DateTime, DaysTime, YearsMonths)
