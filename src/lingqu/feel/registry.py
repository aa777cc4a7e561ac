"""How a built-in function is declared: its name, its parameters, what it gives, and its documentation, en and zh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from lingqu.feel.giving import Refine, written
from lingqu.feel.state import State
from lingqu.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from lingqu.feel.temporal.arithmetic import as_datetime
from lingqu.feel.types import ANY, FunctionOf, Type, show_type
from lingqu.feel.values import Callee, Range, Value, is_number, kind_of

Implementation = Callable[..., Value]
Language = Literal["zh", "en"]

_REFUSED: Any = object()


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    kind: str
    type: Type = ANY  # what it says of the result's type: `list<T>`
    optional: bool = False  # may be left out
    nullable: bool = False  # may be null
    many: bool = False  # takes all that follows


class Overload(msgspec.Struct, frozen=True, kw_only=True):
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    run: Implementation
    gives: Type = ANY  # `T` in it is what the parameters say
    refine: Refine | None = None  # tells more of the result, where constants among the arguments do

    @property
    def least(self) -> int:
        return sum(not (parameter.optional or parameter.many) for parameter in self.parameters)

    @property
    def most(self) -> int | None:
        return None if self.parameters and self.parameters[-1].many else len(self.parameters)

    def begins_with(self, names: tuple[str, ...]) -> bool:
        """Whether the parameters have these names in this order: `range, point` is not `point, range`."""
        return names == tuple(parameter.name for parameter in self.parameters[: len(names)])

    def parameter(self, at: int) -> Parameter:
        """The parameter that takes the argument at an index."""
        return self.parameters[min(at, len(self.parameters) - 1)]

    def shown(self) -> str:
        """The parameters as messages show them."""
        return "(" + ", ".join(_shown(parameter, "") for parameter in self.parameters) + ")"

    def declared(self) -> str:
        """The parameters and the result's type, with the letters that tie them."""
        given = ", ".join(
            _shown(parameter, "" if parameter.type == ANY else show_type(parameter.type))
            for parameter in self.parameters
        )
        return f"({given}) → {show_type(self.gives)}"


def _shown(parameter: Parameter, kind: str) -> str:
    mark = "..." if parameter.many else "?" if parameter.optional else ""
    return f"{parameter.name}{mark}: {kind or _SHOWN_KINDS.get(parameter.kind, parameter.kind)}"


#: Kinds of parameters that are named otherwise to people.
_SHOWN_KINDS = {
    "day": "date or date and time", "clock": "time or date and time", "moment": "date and time",
    "value": "Any", "point": "number, string or date", "lists": "list",
}  # fmt: skip


class Builtin(Callee):
    """A built-in function, with all the ways to call it."""

    def __init__(self, name: str, family: str, docs: Mapping[Language, str]) -> None:
        self.name = name
        self.family = family
        self.docs = docs
        self.overloads: list[Overload] = []

    def call(self, s: State, arguments: tuple[Value, ...]) -> Value:
        """Call by position: the first overload whose parameters take the arguments."""
        for overload in self.overloads:
            most = overload.most
            if overload.least <= len(arguments) and (most is None or len(arguments) <= most):
                fitted = _fit(overload, arguments)
                if fitted is not None:
                    return overload.run(s, *fitted)
        return self.refuse(s, tuple(kind_of(value) for value in arguments))

    def call_named(self, s: State, names: tuple[str, ...], arguments: tuple[Value, ...]) -> Value:
        """Call by the names of parameters."""
        given = dict(zip(names, arguments, strict=True))
        if len(given) == len(names):
            for overload in sorted(self.overloads, key=lambda each: not each.begins_with(names)):
                positional = _positional(overload, given)
                if positional is not None:
                    fitted = _fit(overload, positional)
                    if fitted is not None:
                        return overload.run(s, *fitted)
        shown = tuple(f"{name}: {kind_of(value)}" for name, value in zip(names, arguments, strict=True))
        return self.refuse(s, shown)

    def refuse(self, s: State, given: tuple[str, ...]) -> None:
        """Warn that the arguments do not fit any overload."""
        expected = " | ".join(overload.shown() for overload in self.overloads)
        s.fail("wrong_arguments", name=self.name, given=f"({', '.join(given)})", expected=expected)

    def fits(self, kind: FunctionOf) -> bool:
        """Whether some overload takes that many arguments."""
        size = len(kind.parameters)
        return any(each.least <= size and (each.most is None or size <= each.most) for each in self.overloads)


_LEFT_OUT: Any = object()


def _positional(overload: Overload, given: dict[str, Value]) -> tuple[Value, ...] | None:
    """Named arguments in the order of the parameters, or None if the names do not fit.

    Those that are not given are null (DMN 1.5, 10.3.2.13.5).
    """
    if any(name not in {parameter.name for parameter in overload.parameters} for name in given):
        return None
    ordered: list[Value] = []
    for parameter in overload.parameters:
        if parameter.name in given:
            ordered.append(given[parameter.name])
        else:
            ordered.append(_LEFT_OUT if parameter.optional or parameter.many else None)
    while ordered and ordered[-1] is _LEFT_OUT:
        ordered.pop()
    return tuple(ordered)


def _fit(overload: Overload, arguments: tuple[Value, ...]) -> list[Value] | None:
    """The arguments converted for the parameters, or None."""
    fitted: list[Value] = []
    for index, value in enumerate(arguments):
        parameter = overload.parameters[min(index, len(overload.parameters) - 1)]
        if value is _LEFT_OUT or (value is None and parameter.nullable):
            fitted.append(None)
            continue
        accepted = KINDS[parameter.kind](value)
        if accepted is _REFUSED:
            return None
        fitted.append(accepted)
    return fitted


def takes(parameter: Parameter, value: Value) -> bool:
    """Whether a parameter takes a value."""
    return (value is None and parameter.nullable) or KINDS[parameter.kind](value) is not _REFUSED


# ---- kinds of parameters: what each takes, after the standard's implicit conversions
def _one(test: Callable[[Value], bool]) -> Callable[[Value], Value]:
    """Takes a value that passes, or a list of one such value."""

    def accept(value: Value) -> Value:
        if test(value):
            return value
        if type(value) is list and len(value) == 1 and test(value[0]):
            return value[0]
        return _REFUSED

    return accept


def _of(*types: type) -> Callable[[Value], Value]:
    return _one(lambda value: type(value) in types)


def _list(value: Value) -> Value:
    if type(value) is list:
        return value
    return _REFUSED if value is None else [value]


def _moment(value: Value) -> Value:
    found = _of(DateTime, Date)(value)
    return as_datetime(found) if found is not _REFUSED else found


_POINTS = (str, Date, Time, DateTime, DaysTime, YearsMonths)

KINDS: dict[str, Callable[[Value], Value]] = {
    "Any": lambda value: value,
    "value": lambda value: _REFUSED if value is None else value,
    "number": _one(is_number),
    "string": _of(str),
    "boolean": _of(bool),
    "list": _list,
    "context": _of(dict),
    "date": _of(Date),
    "day": _of(Date, DateTime),
    "time": _of(Time),
    "clock": _of(Time, DateTime),
    "date and time": _of(DateTime),
    "moment": _moment,
    "days and time duration": _of(DaysTime),
    "years and months duration": _of(YearsMonths),
    "duration": _of(DaysTime, YearsMonths),
    "temporal": _of(Date, Time, DateTime, DaysTime, YearsMonths),
    "range": _of(Range),
    "point": _one(lambda value: is_number(value) or type(value) in _POINTS),
    "function": _one(lambda value: kind_of(value) == "function"),
    "lists": lambda value: _REFUSED if value is None else value,
}

BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, signature: str, refine: Refine | None = None) -> Callable[[Implementation], Implementation]:
    """Declare a built-in, or one more way to call it.

    The signature is `name: kind, name: kind -> type`; a name with `?` may be left out, one with `...` takes all that
    follows; a kind with `?` may be null. `T` is any type, the same one wherever it stands: `list: list<T> -> T`.
    `refine` tells more of the result's type than that. The function's first paragraph of documentation is the user's,
    the second one is the same in Chinese.
    """

    def declare(run: Implementation) -> Implementation:
        family = run.__module__.rpartition(".")[2]
        found = BUILTINS.setdefault(name, Builtin(name, family, _documentation(run)))
        given, _, gives = signature.rpartition("->")
        found.overloads.append(
            Overload(parameters=_parameters(given), run=run, gives=written(gives.strip()), refine=refine)
        )
        return run

    return declare


def _documentation(run: Implementation) -> dict[Language, str]:
    en, _, zh = (run.__doc__ or "").strip().partition("\n\n")
    return {"en": en.strip(), "zh": zh.strip()}


def _parameters(signature: str) -> tuple[Parameter, ...]:
    found = []
    for part in filter(None, (part.strip() for part in signature.split(","))):
        name, _, kind = (piece.strip() for piece in part.partition(":"))
        plain, _, item = kind.rstrip("?").partition("<")
        found.append(
            Parameter(
                name=name.rstrip("?.").strip(),
                kind="Any" if plain == "T" else plain,
                type=written(kind) if item or plain == "T" else ANY,
                optional=name.endswith("?"),
                nullable=kind.endswith("?"),
                many=name.endswith("..."),
            )
        )
    return tuple(found)
