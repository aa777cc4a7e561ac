"""Dates, times, durations and the repeating intervals of timers; usable without any expression."""

from lingqu.feel import messages as _messages  # noqa: F401  (registers the texts of the errors)
from lingqu.feel.temporal.text import (
    parse_date,
    parse_datetime,
    parse_duration,
    parse_time,
    read_any,
    read_date,
    read_datetime,
    read_duration,
    read_time,
    show,
)
from lingqu.feel.temporal.timers import (
    Period,
    Span,
    add,
    epoch_ms,
    from_epoch_ms,
    parse_cycle,
    parse_moment,
    parse_period,
)
from lingqu.feel.temporal.values import Date, DateTime, DaysTime, Duration, Temporal, Time, YearsMonths

__all__ = [
    "Date", "DateTime", "DaysTime", "Duration", "Period", "Span", "Temporal", "Time", "YearsMonths",
    "add", "epoch_ms", "from_epoch_ms", "parse_cycle", "parse_date", "parse_datetime", "parse_duration",
    "parse_moment", "parse_period", "parse_time",
    "read_any", "read_date", "read_datetime", "read_duration", "read_time", "show",
]  # fmt: skip
