"""Dates, times and durations to and from their ISO 8601 texts (with `@Zone/Id` as FEEL has it)."""

from __future__ import annotations

import re  # only for our own patterns, all of them without nested repeats
from typing import TypeVar

from lingqu.feel.temporal.calendar import NANOS, SECONDS_A_DAY, is_date
from lingqu.feel.temporal.values import Date, DateTime, DaysTime, Duration, Temporal, Time, YearsMonths
from lingqu.feel.temporal.zones import MAX_OFFSET, Zone, zone_info
from lingqu.kernel.errors import Invalid

T = TypeVar("T")

MAX_TEXT = 200
MAX_MONTHS = 12 * 999_999_999_999
MAX_NANOS = SECONDS_A_DAY * NANOS * 366 * 2_000_000_000

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:(Z|z)|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@([A-Za-z0-9/_+\-]+))?"
)
_DAYS_TIME = re.compile(r"(-)?P(?:([0-9]+)D)?(?:T(?=[0-9.])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?")
_YEARS_MONTHS = re.compile(r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?")


def read_date(text: str) -> Date | None:
    """The date in a text, or None if there is none."""
    match = _DATE.fullmatch(text) if len(text) <= MAX_TEXT else None
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    return Date(year, month, day) if is_date(year, month, day) and match[1] != "-0000" else None


def read_time(text: str) -> Time | None:
    """The time in a text, or None; 24:00:00 is midnight."""
    found = _clock(text)
    return found[0] if found else None


def _clock(text: str) -> tuple[Time, int] | None:
    """The time in a text, and the days it is past (1 for 24:00:00)."""
    match = _TIME.fullmatch(text) if len(text) <= MAX_TEXT else None
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    nano = int((match[4] or "0")[:9].ljust(9, "0"))
    days = 0
    if hour == 24 and minute == second == nano == 0:
        hour, days = 0, 1
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone: Zone = None
    if match[5]:
        zone = 0
    elif match[6]:
        if int(match[8]) > 59 or int(match[9] or 0) > 59:
            return None
        offset = int(match[7]) * 3600 + int(match[8]) * 60 + int(match[9] or 0)
        if offset > MAX_OFFSET:
            return None
        zone = -offset if match[6] == "-" else offset
    elif match[10]:
        if zone_info(match[10]) is None:
            return None
        zone = match[10]
    return Time(hour, minute, second, nano, zone), days


def read_datetime(text: str) -> DateTime | None:
    """The date and time in a text, or None."""
    day, mark, clock = text.partition("T")
    date = read_date(day)
    found = _clock(clock)
    if not mark or date is None or found is None:
        return None
    if found[1]:
        date = Date.of_number(date.number + found[1])
    return DateTime(date, found[0])


def read_duration(text: str) -> Duration | None:
    """The duration in a text, or None; days and months never mix."""
    if len(text) > MAX_TEXT:
        return None
    match = _YEARS_MONTHS.fullmatch(text)
    if match is not None and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months) if months <= MAX_MONTHS else None
    match = _DAYS_TIME.fullmatch(text)
    if match is None or not any(match.group(2, 3, 4, 5)):
        return None
    if "T" in text and not any(match.group(3, 4, 5)):
        return None
    seconds = int(match[2] or 0) * SECONDS_A_DAY + int(match[3] or 0) * 3600 + int(match[4] or 0) * 60
    nanos = (seconds + int(match[5] or 0)) * NANOS + int((match[6] or "0")[:9].ljust(9, "0"))
    return DaysTime(-nanos if match[1] else nanos) if nanos <= MAX_NANOS else None


def read_any(text: str) -> Temporal | None:
    """The date, time, date and time, or duration in a text, as `@"…"` reads it; or None."""
    if text.startswith(("P", "-P")):
        return read_duration(text)
    return read_date(text) or read_time(text) or read_datetime(text)


def parse_date(text: str) -> Date:
    """The date in a text. Raises Invalid."""
    return _given(read_date(text), text, "a date (2024-05-31)")


def parse_time(text: str) -> Time:
    """The time in a text. Raises Invalid."""
    return _given(read_time(text), text, "a time (08:30:00)")


def parse_datetime(text: str) -> DateTime:
    """The date and time in a text. Raises Invalid."""
    return _given(read_datetime(text), text, "a date and time (2024-05-31T08:30:00+08:00)")


def parse_duration(text: str) -> Duration:
    """The FEEL duration in a text. Raises Invalid. `parse_period` takes mixed ISO 8601 durations as well."""
    found: Duration | None = read_duration(text)
    if found is None:
        raise _wrong(text, "a duration (P1DT2H or P1Y2M)")
    return found


def _given(value: T | None, text: str, expected: str) -> T:
    if value is None:
        raise _wrong(text, expected)
    return value


def _wrong(text: str, expected: str) -> Invalid:
    return Invalid("feel.not_temporal", text=text[:80], expected=expected)


# ---- to text
def show(value: Temporal) -> str:
    """The text of a date, time or duration, as FEEL's string function gives it."""
    match value:
        case Date():
            return _show_date(value)
        case Time():
            return _show_time(value)
        case DateTime():
            return f"{_show_date(value.date)}T{_show_time(value.time)}"
        case DaysTime():
            return _show_days_time(value)
        case YearsMonths():
            years, months = value.parts
            shown = (f"{abs(years)}Y" if years else "") + (f"{abs(months)}M" if months else "")
            return ("-" if value.months < 0 else "") + "P" + (shown or "0M")


def _show_date(date: Date) -> str:
    sign = "-" if date.year < 0 else ""
    return f"{sign}{abs(date.year):04d}-{date.month:02d}-{date.day:02d}"


def _fraction(nano: int) -> str:
    return f".{nano:09d}".rstrip("0") if nano else ""


def _show_time(time: Time) -> str:
    return f"{time.hour:02d}:{time.minute:02d}:{time.second:02d}{_fraction(time.nano)}{show_zone(time.zone)}"


def show_zone(zone: Zone) -> str:
    """`Z`, `+08:00`, `@Asia/Shanghai`, or nothing for local time."""
    if zone is None:
        return ""
    if isinstance(zone, str):
        return "@" + zone
    if zone == 0:
        return "Z"
    minutes, seconds = divmod(abs(zone), 60)
    shown = f"{'-' if zone < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return shown + (f":{seconds:02d}" if seconds else "")


def _show_days_time(duration: DaysTime) -> str:
    days, hours, minutes, seconds, nano = (abs(part) for part in duration.parts)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{_fraction(nano)}S" if seconds or nano else ""
    shown = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if duration.nanos < 0 else "") + "P" + (shown or "T0S")
