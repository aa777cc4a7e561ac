"""JSON to FEEL values by type: the texts of dates, times and durations become what they say."""

from __future__ import annotations

from lingqu.feel.temporal import read_any
from lingqu.feel.types import Constrained, ContextOf, ListOf, Reference, Simple, Type
from lingqu.feel.values import Value, kind_of

MAX_DEPTH = 64
_TEMPORAL = frozenset({"date", "time", "date and time", "days and time duration", "years and months duration"})


def lift(value: Value, kind: Type | None, depth: int = 0) -> Value:
    """A value of kernel Json as that type wants it; what does not fit stays as it is, for coercion to judge."""
    if depth > MAX_DEPTH:
        return value
    match kind:
        case Reference():
            return lift(value, kind.target(), depth + 1)
        case Constrained():
            return lift(value, kind.base, depth + 1)
        case ListOf():
            if type(value) is list:
                return [lift(item, kind.item, depth + 1) for item in value]
            return lift(value, kind.item, depth + 1)
        case ContextOf() if type(value) is dict:
            return {name: lift(item, kind.fields.get(name), depth + 1) for name, item in value.items()}
        case Simple() if kind.name in _TEMPORAL and type(value) is str:
            return _temporal(value, kind.name)
    return value


def _temporal(text: str, wanted: str) -> Value:
    found = read_any(text)
    if found is None or kind_of(found) == wanted or (kind_of(found), wanted) == ("date", "date and time"):
        return text if found is None else found
    return text
