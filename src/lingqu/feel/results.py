"""What built-in functions give, where it does not depend on their arguments (null, if they fail, aside)."""

from __future__ import annotations

from lingqu.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ListOf,
    Type,
)

_GROUPS: tuple[tuple[Type, tuple[str, ...]], ...] = (
    (
        NUMBER,
        (
            "count", "string length", "floor", "ceiling", "decimal", "round up", "round down", "round half up",
            "round half down", "sqrt", "exp", "log", "number", "day of year", "week of year", "product",
        ),
    ),
    (
        STRING,
        (
            "string", "substring", "substring before", "substring after", "upper case", "lower case", "replace",
            "string join", "day of week", "month of year", "to json", "trim",
        ),
    ),
    (
        BOOLEAN,
        (
            "contains", "starts with", "ends with", "matches", "list contains", "all", "any", "not", "even", "odd",
            "is", "is defined", "is empty", "is blank", "before", "after", "meets", "met by", "overlaps",
            "overlaps before", "overlaps after", "finishes", "finished by", "includes", "during", "starts",
            "started by", "coincides",
        ),
    ),
    (DATE, ("date", "today", "last day of month")),
    (TIME, ("time",)),
    (DATE_TIME, ("date and time", "now")),
    (YEARS_MONTHS, ("years and months duration",)),
    (ListOf(STRING), ("split",)),
)  # fmt: skip

RESULTS: dict[str, Type] = {name: kind for kind, names in _GROUPS for name in names}

#: Simple types that kinds of parameters take; a kind that is not here takes any.
TAKES: dict[str, frozenset[str]] = {
    kind: frozenset(names)
    for kind, names in {
        "number": ("number",),
        "string": ("string",),
        "boolean": ("boolean",),
        "date": ("date",),
        "day": ("date", "date and time"),
        "time": ("time",),
        "clock": ("time", "date and time"),
        "date and time": ("date and time",),
        "moment": ("date", "date and time"),
        "days and time duration": ("days and time duration",),
        "years and months duration": ("years and months duration",),
        "duration": ("days and time duration", "years and months duration"),
        "context": (),
        "range": (),
        "function": (),
    }.items()
}
