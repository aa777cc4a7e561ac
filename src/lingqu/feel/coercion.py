"""Whether a value is of a type, and the implicit conversions of the standard (singleton lists, dates)."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.feel.state import State
from lingqu.feel.temporal import Date
from lingqu.feel.temporal.arithmetic import as_datetime
from lingqu.feel.types import (
    Constrained,
    ContextOf,
    FunctionOf,
    ListOf,
    OneOf,
    RangeOf,
    Reference,
    Simple,
    Type,
    show_type,
)
from lingqu.feel.values import Function, Range, Value, kind_of

MAX_DEPTH = 64


def is_instance(s: State, value: Value, kind: Type) -> bool:
    """`value instance of kind`; null is an instance of Null only."""
    return value is None if kind == Simple("Null") else value is not None and conforms(s, value, kind)


def conforms(s: State, value: Value, kind: Type, depth: int = 0, siblings: Mapping[str, Value] | None = None) -> bool:
    """Whether a value may stand where that type is wanted; null may always.

    `siblings` are the entries of the context that holds the value: constraints may name them (DMN 1.5, 7.3.3).
    """
    if value is None:
        return not (isinstance(kind, Constrained) and depth == 0 and not _allowed(s, None, kind, siblings))
    s.spend(1)
    if depth > MAX_DEPTH:
        return False
    match kind:
        case Simple():
            return kind.name == "Any" or kind.name == kind_of(value)
        case ListOf():
            return type(value) is list and all(conforms(s, item, kind.item, depth + 1, siblings) for item in value)
        case ContextOf():
            return type(value) is dict and all(
                name in value and conforms(s, value[name], part, depth + 1, value) for name, part in kind.fields.items()
            )
        case RangeOf():
            return type(value) is Range and all(
                conforms(s, end, kind.item, depth + 1) for end in (value.low, value.high)
            )
        case FunctionOf():
            return _is_function(value, kind)
        case Constrained():
            return conforms(s, value, kind.base, depth + 1, siblings) and _allowed(s, value, kind, siblings)
        case Reference():
            target = kind.target()
            return target is not None and conforms(s, value, target, depth + 1)
        case _:
            return False


def _is_function(value: Value, kind: FunctionOf) -> bool:
    """Whether a function takes what the type gives it and gives what the type wants."""
    if kind_of(value) != "function":
        return False
    if not isinstance(value, Function):
        return bool(value.fits(kind))
    return (
        len(value.parameters) == len(kind.parameters)
        and all(
            is_subtype(wanted, given or Simple("Any"))
            for wanted, (_, given) in zip(kind.parameters, value.parameters, strict=True)
        )
        and _may_give(value.result or value.inferred, kind.result)
    )


def _may_give(result: Type | None, wanted: Type) -> bool:
    """Whether a result fits; one of which nothing is known may, one of several types if one of them does.

    Whether it passes the constraint of a named type is not known before it is there.
    """
    wanted = resolved(wanted)
    while isinstance(wanted, Constrained):
        wanted = resolved(wanted.base)
    if isinstance(result, OneOf):
        return any(is_subtype(kind, wanted) for kind in result.kinds)
    return result is None or result == Simple("Any") or is_subtype(result, wanted)


def resolved(kind: Type) -> Type:
    """What a reference finally means; itself if that is nothing."""
    for _ in range(MAX_DEPTH):
        target = kind.target() if isinstance(kind, Reference) else None
        if target is None:
            break
        kind = target
    return kind


def is_subtype(lower: Type, upper: Type, seen: set[tuple[int, int]] | None = None) -> bool:
    """Whether every value of the first type is one of the second (the standard's "conforms to").

    Types may refer to themselves: what was `seen` already holds if all the rest does.
    """
    seen = set() if seen is None else seen
    lower, upper = resolved(lower), resolved(upper)
    pair = id(lower), id(upper)
    if lower is upper or upper == Simple("Any") or lower == Simple("Null") or pair in seen:
        return True
    seen.add(pair)
    match lower, upper:
        case (ListOf(item=inner), ListOf(item=outer)) | (RangeOf(item=inner), RangeOf(item=outer)):
            return is_subtype(inner, outer, seen)
        case ContextOf(), ContextOf():
            return all(
                name in lower.fields and is_subtype(lower.fields[name], part, seen)
                for name, part in upper.fields.items()
            )
        case FunctionOf(), FunctionOf():
            return (
                len(lower.parameters) == len(upper.parameters)
                and all(is_subtype(*each, seen) for each in zip(upper.parameters, lower.parameters, strict=True))
                and is_subtype(lower.result, upper.result, seen)
            )
        case OneOf(), _:
            return all(is_subtype(kind, upper, seen) for kind in lower.kinds)
        case Constrained(), _:
            return is_subtype(lower.base, upper, seen)
        case _, Simple():
            return lower == upper or _GENERIC.get(type(lower)) == upper.name
        case _:
            return False


_GENERIC: dict[type[Type], str] = {ListOf: "list", ContextOf: "context", RangeOf: "range", FunctionOf: "function"}


def _allowed(s: State, value: Value, kind: Constrained, siblings: Mapping[str, Value] | None) -> bool:
    """Whether a value passes the constraint of a named type."""
    if kind.allowed is None:
        return True
    passes = getattr(kind.allowed, "passes", None)
    return passes is None or passes(s, value, siblings or {}) is True


def coerce(s: State, value: Value, kind: Type, at: int) -> Value:
    """A value as that type: itself, unwrapped from or wrapped into a list of one, a date's midnight; else null."""
    found = _coerced(s, value, kind)
    if found is None and value is not None:
        s.warn("not_of_type", at, type=show_type(kind))
    return found


def _coerced(s: State, value: Value, kind: Type) -> Value:
    if value is None or conforms(s, value, kind):
        return value
    if type(value) is list and len(value) == 1 and conforms(s, value[0], kind):
        return value[0]
    if conforms(s, [value], kind):
        return [value]
    if isinstance(value, Date) and conforms(s, as_datetime(value), kind):
        return as_datetime(value)
    return None
