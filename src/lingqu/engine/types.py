"""Types of variables (`lingqu:variable` of a process): what a value must be, wherever a variable of that name is set.

Null fits every type. Dates, times and durations are FEEL texts, as everywhere in variables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from lingqu.feel.temporal.text import read_date, read_datetime, read_duration, read_time
from lingqu.kernel.values import Json


def _text(read: Callable[[str], object | None]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and read(value) is not None


TYPES: Final[Mapping[str, Callable[[Json], bool]]] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "date": _text(read_date),
    "time": _text(read_time),
    "date and time": _text(read_datetime),
    "duration": _text(read_duration),
    "list": lambda value: isinstance(value, list),
    "context": lambda value: isinstance(value, dict),
}


def fits(types: Mapping[str, str], name: str, value: Json) -> bool:
    """Whether a value may be given to a variable of that name."""
    wanted = types.get(name)
    return wanted is None or value is None or TYPES[wanted](value)
