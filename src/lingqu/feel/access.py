"""Reading parts of values: entries and properties by path, items by filter; and walking lists and ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from lingqu.feel import operations
from lingqu.feel.state import Exhausted, State
from lingqu.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from lingqu.feel.values import Number, Range, Value, as_whole, is_number, kind_of

Body = Callable[..., Value]


def missing(s: State, name: str, at: int) -> None:
    """A variable that nobody gave."""
    s.warn("no_variable", at, name=name)


def path(s: State, source: Value, name: str, at: int) -> Value:
    """`source.name`: an entry of a context, a property of a temporal value or range, or of every item of a list."""
    if type(source) is dict:
        if name in source:
            return source[name]
        s.warn("no_entry", at, name=name)
        return None
    if type(source) is list:
        s.spend(len(source) + 1)
        return [_part_of_item(s, item, name, at) for item in source]
    if source is None:
        s.warn("null_source", at, name=name)
        return None
    reader = _PROPERTIES.get((type(source), name))
    if reader is None:
        s.warn("no_property", at, kind=kind_of(source), name=name)
        return None
    return reader(source)


def _part_of_item(s: State, item: Value, name: str, at: int) -> Value:
    if type(item) is dict:
        return item.get(name)
    return path(s, item, name, at) if type(item) is not list or s.fuel > 0 else None


def _offset(value: Time | DateTime) -> DaysTime | None:
    offset = value.offset
    return None if offset is None else DaysTime(offset * 1_000_000_000)


def _zone(value: Time | DateTime) -> str | None:
    zone = value.zone
    return zone if isinstance(zone, str) else None


def _seconds(whole: int, nano: int) -> Number:
    """Seconds with their fraction (DMN 1.5, table 66)."""
    return whole + Decimal(nano).scaleb(-9).normalize() if nano else whole


_PROPERTIES: dict[tuple[type, str], Callable[[Any], Value]] = {
    (Date, "year"): lambda value: value.year,
    (Date, "month"): lambda value: value.month,
    (Date, "day"): lambda value: value.day,
    (Date, "weekday"): lambda value: value.weekday,
    (Time, "hour"): lambda value: value.hour,
    (Time, "minute"): lambda value: value.minute,
    (Time, "second"): lambda value: _seconds(value.second, value.nano),
    (Time, "time offset"): _offset,
    (Time, "timezone"): _zone,
    (DateTime, "year"): lambda value: value.date.year,
    (DateTime, "month"): lambda value: value.date.month,
    (DateTime, "day"): lambda value: value.date.day,
    (DateTime, "weekday"): lambda value: value.date.weekday,
    (DateTime, "hour"): lambda value: value.time.hour,
    (DateTime, "minute"): lambda value: value.time.minute,
    (DateTime, "second"): lambda value: _seconds(value.time.second, value.time.nano),
    (DateTime, "time offset"): _offset,
    (DateTime, "timezone"): _zone,
    (DaysTime, "days"): lambda value: value.parts[0],
    (DaysTime, "hours"): lambda value: value.parts[1],
    (DaysTime, "minutes"): lambda value: value.parts[2],
    (DaysTime, "seconds"): lambda value: _seconds(*value.parts[3:]),
    (YearsMonths, "years"): lambda value: value.parts[0],
    (YearsMonths, "months"): lambda value: value.parts[1],
    (Range, "start"): lambda value: value.low,
    (Range, "end"): lambda value: value.high,
    (Range, "start included"): lambda value: value.low_included,
    (Range, "end included"): lambda value: value.high_included,
}

#: Names of properties that hold spaces; the parser must know them to read `x.time offset`.
PROPERTY_NAMES = tuple(sorted({name for _, name in _PROPERTIES}))


# ---- filters
def index(s: State, source: Value, position: Value, at: int) -> Value:
    """`source[position]`: items count from 1, negative ones from the end."""
    if source is None:
        s.warn("null_filter", at)
        return None
    items = source if type(source) is list else [source]
    whole = as_whole(position)
    if whole is not None and 1 <= whole <= len(items):
        return items[whole - 1]
    if whole is not None and -len(items) <= whole <= -1:
        return items[whole]
    s.warn("bad_index", at, index=position, size=len(items))
    return None


def keep(s: State, source: Value, condition: Body, at: int) -> Value:
    """`source[condition]` where the condition can only be true or false."""
    if source is None:
        s.warn("null_filter", at)
        return None
    items = source if type(source) is list else [source]
    s.spend(len(items) + 1)
    return [item for item in items if condition(item) is True]


def select(s: State, source: Value, condition: Body, at: int) -> Value:
    """`source[condition]` where only the value tells whether it is an index or a condition."""
    if source is None:
        s.warn("null_filter", at)
        return None
    items = source if type(source) is list else [source]
    first = condition(items[0] if items else None)
    if is_number(first):
        return index(s, items, first, at)
    s.spend(len(items) + 1)
    kept = []
    for position, item in enumerate(items):
        found = first if position == 0 else condition(item)
        if found is True:
            kept.append(item)
        elif found is not False and found is not None:
            s.warn("not_boolean", at, kind=kind_of(found))
            return None
    return kept


# ---- iteration
def span(s: State, low: Value, high: Value, at: int) -> Iterator[Value] | None:
    """The whole numbers or days from low to high, downwards if high is less."""
    if isinstance(low, Date) and isinstance(high, Date):
        return _days(low, high)
    first, last = (as_whole(end) if is_number(end) else None for end in (low, high))
    if first is None or last is None:
        s.warn("not_iterable", at, kind=f"range<{kind_of(low if first is None else high)}>")
        return None
    return iter(range(first, last + 1) if first <= last else range(first, last - 1, -1))


def _days(low: Date, high: Date) -> Iterator[Date]:
    step = 1 if low.number <= high.number else -1
    return map(Date.of_number, range(low.number, high.number + step, step))


def walk(s: State, source: Value, at: int) -> Iterator[Value] | None:
    """The items of a list, the members of a range of whole numbers or days, or the one value itself."""
    if type(source) is list:
        return iter(source)
    if type(source) is not Range:
        if source is None:
            s.warn("not_iterable", at, kind="null")
            return None
        return iter((source,))
    low, high = source.low, source.high
    found = span(s, low, high, at)
    if found is None:
        return None
    members = list(_inner(s, found, source)) if not (source.low_included and source.high_included) else found
    return iter(members)


def _inner(s: State, members: Iterator[Value], source: Range) -> Iterator[Value]:
    for member in members:
        s.spend(1)
        if operations.in_range(s, member, source, 0):
            yield member


def _walked(s: State, sources: tuple[Body, ...], bound: tuple[Value, ...]) -> Iterator[tuple[Value, ...] | None]:
    """Every combination of the iterators' values; None if something cannot be walked."""
    members = sources[len(bound)](*bound)
    if members is None:
        yield None
        return
    last = len(bound) + 1 == len(sources)
    for member in members:
        s.fuel -= 1
        if s.fuel < 0:
            raise Exhausted
        if last:
            yield (*bound, member)
        else:
            yield from _walked(s, sources, (*bound, member))


#: Units for keeping a value that takes more memory than a number; lists, contexts and strings pay when they are made.
_WEIGHT: dict[type, int] = {Decimal: 2, Date: 2, Time: 3, DateTime: 6, DaysTime: 2, YearsMonths: 2, Range: 2}


def each(s: State, sources: tuple[Body, ...], body: Body) -> list[Value] | None:
    """`for … return`; the body gets the iterators' values and the results so far."""
    results: list[Value] = []
    for bound in _walked(s, sources, ()):
        if bound is None:
            return None
        results.append(found := body(*bound, results))
        s.fuel -= _WEIGHT.get(type(found), 0)
    return results


def each_partial(s: State, sources: tuple[Body, ...], body: Body) -> list[Value] | None:
    """`for … return` whose body reads `partial`, which must not change once it was read."""
    results: list[Value] = []
    for bound in _walked(s, sources, ()):
        if bound is None:
            return None
        s.spend(len(results))
        results.append(found := body(*bound, results.copy()))
        s.fuel -= _WEIGHT.get(type(found), 0)
    return results


def some(s: State, sources: tuple[Body, ...], condition: Body, at: int) -> bool | None:
    """`some … satisfies`: the `or` of all conditions."""
    unsure = False
    for bound in _walked(s, sources, ()):
        found = None if bound is None else operations.truth(s, condition(*bound), at)
        if found:
            return True
        unsure = unsure or found is None
    return None if unsure else False


def every(s: State, sources: tuple[Body, ...], condition: Body, at: int) -> bool | None:
    """`every … satisfies`: the `and` of all conditions."""
    unsure = False
    for bound in _walked(s, sources, ()):
        found = None if bound is None else operations.truth(s, condition(*bound), at)
        if found is False:
            return False
        unsure = unsure or found is None
    return None if unsure else True
