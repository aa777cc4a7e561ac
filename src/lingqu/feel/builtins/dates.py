"""Functions of dates, times and durations."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.feel import temporal
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.temporal import Date, DateTime, DaysTime, Duration, Time, YearsMonths
from lingqu.feel.temporal.arithmetic import months_between
from lingqu.feel.temporal.calendar import NANOS, day_number, days_in_month, is_date, week_of_year
from lingqu.feel.temporal.timers import named_zone
from lingqu.feel.temporal.zones import MAX_OFFSET, Zone
from lingqu.feel.values import Number, Value, as_whole
from lingqu.kernel.errors import Invalid

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _read(s: State, read: Callable[[str], Value], text: str) -> Value:
    found = read(text)
    return s.fail("bad_literal", text=text[:80]) if found is None else found


@builtin("date", "from: string")
def date_from_text(s: State, text: str) -> Value:
    """A date from its text, from year, month and day, or of a date and time."""
    return _read(s, temporal.read_date, text)


@builtin("date", "from: day")
def date_of(_s: State, moment: Date | DateTime) -> Date:
    """The date of a date and time."""
    return moment if isinstance(moment, Date) else moment.date


@builtin("date", "year: number, month: number, day: number")
def date_of_parts(s: State, year: Number, month: Number, day: Number) -> Value:
    """A date from year, month and day."""
    parts = (as_whole(year), as_whole(month), as_whole(day))
    if None in parts or not is_date(*parts):  # type: ignore[arg-type]
        return s.fail("out_of_range")
    return Date(*parts)  # type: ignore[arg-type]


@builtin("time", "from: string")
def time_from_text(s: State, text: str) -> Value:
    """A time from its text, from hour, minute, second and offset, or of a date and time."""
    return _read(s, temporal.read_time, text)


@builtin("time", "from: clock")
def time_of(_s: State, moment: Time | DateTime) -> Time:
    """The time of a date and time."""
    return moment if isinstance(moment, Time) else moment.time


@builtin("time", "from: date")
def time_of_date(_s: State, _date: Date) -> Time:
    """A date's midnight in UTC."""
    return Time(0, 0, 0, 0, 0)


@builtin("time", "hour: number, minute: number, second: number")
@builtin("time", "hour: number, minute: number, second: number, offset: days and time duration?")
def time_of_parts(s: State, hour: Number, minute: Number, second: Number, offset: DaysTime | None = None) -> Value:
    """A time from hour, minute, second (with a fraction) and offset from UTC."""
    hours, minutes = as_whole(hour), as_whole(minute)
    zone: Zone = None
    if offset is not None:
        zone, rest = divmod(offset.nanos, NANOS)
        if rest or abs(zone) > MAX_OFFSET:
            return s.fail("out_of_range")
    if hours is None or minutes is None or not (0 <= hours <= 23 and 0 <= minutes <= 59 and 0 <= second < 60):
        return s.fail("out_of_range")
    seconds, nano = divmod(int(second * NANOS), NANOS)
    return Time(hours, minutes, seconds, nano, zone)


@builtin("date and time", "from: string")
def datetime_from_text(s: State, text: str) -> Value:
    """A date and time from its text, from a date and a time, or from their parts."""
    date = temporal.read_date(text)
    if date is not None:
        return DateTime(date, Time(0, 0, 0))
    return _read(s, temporal.read_datetime, text)


@builtin("date and time", "date: day, time: time")
def datetime_of(_s: State, date: Date | DateTime, time: Time) -> DateTime:
    """A date and time from a date (or the date of a date and time) and a time."""
    return DateTime(date if isinstance(date, Date) else date.date, time)


@builtin("date and time", "from: moment")
def datetime_of_moment(_s: State, moment: DateTime) -> DateTime:
    """The date and time itself; a date's midnight in UTC."""
    return moment


@builtin("date and time", "date: date and time, timezone: string")
def datetime_in_zone(s: State, moment: DateTime, timezone: str) -> Value:
    """The same moment on the clocks of another zone."""
    s.spend(8)
    try:
        return DateTime.of_instant(moment.instant, named_zone(timezone))
    except Invalid:
        return s.fail("bad_literal", text=timezone[:80])


@builtin("date and time", "year: number, month: number, day: number, hour: number, minute: number, second: number")
@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " offset: days and time duration?",
)
def datetime_of_parts(  # noqa: PLR0917  (a built-in gets its arguments by position)
    s: State,
    year: Number,
    month: Number,
    day: Number,
    hour: Number,
    minute: Number,
    second: Number,
    offset: DaysTime | None = None,
) -> DateTime | None:
    """A date and time from its parts."""
    date = date_of_parts(s, year, month, day)
    time = time_of_parts(s, hour, minute, second, offset)
    return None if date is None or time is None else DateTime(date, time)


@builtin("duration", "from: string")
def duration(s: State, text: str) -> Value:
    """A duration from its text: `P1DT2H` in days and time or `P1Y2M` in years and months."""
    return _read(s, temporal.read_duration, text)


@builtin("duration", "from: duration")
def duration_itself(_s: State, value: Duration) -> Duration:
    """A duration as it is."""
    return value


@builtin("years and months duration", "from: day, to: day")
def years_and_months(_s: State, start: Date | DateTime, end: Date | DateTime) -> YearsMonths:
    """The whole months between two dates."""
    return months_between(start if isinstance(start, Date) else start.date, end if isinstance(end, Date) else end.date)


@builtin("now")
def now(s: State) -> DateTime:
    """The present date and time, as the evaluation was told."""
    s.spend(2)
    return temporal.from_epoch_ms(s.now, s.zone)


@builtin("today")
def today(s: State) -> Date:
    """The present date, as the evaluation was told."""
    s.spend(2)
    return temporal.from_epoch_ms(s.now, s.zone).date


def _day(value: Date | DateTime) -> Date:
    return value if isinstance(value, Date) else value.date


@builtin("day of year", "date: day")
def day_of_year(_s: State, date: Date | DateTime) -> int:
    """The number of a day within its year, from 1."""
    day = _day(date)
    return day.number - day_number(day.year, 1, 1) + 1


@builtin("day of week", "date: day")
def day_of_week(_s: State, date: Date | DateTime) -> str:
    """The name of a day's weekday: `Monday` to `Sunday`."""
    return _DAYS[_day(date).weekday - 1]


@builtin("month of year", "date: day")
def month_of_year(_s: State, date: Date | DateTime) -> str:
    """The name of a day's month: `January` to `December`."""
    return _MONTHS[_day(date).month - 1]


@builtin("week of year", "date: day")
def week_of_year_(_s: State, date: Date | DateTime) -> int:
    """The number of a day's week by ISO 8601."""
    return week_of_year(_day(date).number)


@builtin("last day of month", "date: day")
def last_day_of_month(_s: State, date: Date | DateTime) -> Date:
    """The last day of a day's month."""
    day = _day(date)
    return Date(day.year, day.month, days_in_month(day.year, day.month))


@builtin("abs", "n: days and time duration")
def abs_days(_s: State, n: DaysTime) -> DaysTime:
    """A duration without its sign."""
    return DaysTime(abs(n.nanos))


@builtin("abs", "n: years and months duration")
def abs_months(_s: State, n: YearsMonths) -> YearsMonths:
    """A duration without its sign."""
    return YearsMonths(abs(n.months))
