"""Calling functions, those written in FEEL and the built-in ones; checking and coercing arguments against types."""

from __future__ import annotations

from lingqu.feel.coercion import coerce
from lingqu.feel.registry import Builtin
from lingqu.feel.state import MAX_CALLS, Exhausted, State
from lingqu.feel.types import Type
from lingqu.feel.values import Callee, Function, Value, kind_of

#: Stands for a function that nobody knows, of which a warning told already.
UNKNOWN = Callee()


def invoke(s: State, function: Value, arguments: tuple[Value, ...], at: int) -> Value:
    """`function(arguments)`."""
    if isinstance(function, Builtin):
        return call_builtin(s, function, arguments, at)
    if not isinstance(function, Function):
        return _not_callable(s, function, at)
    if len(arguments) != len(function.parameters):
        return _unfit(s, function, f"{len(arguments)}", at)
    fitted = [_fitted(s, value, kind, at) for value, (_, kind) in zip(arguments, function.parameters, strict=True)]
    if any(value is None and given is not None for value, given in zip(fitted, arguments, strict=True)):
        return None
    _enter(s)
    result = function.call(s, *fitted)
    s.calls -= 1
    return result if function.result is None else _fitted(s, result, function.result, at)


def invoke_named(s: State, function: Value, names: tuple[str, ...], arguments: tuple[Value, ...], at: int) -> Value:
    """`function(name: argument)`; parameters that are not named are null (DMN 1.5, 10.3.2.13.5)."""
    given = dict(zip(names, arguments, strict=True))
    if isinstance(function, Builtin):
        return call_builtin_named(s, function, names, arguments, at)
    if not isinstance(function, Function):
        return _not_callable(s, function, at)
    if len(given) != len(names) or not set(given) <= {name for name, _ in function.parameters}:
        return _unfit(s, function, ", ".join(names), at)
    return invoke(s, function, tuple(given.get(name) for name, _ in function.parameters), at)


def call_builtin(s: State, builtin: Builtin, arguments: tuple[Value, ...], at: int) -> Value:
    """A built-in by position."""
    s.fuel -= 1
    if s.fuel < 0:
        raise Exhausted
    s.at = at
    return builtin.call(s, arguments)


def call_builtin_named(
    s: State, builtin: Builtin, names: tuple[str, ...], arguments: tuple[Value, ...], at: int
) -> Value:
    """A built-in by the names of its parameters."""
    s.spend(1)
    s.at = at
    return builtin.call_named(s, names, arguments)


def _not_callable(s: State, value: Value, at: int) -> None:
    if value is not UNKNOWN:
        s.warn("not_callable", at, kind=kind_of(value))


def _enter(s: State) -> None:
    s.calls += 1
    s.spend(1)
    if s.calls > MAX_CALLS:
        raise Exhausted("depth")


def _fitted(s: State, value: Value, kind: Type | None, at: int) -> Value:
    return value if kind is None else coerce(s, value, kind, at)


def _unfit(s: State, function: Function, given: str, at: int) -> None:
    expected = ", ".join(name for name, _ in function.parameters)
    s.warn("wrong_arguments", at, name=function.name, given=given, expected=f"({expected})")
