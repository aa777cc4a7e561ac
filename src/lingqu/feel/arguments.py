"""Arguments against parameters before anything is evaluated: what fits surely, what never, and what then comes out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lingqu.feel.giving import given
from lingqu.feel.joining import joined
from lingqu.feel.registry import Builtin, Overload, Parameter, takes
from lingqu.feel.samples import accepted
from lingqu.feel.types import ANY, NULL, Type, show_type
from lingqu.feel.values import Value


class Arguments(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of one call; `names` as the call has them; `values` are null for what is not constant."""

    kinds: tuple[Type, ...]
    values: tuple[Value, ...]
    names: tuple[str, ...] | None = None

    def shown(self) -> str:
        """The types as a message tells them."""
        kinds = [show_type(kind) for kind in self.kinds]
        if self.names is not None:
            kinds = [f"{name}: {kind}" for name, kind in zip(self.names, kinds, strict=True)]
        return f"({', '.join(kinds)})"


def result(function: Builtin, arguments: Arguments) -> Type | None:
    """The type that a built-in gives; None if it never takes these arguments."""
    found: list[Type] = []
    for overload in _ordered(function, arguments.names):
        placed = _placed(overload, arguments)
        if placed is None:
            continue
        fits = [_fits(parameter, kind) for parameter, kind, _ in placed]
        if False in fits:
            continue
        found.append(_gives(overload, placed))
        if None not in fits:  # later ones are never asked
            break
    return joined(found) if found else None


def unknown_names(function: Builtin, names: Sequence[str] | None) -> list[str]:
    """Names of arguments that no parameter has."""
    known = parameter_names(function)
    return [name for name in names or () if name not in known]


def parameter_names(function: Builtin) -> list[str]:
    return [parameter.name for overload in function.overloads for parameter in overload.parameters]


#: A parameter, with the type and the constant value of the argument that it gets.
Placed = tuple[Parameter, Type, Value]


def _ordered(function: Builtin, names: tuple[str, ...] | None) -> list[Overload]:
    if names is None:
        return function.overloads
    return sorted(function.overloads, key=lambda overload: not overload.begins_with(names))


def _placed(overload: Overload, arguments: Arguments) -> list[Placed] | None:
    """What each parameter gets; None if number or names do not fit. Parameters that are not named are null."""
    given = list(zip(arguments.kinds, arguments.values, strict=True))
    if arguments.names is None:
        if len(given) < overload.least or (overload.most is not None and len(given) > overload.most):
            return None
        return [(overload.parameter(at), *one) for at, one in enumerate(given)]
    by_name = dict(zip(arguments.names, given, strict=True))
    known = {parameter.name: parameter for parameter in overload.parameters}
    if len(by_name) < len(given) or not by_name.keys() <= known.keys():
        return None
    return [
        (parameter, *by_name.get(name, (NULL, None)))
        for name, parameter in known.items()
        if name in by_name or not (parameter.optional or parameter.many)
    ]


def _fits(parameter: Parameter, kind: Type) -> bool | None:
    return accepted(lambda value: takes(parameter, value), kind)


def _gives(overload: Overload, placed: Sequence[Placed]) -> Type:
    kinds = [kind for _, kind, _ in placed]
    if overload.refine is not None:
        found = overload.refine(kinds, [value for _, _, value in placed])
        if found != ANY:
            return found
    return given([(parameter.type, kind) for parameter, kind, _ in placed], overload.gives)
