"""Adding, subtracting, comparing and telling apart dates, times and durations. None: not defined between them."""

from __future__ import annotations

import msgspec

from lingqu.feel.temporal.calendar import NANOS, SECONDS_A_DAY, add_months, is_date
from lingqu.feel.temporal.text import MAX_MONTHS, MAX_NANOS
from lingqu.feel.temporal.values import Date, DateTime, DaysTime, Duration, Temporal, Time, YearsMonths

_DAY = SECONDS_A_DAY * NANOS
_ASKING = 5


def work(value: Temporal) -> int:
    """Units of fuel for reading where a value lies in time: asking a zone for its offset takes long."""
    return _ASKING if isinstance(value, Time | DateTime) and isinstance(value.zone, str) else 0


def add(value: Temporal, duration: Duration) -> Temporal | None:
    """`value + duration`, or None if that is not defined or out of range."""
    if isinstance(value, Date | DateTime):
        return _add_months(value, duration.months) if isinstance(duration, YearsMonths) else _later(value, duration)
    if isinstance(value, Time):
        return Time.of_local(value.local + duration.nanos, value.zone) if isinstance(duration, DaysTime) else None
    if isinstance(value, DaysTime) and isinstance(duration, DaysTime):
        return days_time(value.nanos + duration.nanos)
    if isinstance(value, YearsMonths) and isinstance(duration, YearsMonths):
        return years_months(value.months + duration.months)
    return None


def negate(duration: Duration) -> Duration:
    return DaysTime(-duration.nanos) if isinstance(duration, DaysTime) else YearsMonths(-duration.months)


def days_time(nanos: int) -> DaysTime | None:
    return DaysTime(nanos) if -MAX_NANOS <= nanos <= MAX_NANOS else None


def years_months(months: int) -> YearsMonths | None:
    return YearsMonths(months) if -MAX_MONTHS <= months <= MAX_MONTHS else None


def _add_months(value: Date | DateTime, months: int) -> Date | DateTime | None:
    date = value if isinstance(value, Date) else value.date
    moved = add_months(date.year, date.month, date.day, months)
    if not is_date(*moved):
        return None
    return Date(*moved) if isinstance(value, Date) else DateTime(Date(*moved), value.time)


def _later(value: Date | DateTime, duration: DaysTime) -> Date | DateTime | None:
    if isinstance(value, Date):
        found = Date.of_number((value.number * _DAY + duration.nanos) // _DAY)
        return found if is_date(found.year, found.month, found.day) else None
    moved = DateTime.of_instant(value.instant + duration.nanos, value.zone)
    return moved if is_date(moved.date.year, moved.date.month, moved.date.day) else None


def as_datetime(value: Date | DateTime) -> DateTime:
    """A date stands for its midnight in UTC where a date and time is needed."""
    return DateTime(value, Time(0, 0, 0, 0, 0)) if isinstance(value, Date) else value


def subtract(left: Temporal, right: Temporal) -> DaysTime | None:
    """The days and time duration between two points in time of like kind, or None."""
    if isinstance(left, Time) and isinstance(right, Time):
        if (left.zone is None) != (right.zone is None):
            return None
        return DaysTime(left.local - right.local if left.zone == right.zone else left.instant - right.instant)
    if isinstance(left, Date) and isinstance(right, Date):
        return days_time((left.number - right.number) * _DAY)
    if isinstance(left, Date | DateTime) and isinstance(right, Date | DateTime):
        first, second = as_datetime(left), as_datetime(right)
        if (first.zone is None) != (second.zone is None):
            return None
        return days_time(first.instant - second.instant)
    return None


def months_between(start: Date, end: Date) -> YearsMonths:
    """Whole months from start to end; negative if end is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


def order(left: Temporal, right: Temporal) -> int | None:
    """Negative, zero or positive as left is before, at or after right; None if they cannot be compared.

    A local time takes the zone of the one it is compared with (DMN 1.5, table 54).
    """
    if type(left) is not type(right):
        return None
    if isinstance(left, Date) and isinstance(right, Date):
        return left.number - right.number
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return left.nanos - right.nanos
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return left.months - right.months
    if isinstance(left, Time) and isinstance(right, Time):
        if left.zone == right.zone or left.zone is None or right.zone is None:
            return left.local - right.local
        return left.instant - right.instant
    if isinstance(left, DateTime) and isinstance(right, DateTime):
        return _in_zone_of(left, right).instant - _in_zone_of(right, left).instant
    return None


def _in_zone_of(value: DateTime, other: DateTime) -> DateTime:
    """Where one of two has no zone, it is compared as if it were in the zone of the other (DMN 1.5, table 54)."""
    if value.zone is not None or other.zone is None:
        return value
    return DateTime(value.date, msgspec.structs.replace(value.time, zone=other.zone))


def equal(left: Temporal, right: Temporal) -> bool:
    """Whether two values of one type are equal; times are compared by their whole seconds, as the standard has it."""
    if isinstance(left, Time | DateTime) and isinstance(right, Time | DateTime):
        if (left.zone is None) != (right.zone is None):
            return False
        left, right = _whole(left), _whole(right)
    return order(left, right) == 0


def _whole(value: Time | DateTime) -> Time | DateTime:
    if isinstance(value, Time):
        return msgspec.structs.replace(value, nano=0) if value.nano else value
    return DateTime(value.date, msgspec.structs.replace(value.time, nano=0)) if value.time.nano else value
