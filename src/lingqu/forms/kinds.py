"""What each kind of field takes: value -> (clean value, problems). Numbers stay exact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

import re2  # type: ignore[import-untyped]  # it has no stubs

from lingqu.forms import expressions
from lingqu.forms.fields import Field, Kind
from lingqu.forms.schema import option_value
from lingqu.kernel.values import Json

#: (code without the room, parameters)
Wrong: TypeAlias = tuple[str, dict[str, Json]]

MOST_TEXT = 100_000  # characters in one field
_EMAIL = re2.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+")
_PHONE = re2.compile(r"\+?[0-9][0-9 ()./-]{2,28}[0-9]")
_DAY = 24 * 60 * 60 * 1000


def wrong_with(field: Field, value: Json, data: Mapping[str, Json], now: int) -> Iterator[Wrong]:
    """What is wrong with a value that is not empty. `data`: the whole form, for limits and options in FEEL."""
    yield from _CHECKS[field.kind](field, value, data, now)


def is_empty(field: Field, value: Json) -> bool:
    """Whether the field counts as not filled in; an unchecked box does."""
    return value is None or value in ("", []) or (field.kind == "checkbox" and value is False)


def clean(value: Json) -> Json:
    """The value as it is stored: an emptied text is null, as the browser's form sends it."""
    return None if value == "" else value


def _text(field: Field, value: Json, data: Mapping[str, Json], now: int) -> Iterator[Wrong]:
    if not isinstance(value, str):
        yield "expected_text", {}
        return
    if len(value) > MOST_TEXT:
        yield "too_long", {"most": MOST_TEXT}
        return
    rules = field.rules
    least, most = (_limit(limit, data, now) for limit in (rules.min_length, rules.max_length))
    if least is not None and len(value) < least:
        yield "too_short", {"least": int(least)}
    if most is not None and len(value) > most:
        yield "too_long", {"most": int(most)}
    if rules.pattern:
        found = expressions.matches(rules.pattern, value)
        if found is None:
            yield "bad_pattern", {"reason": expressions.broken_pattern(rules.pattern)}
        elif not found:
            yield "no_match", {"pattern": rules.pattern}
    if rules.format == "email" and not _EMAIL.fullmatch(value):
        yield "expected_email", {}
    if rules.format == "phone" and not _PHONE.fullmatch(value):
        yield "expected_phone", {}


def _number(field: Field, value: Json, data: Mapping[str, Json], now: int) -> Iterator[Wrong]:
    number = _exact(value) if field.as_text or not isinstance(value, str) else None
    if number is None:
        yield "expected_number", {}
        return
    if field.decimals is not None and -_exponent(number) > field.decimals:
        yield "too_many_decimals", {"most": field.decimals}
    least, most = (_limit(limit, data, now) for limit in (field.rules.min, field.rules.max))
    if least is not None and number < least:
        yield "too_small", {"least": least}
    if most is not None and number > most:
        yield "too_large", {"most": most}


def _checkbox(_field: Field, value: Json, _data: Mapping[str, Json], _now: int) -> Iterator[Wrong]:
    if not isinstance(value, bool):
        yield "expected_yes_or_no", {}


def _choice(field: Field, value: Json, data: Mapping[str, Json], now: int) -> Iterator[Wrong]:
    if isinstance(value, list):
        yield "expected_one", {}
    elif not _among(value, _values(field, data, now)):
        yield "not_an_option", {"given": str(value)[:80]}


def _choices(field: Field, value: Json, data: Mapping[str, Json], now: int) -> Iterator[Wrong]:
    if not isinstance(value, list):
        yield "expected_list", {}
        return
    allowed = _values(field, data, now)
    for item in value:
        if not _among(item, allowed):
            yield "not_an_option", {"given": str(item)[:80]}


def _moment(field: Field, value: Json, _data: Mapping[str, Json], now: int) -> Iterator[Wrong]:
    read, example = _MOMENTS[field.kind]
    found = read(value) if isinstance(value, str) and len(value) < 64 else None
    if found is None:
        yield "expected_moment", {"example": example}
    elif field.future_only and now and isinstance(found, dt.date):
        # Zones differ by less than a day and the form does not tell the writer's: only what is past everywhere is.
        yesterday = dt.datetime.fromtimestamp((now - _DAY) / 1000, dt.UTC).date()
        day = found.date() if isinstance(found, dt.datetime) else found
        if day < yesterday:
            yield "in_the_past", {}


def _files(_field: Field, value: Json, _data: Mapping[str, Json], _now: int) -> Iterator[Wrong]:
    if not isinstance(value, list):
        yield "expected_list", {}


def _computed(_field: Field, _value: Json, _data: Mapping[str, Json], _now: int) -> Iterator[Wrong]:
    return iter(())  # the server computes it itself


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _time(text: str) -> dt.time | None:
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        return None


def _date_time(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None


_MOMENTS: Mapping[str, tuple[Callable[[str], dt.date | dt.time | None], str]] = {
    "date": (_date, "2026-01-31"),
    "time": (_time, "09:30"),
    "datetime": (_date_time, "2026-01-31T09:30"),
}


def _exact(value: Json) -> int | Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    try:
        number = Decimal(value) if isinstance(value, str) and len(value) < 400 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _exponent(number: int | Decimal) -> int:
    if isinstance(number, int):
        return 0
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _limit(limit: Json, data: Mapping[str, Json], now: int) -> int | Decimal | None:
    """A limit's number: written as a number, a text of digits, or FEEL; None: no limit."""
    if isinstance(limit, str) and limit.startswith("="):
        limit = expressions.evaluate(limit, data, now)
    return _exact(limit) if limit != "" else None


def _values(field: Field, data: Mapping[str, Json], now: int) -> list[Json]:
    options = field.options
    if options.fixed is not None:
        return list(options.fixed)
    if options.expression:
        found = expressions.evaluate(options.expression, data, now)
    else:
        found = data
        for step in options.variable:
            found = found.get(step) if isinstance(found, Mapping) else None
    return [option_value(option) for option in found] if isinstance(found, list) else []


def _among(value: Json, allowed: list[Json]) -> bool:
    """True and 1 are two values here, as they are in JSON."""
    return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in allowed)


_CHECKS: Mapping[Kind, Callable[[Field, Json, Mapping[str, Json], int], Iterator[Wrong]]] = {
    "text": _text,
    "number": _number,
    "checkbox": _checkbox,
    "choice": _choice,
    "choices": _choices,
    "date": _moment,
    "time": _moment,
    "datetime": _moment,
    "files": _files,
    "computed": _computed,
}
