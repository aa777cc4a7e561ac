"""Reading a calendar from JSON: what a company writes down of its working time.

    {"name": "office", "zone": "Asia/Shanghai", "hours": ["09:00-12:00", "13:30-18:00"],
     "week": {"fri": ["09:00-12:00"]}, "holidays": ["2026-10-01/2026-10-07"], "workdays": ["2026-10-10"],
     "days": {"2026-12-31": ["09:00-12:00"]}, "known": [2026]}

`hours` are those of a working day, Monday to Friday unless `week` says otherwise, and of a make-up day (`workdays`).
`days` goes before all else. `base` may name a calendar whose holidays, workdays and known years are taken over.
"""

from __future__ import annotations

import datetime as dt
import re  # only for our own pattern
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.worktime import messages as _messages  # noqa: F401  (registers the texts of the codes raised here)
from lingqu.worktime.calendars import Calendar, Hours

#: Single days that a calendar may name.
MOST_DAYS = 5000
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    hours: tuple[str, ...]
    zone: str = "Asia/Shanghai"
    week: dict[str, tuple[str, ...]] = {}
    holidays: tuple[str, ...] = ()
    workdays: tuple[str, ...] = ()
    days: dict[str, tuple[str, ...]] = {}
    known: tuple[int, ...] = ()
    base: str = ""


def read(data: bytes | str, bases: Mapping[str, Calendar] | None = None) -> Calendar:
    """The calendar in a JSON document; `bases`: calendars that it may build on. Raises Invalid."""
    try:
        drawn = msgspec.json.decode(data, type=_Document)
    except msgspec.MsgspecError as wrong:
        raise Invalid("worktime.not_a_calendar", reason=str(wrong)[:200]) from None
    if not drawn.name.strip():
        raise Invalid("worktime.not_a_calendar", reason="`name` is empty")
    hours = _hours(drawn.hours)
    base = _base(drawn, bases or {})
    days: dict[dt.date, Hours] = {}
    if base is not None:
        days |= {day: hours if worked else () for day, worked in base.days.items()}
    days |= dict.fromkeys(_dates(drawn.holidays), ())
    days |= dict.fromkeys(_dates(drawn.workdays), hours)
    days |= {day: _hours(spans) for text, spans in drawn.days.items() for day in _dates((text,))}
    if len(days) > MOST_DAYS:
        raise Invalid("worktime.not_a_calendar", reason=f"more than {MOST_DAYS} days are named")
    return Calendar(
        name=drawn.name.strip(),
        zone=_zone(drawn.zone),
        week=_week(drawn.week, hours),
        days=days,
        known=frozenset(drawn.known) | (base.known if base is not None else frozenset()),
    )


def _base(drawn: _Document, bases: Mapping[str, Calendar]) -> Calendar | None:
    if drawn.base and drawn.base not in bases:
        raise Invalid("worktime.no_calendar", name=drawn.base)
    return bases.get(drawn.base)


def _week(given: Mapping[str, tuple[str, ...]], hours: Hours) -> tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]:
    unknown = set(given).difference(_NAMES)
    if unknown:
        raise Invalid("worktime.not_a_calendar", reason=f"`week` has {min(unknown)!r}; days are {', '.join(_NAMES)}")
    mon, tue, wed, thu, fri, sat, sun = (
        _hours(given[name]) if name in given else hours if place < 5 else () for place, name in enumerate(_NAMES)
    )
    if not any((mon, tue, wed, thu, fri, sat, sun)):
        raise Invalid("worktime.not_a_calendar", reason="no day of the week is worked")
    return mon, tue, wed, thu, fri, sat, sun


def _hours(texts: tuple[str, ...]) -> Hours:
    """`09:00-12:00`, …: in order, apart from one another, at most until 24:00."""
    spans: list[tuple[int, int]] = []
    for text in texts:
        match = _SPAN.fullmatch(text.strip())
        start, end = (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (0, 0)
        if not 0 <= start < end <= 24 * 60 or (spans and start < spans[-1][1]):
            raise Invalid("worktime.not_hours", text=", ".join(texts)[:80])
        spans.append((start, end))
    return tuple(spans)


def _dates(texts: tuple[str, ...]) -> Iterator[dt.date]:
    """`2026-10-01` or `2026-10-01/2026-10-07`, both ends included."""
    for text in texts:
        try:
            first, _, last = text.strip().partition("/")
            day = dt.date.fromisoformat(first)
            until = dt.date.fromisoformat(last) if last else day
        except ValueError:
            raise Invalid("worktime.not_a_date", text=text[:80]) from None
        if not 0 <= (until - day).days <= MOST_DAYS:
            raise Invalid("worktime.not_a_date", text=text[:80])
        yield from (day + dt.timedelta(days=n) for n in range((until - day).days + 1))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise Invalid("worktime.not_a_calendar", reason=f"{name[:80]!r} is no time zone") from None
    return name
