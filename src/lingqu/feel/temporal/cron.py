"""Cron expressions of six fields, as Spring and Camunda 8 read them: `0 0 9-17 * * MON-FRI`, `@daily`.

Seconds, minutes, hours, day of the month, month, day of the week (0 and 7 are Sunday). A field is `*`, a number or
name, a range `a-b`, a list `a,b`, a step `x/n`; `?` is `*` for days. Day of the month: `L` last, `L-3` three before,
`15W` the weekday nearest to the 15th, `LW` the last weekday. Day of the week: `FRI#2` the second Friday, `5L` or
`FRIL` the last one. Both fields of days must hold.
"""

from __future__ import annotations

import datetime as dt
import re  # only for our own patterns
from collections.abc import Callable, Iterator

import msgspec

from lingqu.feel.temporal.timers import epoch_ms, from_epoch_ms
from lingqu.feel.temporal.values import Date, DateTime, Time
from lingqu.kernel.errors import Invalid

_MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * 0",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_NAMES = re.compile("|".join((*_MONTHS, *_DAYS)))
_NUMBERS = {name: place for place, name in enumerate(_DAYS)} | {name: n for n, name in enumerate(_MONTHS, 1)}
_STEP = re.compile(r"(\*|\d{1,2}(?:-\d{1,2})?)(?:/(\d{1,2}))?")
_LONGEST = 200
#: Days that are looked at: a 29th of February on a certain weekday comes every 28 years, 40 around 2100.
_MOST_DAYS = 366 * 41

OnDay = Callable[[dt.date], bool]


class Cron(msgspec.Struct, frozen=True):
    """A pattern of moments on the clocks of a zone."""

    text: str
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: frozenset[int]
    of_month: tuple[OnDay, ...]  # one of them holds
    of_week: tuple[OnDay, ...]

    def after(self, ms: int, zone: str = "UTC") -> int:
        """The next moment after `ms` (since 1970, UTC) on the clocks of that zone. Raises Invalid if there is none.

        A time that clocks leave out comes as much later; one that they show twice comes once.
        """
        now = from_epoch_ms(ms, zone)
        day = dt.date(now.date.year, now.date.month, now.date.day)
        for _ in range(_MOST_DAYS):
            if day.month in self.months and self._falls_on(day):
                for time in self._times(now.time if day.day == now.date.day else None):
                    found = epoch_ms(DateTime(Date(day.year, day.month, day.day), time), zone)
                    if found > ms:
                        return found
            if day == dt.date.max:
                break
            day += dt.timedelta(days=1)
        raise _wrong(self.text)

    def _falls_on(self, day: dt.date) -> bool:
        return any(holds(day) for holds in self.of_month) and any(holds(day) for holds in self.of_week)

    def _times(self, since: Time | None) -> Iterator[Time]:
        """The times of a day; if something is left of the hour `since`, from that hour on."""
        for hour in self.hours:
            if since is not None and hour < since.hour - 1:
                continue
            for minute in self.minutes:
                if since is not None and (hour, minute) < (since.hour - 1, since.minute):
                    continue
                for second in self.seconds:
                    yield Time(hour, minute, second)


def is_cron(text: str) -> bool:
    """Whether a text is meant as a cron expression."""
    return text.lstrip().startswith("@") or len(text.split()) == 6


def parse_cron(text: str) -> Cron:
    """The cron expression in a text. Raises Invalid."""
    fields = _MACROS.get(text.strip().lower(), text).upper().split()
    if len(fields) != 6 or len(text) > _LONGEST:
        raise _wrong(text)
    try:
        second, minute, hour, day, month, weekday = fields
        return Cron(
            text=text.strip(),
            seconds=_numbers(second, 0, 59),
            minutes=_numbers(minute, 0, 59),
            hours=_numbers(hour, 0, 23),
            months=frozenset(_numbers(_named(month), 1, 12)),
            of_month=tuple(_day_of_month(one) for one in day.split(",")),
            of_week=tuple(_day_of_week(_named(one)) for one in weekday.split(",")),
        )
    except ValueError:
        raise _wrong(text) from None


def _wrong(text: str) -> Invalid:
    return Invalid("feel.not_temporal", text=text[:80], expected="a cron expression (0 0 9 * * MON-FRI, @daily)")


def _named(field: str) -> str:
    return _NAMES.sub(lambda found: str(_NUMBERS[found[0]]), field)


def _numbers(field: str, least: int, most: int) -> tuple[int, ...]:
    """The numbers that a field allows, in order. Raises ValueError."""
    found: set[int] = set()
    for part in field.split(","):
        match = _STEP.fullmatch(part)
        if match is None:
            raise ValueError(part)
        span, step = match[1], int(match[2] or 1)
        first, _, last = ("0" if span == "*" else span).partition("-")
        start = least if span == "*" else int(first)
        end = most if span == "*" or (match[2] and not last) else int(last or first)
        if not least <= start <= end <= most or not step:
            raise ValueError(part)
        found.update(range(start, end + 1, step))
    return tuple(sorted(found))


def _day_of_month(field: str) -> OnDay:
    if field in ("*", "?"):
        return lambda _: True
    if field == "LW":
        return lambda day: day == _weekday_near(_last(day))
    if match := re.fullmatch(r"L(?:-(\d{1,2}))?", field):
        before = int(match[1] or 0)
        return lambda day: day.day == _last(day).day - before
    if match := re.fullmatch(r"(\d{1,2})W", field):
        wanted = _within(int(match[1]), 1, 31)
        return lambda day: wanted <= _last(day).day and day == _weekday_near(day.replace(day=wanted))
    days = frozenset(_numbers(field, 1, 31))
    return lambda day: day.day in days


def _day_of_week(field: str) -> OnDay:
    if field in ("*", "?"):
        return lambda _: True
    if match := re.fullmatch(r"([0-7])#([1-5])", field):
        wanted, nth = int(match[1]) % 7, int(match[2])
        return lambda day: day.isoweekday() % 7 == wanted and (day.day - 1) // 7 + 1 == nth
    if match := re.fullmatch(r"([0-7])L", field):
        last = int(match[1]) % 7
        return lambda day: day.isoweekday() % 7 == last and day.day + 7 > _last(day).day
    days = frozenset(number % 7 for number in _numbers(field, 0, 7))
    return lambda day: day.isoweekday() % 7 in days


def _within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise ValueError(number)
    return number


def _last(day: dt.date) -> dt.date:
    """The last day of a month."""
    first = day.replace(day=28) + dt.timedelta(days=4)
    return first - dt.timedelta(days=first.day)


def _weekday_near(day: dt.date) -> dt.date:
    """The day from Monday to Friday that is nearest, in the same month."""
    if day.isoweekday() == 6:
        return day - dt.timedelta(days=1) if day.day > 1 else day + dt.timedelta(days=2)
    if day.isoweekday() == 7:
        return day + dt.timedelta(days=1) if day.day < _last(day).day else day - dt.timedelta(days=2)
    return day
