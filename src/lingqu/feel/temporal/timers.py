"""ISO 8601 periods and repeating intervals, as timers of a process model have them."""

from __future__ import annotations

import re  # only for our own patterns

import msgspec

from lingqu.feel.temporal.calendar import NANOS, SECONDS_A_DAY, add_months, is_date
from lingqu.feel.temporal.text import MAX_MONTHS, MAX_NANOS, MAX_TEXT, read_date, read_datetime
from lingqu.feel.temporal.values import Date, DateTime, DaysTime, Time, YearsMonths
from lingqu.feel.temporal.zones import Zone, zone_info
from lingqu.kernel.errors import Invalid

_MILLI = 1_000_000  # nanoseconds a millisecond
_PERIOD = re.compile(
    r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?"
    r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.,]([0-9]+))?S)?)?"
)


class Period(msgspec.Struct, frozen=True):
    """An ISO 8601 duration that may hold both months and days (`P1M2DT3H`); months are added first."""

    months: int = 0
    nanos: int = 0


Span = Period | DaysTime | YearsMonths


def parse_period(text: str) -> Period:
    """The ISO 8601 duration in a text, weeks and mixed parts included. Raises Invalid."""
    match = _PERIOD.fullmatch(text.strip()) if len(text) <= MAX_TEXT else None
    if match is None or not any(match.group(2, 3, 4, 5, 6, 7, 8)) or text.strip().endswith("T"):
        raise Invalid("feel.not_temporal", text=text[:80], expected="a duration (PT15M, P1D, P1M)")
    sign = -1 if match[1] else 1
    years, months, weeks, days, hours, minutes, seconds = (int(match[group] or 0) for group in range(2, 9))
    nanos = ((weeks * 7 + days) * SECONDS_A_DAY + hours * 3600 + minutes * 60 + seconds) * NANOS
    nanos += int((match[9] or "0")[:9].ljust(9, "0"))
    if nanos > MAX_NANOS or years * 12 + months > MAX_MONTHS:
        raise Invalid("feel.not_temporal", text=text[:80], expected="a shorter duration")
    return Period(sign * (years * 12 + months), sign * nanos)


def parse_cycle(text: str) -> tuple[int | None, DateTime | None, Period]:
    """A repeating interval `R3/PT10S`, `R/2024-05-01T08:00:00Z/P1D`: (repetitions, start, duration).

    Repetitions are None for ever; start is None if the interval begins when the timer is set. Raises Invalid.
    """
    parts = text.strip().split("/")
    count = parts[0][1:]
    wrong = Invalid("feel.not_temporal", text=text[:80], expected="a repeating interval (R3/PT10S, R/P1D)")
    if not parts[0].startswith("R") or len(parts) not in (2, 3) or len(count) > 9:
        raise wrong
    if count and not (count.isascii() and count.isdigit()) and count != "-1":
        raise wrong
    start = None
    if len(parts) == 3:
        start = parse_moment(parts[1])
    return (int(count) if count and count != "-1" else None), start, parse_period(parts[-1])


def parse_moment(text: str) -> DateTime:
    """The date and time in a text; a date alone is its midnight; seconds may be left out. Raises Invalid."""
    text = text.strip()
    found = read_datetime(text)
    if found is None and len(text) <= MAX_TEXT:
        found = read_datetime(re.sub(r"^([^T]+T[0-9]{2}:[0-9]{2})($|[Zz+@-])", r"\1:00\2", text))
    date = read_date(text)
    if found is None and date is not None:
        found = DateTime(date, Time(0, 0, 0))
    if found is None:
        raise Invalid("feel.not_temporal", text=text[:80], expected="a date and time (2024-05-31T08:30:00Z)")
    return found


def epoch_ms(moment: DateTime, zone: str = "UTC") -> int:
    """Milliseconds since 1970 in UTC; a local time is one of that zone."""
    if moment.zone is None:
        moment = DateTime(moment.date, msgspec.structs.replace(moment.time, zone=named_zone(zone)))
    return moment.instant // _MILLI


def from_epoch_ms(ms: int, zone: str = "UTC") -> DateTime:
    """What clocks in that zone show at a moment."""
    return DateTime.of_instant(ms * _MILLI, named_zone(zone))


def named_zone(zone: str) -> Zone:
    """A zone's id as a value's zone; UTC is offset 0. Raises Invalid if there is no such zone."""
    if zone in ("UTC", "Z", "Etc/UTC", "GMT"):
        return 0
    if zone_info(zone) is None:
        raise Invalid("feel.not_temporal", text=zone[:80], expected="a time zone (Asia/Shanghai)")
    return zone


def add(ms: int, span: Span, zone: str = "UTC") -> int:
    """A moment (milliseconds since 1970, UTC) later by a duration.

    Months are counted on the calendar of the zone, so that 08:00 stays 08:00; days are 24 hours. Raises Invalid
    if the result is no date.
    """
    months = span.months if isinstance(span, Period | YearsMonths) else 0
    nanos = span.nanos if isinstance(span, Period | DaysTime) else 0
    if months:
        local = from_epoch_ms(ms, zone)
        year, month, day = add_months(local.date.year, local.date.month, local.date.day, months)
        if not is_date(year, month, day):
            raise Invalid("feel.not_temporal", text=str(months), expected="a shorter duration")
        ms = DateTime(Date(year, month, day), local.time).instant // _MILLI
    return ms + nanos // _MILLI
