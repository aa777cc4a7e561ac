"""Functions of dates, times and durations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lingqu.feel import temporal
from lingqu.feel.giving import itself
from lingqu.feel.registry import builtin
from lingqu.feel.samples import type_of
from lingqu.feel.state import State
from lingqu.feel.temporal import Date, DateTime, DaysTime, Duration, Time, YearsMonths
from lingqu.feel.temporal.arithmetic import months_between
from lingqu.feel.temporal.calendar import NANOS, day_number, days_in_month, is_date, week_of_year
from lingqu.feel.temporal.timers import named_zone
from lingqu.feel.temporal.zones import MAX_OFFSET, Zone
from lingqu.feel.types import ANY, Type
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


@builtin("date", "from: string -> date")
def date_from_text(s: State, text: str) -> Value:
    """A date from its text, from year, month and day, or of a date and time.

    日期: 由文本、由年月日, 或取日期时间的日期部分。
    """
    return _read(s, temporal.read_date, text)


@builtin("date", "from: day -> date")
def date_of(_s: State, moment: Date | DateTime) -> Date:
    """The date of a date and time."""
    return moment if isinstance(moment, Date) else moment.date


@builtin("date", "year: number, month: number, day: number -> date")
def date_of_parts(s: State, year: Number, month: Number, day: Number) -> Value:
    """A date from year, month and day."""
    parts = (as_whole(year), as_whole(month), as_whole(day))
    if None in parts or not is_date(*parts):  # type: ignore[arg-type]
        return s.fail("out_of_range")
    return Date(*parts)  # type: ignore[arg-type]


@builtin("time", "from: string -> time")
def time_from_text(s: State, text: str) -> Value:
    """A time from its text, from hour, minute, second and offset, or of a date and time.

    时间: 由文本、由时分秒和时差, 或取日期时间的时间部分。
    """
    return _read(s, temporal.read_time, text)


@builtin("time", "from: clock -> time")
def time_of(_s: State, moment: Time | DateTime) -> Time:
    """The time of a date and time."""
    return moment if isinstance(moment, Time) else moment.time


@builtin("time", "from: date -> time")
def time_of_date(_s: State, _date: Date) -> Time:
    """A date's midnight in UTC."""
    return Time(0, 0, 0, 0, 0)


@builtin("time", "hour: number, minute: number, second: number -> time")
@builtin("time", "hour: number, minute: number, second: number, offset: days and time duration? -> time")
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


@builtin("date and time", "from: string -> date and time")
def datetime_from_text(s: State, text: str) -> Value:
    """A date and time from its text, from a date and a time, or from their parts.

    日期时间: 由文本、由日期和时间, 或由各个部分。
    """
    date = temporal.read_date(text)
    if date is not None:
        return DateTime(date, Time(0, 0, 0))
    return _read(s, temporal.read_datetime, text)


@builtin("date and time", "date: day, time: time -> date and time")
def datetime_of(_s: State, date: Date | DateTime, time: Time) -> DateTime:
    """A date and time from a date (or the date of a date and time) and a time."""
    return DateTime(date if isinstance(date, Date) else date.date, time)


@builtin("date and time", "from: moment -> date and time")
def datetime_of_moment(_s: State, moment: DateTime) -> DateTime:
    """The date and time itself; a date's midnight in UTC."""
    return moment


@builtin("date and time", "date: date and time, timezone: string -> date and time")
def datetime_in_zone(s: State, moment: DateTime, timezone: str) -> Value:
    """The same moment on the clocks of another zone."""
    s.spend(8)
    try:
        return DateTime.of_instant(moment.instant, named_zone(timezone))
    except Invalid:
        return s.fail("bad_literal", text=timezone[:80])


@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number -> date and time",
)
@builtin(
    "date and time",
    "year: number, month: number, day: number, hour: number, minute: number, second: number,"
    " offset: days and time duration? -> date and time",
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


def _of_text(_kinds: Sequence[Type], values: Sequence[Value]) -> Type:
    found = temporal.read_duration(values[0]) if type(values[0]) is str else None
    return ANY if found is None else type_of(found)


@builtin("duration", "from: string -> days and time duration | years and months duration", _of_text)
def duration(s: State, text: str) -> Value:
    """A duration from its text: `P1DT2H` in days and time or `P1Y2M` in years and months.

    由文本得到的时长: `P1DT2H` (天和时间) 或 `P1Y2M` (年和月)。
    """
    return _read(s, temporal.read_duration, text)


@builtin("duration", "from: duration -> days and time duration | years and months duration", itself)
def duration_itself(_s: State, value: Duration) -> Duration:
    """A duration as it is."""
    return value


@builtin("years and months duration", "from: day, to: day -> years and months duration")
def years_and_months(_s: State, start: Date | DateTime, end: Date | DateTime) -> YearsMonths:
    """The whole months between two dates.

    两个日期之间的整月数。
    """
    return months_between(start if isinstance(start, Date) else start.date, end if isinstance(end, Date) else end.date)


@builtin("now", "-> date and time")
def now(s: State) -> DateTime:
    """The present date and time, as the evaluation was told.

    当前的日期时间, 以计算时给定的为准。
    """
    s.spend(2)
    return temporal.from_epoch_ms(s.now, s.zone)


@builtin("today", "-> date")
def today(s: State) -> Date:
    """The present date, as the evaluation was told.

    当前的日期, 以计算时给定的为准。
    """
    s.spend(2)
    return temporal.from_epoch_ms(s.now, s.zone).date


def _day(value: Date | DateTime) -> Date:
    return value if isinstance(value, Date) else value.date


@builtin("day of year", "date: day -> number")
def day_of_year(_s: State, date: Date | DateTime) -> int:
    """The number of a day within its year, from 1.

    一年中的第几天, 从 1 起。
    """
    day = _day(date)
    return day.number - day_number(day.year, 1, 1) + 1


@builtin("day of week", "date: day -> string")
def day_of_week(_s: State, date: Date | DateTime) -> str:
    """The name of a day's weekday: `Monday` to `Sunday`.

    星期的英文名: `Monday` 到 `Sunday`。
    """
    return _DAYS[_day(date).weekday - 1]


@builtin("month of year", "date: day -> string")
def month_of_year(_s: State, date: Date | DateTime) -> str:
    """The name of a day's month: `January` to `December`.

    月份的英文名: `January` 到 `December`。
    """
    return _MONTHS[_day(date).month - 1]


@builtin("week of year", "date: day -> number")
def week_of_year_(_s: State, date: Date | DateTime) -> int:
    """The number of a day's week by ISO 8601.

    按 ISO 8601 的第几周。
    """
    return week_of_year(_day(date).number)


@builtin("last day of month", "date: day -> date")
def last_day_of_month(_s: State, date: Date | DateTime) -> Date:
    """The last day of a day's month.

    所在月的最后一天。
    """
    day = _day(date)
    return Date(day.year, day.month, days_in_month(day.year, day.month))
