"""Functions that give true, false or null."""

from __future__ import annotations

from lingqu.feel import operations
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.temporal import Date, DateTime, Time
from lingqu.feel.values import Value, is_number


@builtin("not", "negand: Any -> boolean")
def not_(s: State, negand: Value) -> bool | None:
    """True for false, false for true, null for anything else.

    true 变 false, false 变 true, 其他为 null。
    """
    return operations.negation(s, negand, s.at)


@builtin("is", "value1: Any, value2: Any -> boolean")
def is_(s: State, value1: Value, value2: Value) -> bool:
    """Whether two values are the same in type and in every part, offsets and zones included.

    两个值的类型和每个组成部分是否完全相同, 包括时差和时区。
    """
    if is_number(value1) and is_number(value2):
        return bool(value1 == value2)
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, Date | Time | DateTime):
        return bool(value1 == value2)
    return operations.same(s, value1, value2) is True


@builtin("all", "list: list -> boolean")
def all_(s: State, values: list[Value]) -> bool | None:
    """True if every item is true, false if any is false, else null.

    每一项都为 true 则为 true, 有一项为 false 则为 false, 否则为 null。
    """
    return _joined(s, values, decisive=False)


@builtin("all", "b...: Any -> boolean")
def all_of(s: State, *values: Value) -> bool | None:
    """True if every argument is true."""
    return (
        _joined(s, list(values), decisive=False) if values not in ((), (None,)) else s.fail("wrong_arguments", **_EMPTY)
    )


@builtin("any", "list: list -> boolean")
def any_(s: State, values: list[Value]) -> bool | None:
    """True if any item is true, false if all are false, else null.

    有一项为 true 则为 true, 各项都为 false 则为 false, 否则为 null。
    """
    return _joined(s, values, decisive=True)


@builtin("any", "b...: Any -> boolean")
def any_of(s: State, *values: Value) -> bool | None:
    """True if any argument is true."""
    return (
        _joined(s, list(values), decisive=True) if values not in ((), (None,)) else s.fail("wrong_arguments", **_EMPTY)
    )


_EMPTY = {"name": "any, all", "given": "()", "expected": "(list: list)"}


def _joined(s: State, values: list[Value], *, decisive: bool) -> bool | None:
    unsure = False
    for value in values:
        s.spend(1)
        found = operations.truth(s, value, s.at)
        if found is decisive:
            return decisive
        unsure = unsure or found is None
    return None if unsure else not decisive
