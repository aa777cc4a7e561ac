"""FEEL's types as values: what a name after `instance of` or an item definition of a decision model means."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Type(msgspec.Struct, frozen=True, tag=True):
    """Any FEEL type."""


class Simple(Type, frozen=True):
    """A type without parts: `number`, `Any`, `date and time`, … `list`, `context`, `range` and `function` mean any."""

    name: str


class ListOf(Type, frozen=True):
    item: Type


class RangeOf(Type, frozen=True):
    item: Type


class ContextOf(Type, frozen=True):
    """A context that has at least these entries."""

    fields: dict[str, Type]


class FunctionOf(Type, frozen=True):
    """A function; `names` are those of its parameters, where they are known."""

    parameters: tuple[Type, ...]
    result: Type
    names: tuple[str, ...] = ()


class OneOf(Type, frozen=True):
    """One of several types, as `if` gives it. Only checks make it; see `joined`."""

    kinds: tuple[Type, ...]


class Constrained(Type, frozen=True):
    """A named type whose values are those of another type that pass a test (an Expression of unary tests).

    `whole` says that the test looks at a list as one value, not at its items.
    """

    name: str
    base: Type
    allowed: object = None
    whole: bool = False


class Reference(Type, frozen=True):
    """A named type that is looked up when it is needed, so that types may refer to one another."""

    name: str
    scope: object  # Mapping[str, Type]

    def target(self) -> Type | None:
        return self.scope.get(self.name) if isinstance(self.scope, Mapping) else None


ANY = Simple("Any")
NULL = Simple("Null")
NUMBER = Simple("number")
STRING = Simple("string")
BOOLEAN = Simple("boolean")
DATE = Simple("date")
TIME = Simple("time")
DATE_TIME = Simple("date and time")
DAYS_TIME = Simple("days and time duration")
YEARS_MONTHS = Simple("years and months duration")

#: Types by the names that expressions and decision models use.
NAMED: dict[str, Type] = {
    "Any": ANY, "Null": NULL, "number": NUMBER, "string": STRING, "boolean": BOOLEAN, "date": DATE,
    "time": TIME, "date and time": DATE_TIME, "dateTime": DATE_TIME, "days and time duration": DAYS_TIME,
    "dayTimeDuration": DAYS_TIME, "years and months duration": YEARS_MONTHS, "yearMonthDuration": YEARS_MONTHS,
    "list": Simple("list"), "context": Simple("context"), "range": Simple("range"), "function": Simple("function"),
}  # fmt: skip

#: Types that are none without parameters: `list<number>`, not `list` (DMN 1.5, table 61).
GENERIC = frozenset({"list", "context", "range", "function"})


def show_type(kind: Type) -> str:
    """A type as FEEL writes it."""
    match kind:
        case Simple() | Constrained() | Reference():
            return kind.name
        case ListOf():
            return f"list<{show_type(kind.item)}>"
        case RangeOf():
            return f"range<{show_type(kind.item)}>"
        case ContextOf():
            return "context<" + ", ".join(f"{name}: {show_type(part)}" for name, part in kind.fields.items()) + ">"
        case FunctionOf():
            return f"function<{', '.join(map(show_type, kind.parameters))}>->{show_type(kind.result)}"
        case OneOf():
            return " | ".join(map(show_type, kind.kinds))
        case _:
            return "Any"
