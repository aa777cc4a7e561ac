"""The names that compiled expressions may use: everything that generated code can reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lingqu.feel import access, calls, operations
from lingqu.feel.coercion import is_instance
from lingqu.feel.external import external
from lingqu.feel.state import State
from lingqu.feel.types import Type
from lingqu.feel.values import Callee, Function, Value

Thunk = Callable[[], Value]


def function(
    s: State, parameters: tuple[tuple[str, Type | None], ...], inferred: Type, body: Callable[..., Value]
) -> Function:
    s.spend(8)
    return Function(parameters, body, inferred=inferred)


def is_function(value: Value) -> bool:
    return isinstance(value, Callee)


def made_list(s: State, items: list[Value]) -> list[Value]:
    """Pay for a list that was written: loops may make very many."""
    s.spend(len(items) + 2)
    return items


def made_context(s: State, entries: dict[str, Value]) -> dict[str, Value]:
    s.spend(3 * len(entries) + 4)
    return entries


def quietly(s: State, value: Thunk) -> Value:
    """A value whose absence is expected."""
    s.quiet += 1
    found = value()
    s.quiet -= 1
    return found


def is_defined(s: State, value: Thunk) -> bool:
    return quietly(s, value) is not None


def or_else(s: State, value: Thunk, otherwise: Thunk) -> Value:
    found = quietly(s, value)
    return otherwise() if found is None else found


def fail(s: State, code: str, at: int) -> None:
    """Null, with a warning that was known when the expression was compiled."""
    s.warn(code, at)


def fail_type(s: State, name: str, at: int) -> None:
    s.warn("unknown_type", at, name=name)


def no_function(s: State, name: str, at: int) -> Value:
    s.warn("no_function", at, name=name)
    return calls.UNKNOWN


def duplicate(s: State, name: str, at: int) -> None:
    s.warn("duplicate_key", at, name=name)


def bad_literal(s: State, text: str, at: int) -> None:
    s.warn("bad_literal", at, text=text)


def unknown_type(s: State, name: str, _value: Value, at: int) -> None:
    s.warn("unknown_type", at, name=name)


def bare_type(s: State, name: str, _value: Value, at: int) -> None:
    s.warn("bare_type", at, name=name)


def all_of(s: State, operands: tuple[Thunk, ...], at: int) -> bool | None:
    """`and` of many operands."""
    unsure = False
    for operand in operands:
        found = operations.truth(s, operand(), at)
        if found is False:
            return False
        unsure = unsure or found is None
    return None if unsure else True


def any_of(s: State, operands: tuple[Thunk, ...], at: int) -> bool | None:
    """`or` of many operands."""
    unsure = False
    for operand in operands:
        found = operations.truth(s, operand(), at)
        if found:
            return True
        unsure = unsure or found is None
    return None if unsure else False


def passes(s: State, value: Value, test: Value, at: int) -> bool | None:
    """A unary test that does not read `?`: true by itself, or the input equals it or lies in it."""
    if type(test) is bool and type(value) is not bool:
        return test
    return operations.is_in(s, value, test, at)


NAMESPACE: Mapping[str, Any] = {
    "__builtins__": {},
    "_type": type, "_dict": dict, "_int": int, "_Decimal": Decimal, "_str": str,
    "_add": operations.add, "_subtract": operations.subtract, "_multiply": operations.multiply,
    "_divide": operations.divide, "_power": operations.power, "_negate": operations.negate,
    "_lt": operations.less, "_le": operations.at_most, "_gt": operations.more, "_ge": operations.at_least,
    "_eq": operations.equal, "_ne": operations.unequal,
    "_truth": operations.truth, "_unknown": operations.unknown, "_not": operations.negation,
    "_all": all_of, "_any": any_of,
    "_between": operations.between, "_range": operations.make_range, "_test": operations.test_range,
    "_in": operations.is_in, "_lies_in": operations.lies_in, "_any_of": operations.any_of, "_passes": passes,
    "_instance": is_instance, "_unknown_type": unknown_type, "_bare_type": bare_type,
    "_missing": access.missing, "_path": access.path, "_index": access.index, "_keep": access.keep,
    "_select": access.select, "_walk": access.walk, "_span": access.span, "_each": access.each,
    "_each_partial": access.each_partial, "_some": access.some, "_every": access.every,
    "_invoke": calls.invoke, "_invoke_named": calls.invoke_named,
    "_builtin": calls.call_builtin, "_builtin_named": calls.call_builtin_named,
    "_function": function, "_is_function": is_function, "_list": made_list, "_context": made_context,
    "_is_defined": is_defined, "_or_else": or_else, "_fail": fail,
    "_external": external,
    "_fail_type": fail_type, "_no_function": no_function, "_duplicate": duplicate, "_bad_literal": bad_literal,
}  # fmt: skip
