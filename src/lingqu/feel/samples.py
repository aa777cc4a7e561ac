"""Values that stand for their types: what FEEL's own operations make of them, they make of every value of the type.

So the checks need no tables of their own: an operation that is null for all samples is null for all values.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from lingqu.feel.joining import alternatives, joined
from lingqu.feel.state import State
from lingqu.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from lingqu.feel.types import ANY, NULL, ContextOf, FunctionOf, ListOf, RangeOf, Simple, Type
from lingqu.feel.values import Function, Range, Value, kind_of

_DAY = Date(2000, 1, 1)
_TIMES = tuple(Time(0, 0, 0, 0, zone) for zone in (None, 0, "Etc/UTC"))
#: One value of each type without parts; several where values of a type do not mix.
_SIMPLE: dict[str, tuple[Value, ...]] = {
    "number": (1,),
    "string": ("a",),
    "boolean": (True,),
    "date": (_DAY,),
    "time": _TIMES,
    "date and time": tuple(DateTime(_DAY, time) for time in _TIMES),
    "days and time duration": (DaysTime(1),),
    "years and months duration": (YearsMonths(1),),
}
_PLAIN = tuple(value for values in _SIMPLE.values() for value in values)
_FUNCTION: Value = Function((), lambda _state: None)
_RANGES = tuple(Range(value, value) for value in _PLAIN if type(value) is not bool)
_LISTS: tuple[Value, ...] = ([], *([value] for value in (*_PLAIN, {}, *_RANGES, _FUNCTION)))
_ALL: dict[str, tuple[Value, ...]] = {
    **_SIMPLE, "list": _LISTS, "context": ({},), "range": _RANGES, "function": (_FUNCTION,),
    "Any": (*_PLAIN, {}, _FUNCTION, *_RANGES, *_LISTS),
}  # fmt: skip
_DEEP = 3  # lists inside lists


def samples(kind: Type, depth: int = 0) -> tuple[Value, ...]:
    """Values of a type, at least one of each sort that operations tell apart."""
    return tuple(value for one in alternatives(kind) for value in _of(one, depth)) or (None,)


def _of(kind: Type, depth: int) -> tuple[Value, ...]:
    match kind:
        case Simple():
            return _ALL.get(kind.name, _ALL["Any"])
        case ListOf():
            if kind.item == ANY or depth == _DEEP:
                return _LISTS
            return ([], *([value] for value in samples(kind.item, depth + 1)))
        case RangeOf():
            return tuple(Range(end, end) for end in samples(kind.item, depth + 1))
        case ContextOf():
            return _ALL["context"]
        case FunctionOf():
            return _ALL["function"]
        case _:
            return _ALL["Any"]


def type_of(value: Value) -> Type:
    """The type of a value, as far as one value tells it."""
    if type(value) is list:
        return ListOf(joined(map(type_of, value)))
    if type(value) is dict:
        return ContextOf({name: type_of(part) for name, part in value.items()})
    if type(value) is Range:
        return RangeOf(joined(map(type_of, (value.low, value.high))))
    kind = kind_of(value)
    return NULL if value is None else Simple(kind) if kind in _SIMPLE else ANY


def outcome(operation: Callable[..., Value], *operands: Type) -> Type | None:
    """The type of what an operation gives; None if it gives null, with a warning, whatever the values are.

    The operation takes a state, the operands and an offset.
    """
    if all(kind == ANY for kind in operands):
        return ANY
    found: list[Type] = []
    silent = False
    for values in product(*map(samples, operands)):
        s = State()
        value = operation(s, *values, 0)
        if value is not None:
            found.append(type_of(value))
        silent = silent or (value is None and s.notes is None)
    if found:
        return joined(found)
    return ANY if silent else None


def possible(operation: Callable[..., Value], *operands: Type) -> bool:
    """Whether an operation could be more than null with a warning."""
    for values in product(*map(samples, operands)):
        s = State()
        if operation(s, *values, 0) is not None or s.notes is None:
            return True
    return False


def accepted(accept: Callable[[Value], bool], kind: Type) -> bool | None:
    """Whether all values of a type are accepted; None if it depends."""
    answers = {accept(value) for value in samples(kind)}
    return answers.pop() if len(answers) == 1 else None
