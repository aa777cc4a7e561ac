"""Functions of lists."""

from __future__ import annotations

from functools import cmp_to_key

from lingqu.feel import operations
from lingqu.feel.calls import invoke
from lingqu.feel.giving import flat
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.values import Function, Number, Value, as_whole, cut, kind_of


@builtin("list contains", "list: list, element: Any -> boolean")
def list_contains(s: State, values: list[Value], element: Value) -> bool:
    """Whether a list holds a value, null included.

    列表是否含有某个值, 包括 null。
    """
    return any(_same(s, value, element) for value in values)


def _same(s: State, left: Value, right: Value) -> bool:
    s.spend(1)
    return operations.same(s, left, right) is True


@builtin("sublist", "list: list<T>, start position: number -> list<T>")
@builtin("sublist", "list: list<T>, start position: number, length: number? -> list<T>")
def sublist(s: State, values: list[Value], start: Number, length: Number | None = None) -> Value:
    """The part of a list from a position on (negative: from the end), at most that long.

    从某个位置起的部分列表 (负数从末尾数), 最多取给定的项数。
    """
    first = cut(start)
    if first == 0 or abs(first) > len(values):
        return s.fail("bad_index", index=start, size=len(values))
    begin = first - 1 if first > 0 else len(values) + first
    if length is None:
        return _paid(s, values[begin:])
    if length < 1 or begin + length > len(values):
        return s.fail("bad_index", index=length, size=len(values))
    return _paid(s, values[begin : begin + cut(length)])


def _paid(s: State, values: list[Value]) -> list[Value]:
    s.spend(len(values))
    return values


@builtin("append", "list: list<T>, item...: T -> list<T>")
def append(s: State, values: list[Value], *items: Value) -> list[Value]:
    """The list with items added at the end.

    末尾加上若干项的列表。
    """
    return _paid(s, [*values, *items])


@builtin("concatenate", "list...: list<T> -> list<T>")
def concatenate(s: State, *lists: list[Value]) -> list[Value] | None:
    """All items of several lists.

    多个列表的所有项。
    """
    if not lists:
        return s.fail("wrong_arguments", name="concatenate", given="()", expected="(list...: list)")  # type: ignore[no-any-return]
    s.spend(sum(map(len, lists)))
    return [value for values in lists for value in values]


def _place(s: State, values: list[Value], position: Number, last: int) -> Value:
    """A position from 1 (or, negative, from the end) as an index, or None with a warning."""
    whole = cut(position)
    if 1 <= whole <= last:
        return whole - 1
    if -len(values) <= whole <= -1:
        return len(values) + whole
    return s.fail("bad_index", index=position, size=len(values))


@builtin("insert before", "list: list<T>, position: number, newItem: T -> list<T>")
def insert_before(s: State, values: list[Value], position: Number, item: Value) -> list[Value] | None:
    """The list with an item put in before a position.

    在某个位置之前插入一项的列表。
    """
    place = _place(s, values, position, len(values))
    return None if place is None else _paid(s, [*values[:place], item, *values[place:]])


@builtin("remove", "list: list<T>, position: number -> list<T>")
def remove(s: State, values: list[Value], position: Number) -> list[Value] | None:
    """The list without the item at a position.

    去掉某个位置的项的列表。
    """
    place = _place(s, values, position, len(values))
    return None if place is None else _paid(s, [*values[:place], *values[place + 1 :]])


@builtin("list replace", "list: list<T>, position: number, newItem: T -> list<T>")
def list_replace(s: State, values: list[Value], position: Number, item: Value) -> list[Value] | None:
    """The list with the item at a position replaced.

    某个位置的项被替换的列表。
    """
    place = _place(s, values, position, len(values))
    return None if place is None else _paid(s, [*values[:place], item, *values[place + 1 :]])


@builtin("list replace", "list: list<T>, match: function, newItem: T -> list<T>")
def list_replace_matching(s: State, values: list[Value], match: Value, item: Value) -> Value:
    """The list with each item replaced for which `match(item, newItem)` is true."""
    if isinstance(match, Function) and len(match.parameters) != 2:
        return s.fail("wrong_arguments", name="match", given="(item, newItem)", expected=f"{len(match.parameters)}")
    at = s.at
    made: list[Value] = []
    for value in values:
        found = invoke(s, match, (value, item), at)
        if type(found) is not bool:
            s.warn("not_boolean", at, kind=kind_of(found))
            return None
        made.append(item if found else value)
    return _paid(s, made)


@builtin("reverse", "list: list<T> -> list<T>")
def reverse(s: State, values: list[Value]) -> list[Value]:
    """The list from its end to its beginning.

    倒序的列表。
    """
    return _paid(s, values[::-1])


@builtin("index of", "list: list, match: Any -> list<number>")
def index_of(s: State, values: list[Value], match: Value) -> list[Value]:
    """The positions at which a value stands in a list.

    某个值在列表中的所有位置。
    """
    return [position for position, value in enumerate(values, 1) if _same(s, value, match)]


@builtin("union", "list...: list<T> -> list<T>")
def union(s: State, *lists: list[Value]) -> list[Value] | None:
    """All items of several lists, each value once.

    多个列表的所有项, 每个值只留一个。
    """
    if not lists:
        return s.fail("wrong_arguments", name="union", given="()", expected="(list...: list)")  # type: ignore[no-any-return]
    return _distinct(s, [value for values in lists for value in values])


@builtin("distinct values", "list: list<T> -> list<T>")
def distinct_values(s: State, values: list[Value]) -> list[Value]:
    """The items of a list, each value once.

    列表的各项, 每个值只留一个。
    """
    return _distinct(s, values)


def _distinct(s: State, values: list[Value]) -> list[Value]:
    kept: list[Value] = []
    seen: set[tuple[str, Value]] = set()
    others: list[Value] = []
    for value in values:
        s.spend(2)
        if value is None or type(value) is str or kind_of(value) in ("number", "boolean"):
            key = (kind_of(value), value)
            if key not in seen:
                seen.add(key)
                kept.append(value)
        elif not any(_same(s, value, other) for other in others):
            others.append(value)
            kept.append(value)
    return kept


@builtin("duplicate values", "list: list<T> -> list<T>")
def duplicate_values(s: State, values: list[Value]) -> list[Value]:
    """The values that stand more than once in a list, each once.

    列表中出现多次的值, 每个列一次。
    """
    return [value for value in _distinct(s, values) if sum(_same(s, value, other) for other in values) > 1]


@builtin("flatten", "list: list -> list", flat)
def flatten(s: State, values: list[Value]) -> list[Value]:
    """All items of a list and of the lists inside it, in one list.

    列表及其内层列表的所有项, 合成一个列表。
    """
    flat: list[Value] = []
    waiting = [iter(values)]
    while waiting:
        for value in waiting[-1]:
            s.spend(1)
            if type(value) is list:
                waiting.append(iter(value))
                break
            flat.append(value)
        else:
            waiting.pop()
    return flat


@builtin("sort", "list: list<T> -> list<T>")
@builtin("sort", "list: list<T>, precedes: function? -> list<T>")
def sort(s: State, values: list[Value], precedes: Value = None) -> list[Value] | None:
    """The list in ascending order, or in the order of a function that says whether its first argument comes first.

    升序排列的列表; 也可给出函数, 由它说明第一个参数是否在前。
    """
    at = s.at
    failed = False

    def comes_first(left: Value, right: Value) -> int:
        nonlocal failed
        s.spend(1)
        if precedes is None:
            found = operations.order(s, left, right)
            failed = failed or found is None
            return found or 0
        before = invoke(s, precedes, (left, right), at)
        if type(before) is not bool:
            failed = True
        if before is True:
            return -1
        return 1 if invoke(s, precedes, (right, left), at) is True else 0

    ordered = sorted(values, key=cmp_to_key(comes_first))
    if failed:
        s.warn("not_sortable", at)
        return None
    return ordered


@builtin("partition", "list: list<T>, size: number -> list<list<T>>")
def partition(s: State, values: list[Value], size: Number) -> Value:
    """The list cut into lists of that size (the last may be shorter).

    把列表切成给定长度的若干列表 (最后一个可以较短)。
    """
    whole = as_whole(size)
    if whole is None or whole < 1:
        return s.fail("bad_position", position=size)
    s.spend(len(values) + 3 * (len(values) // whole + 1))
    return [values[start : start + whole] for start in range(0, len(values), whole)]


@builtin("is empty", "list: list -> boolean")
def is_empty(_s: State, values: list[Value]) -> bool:
    """Whether a list has no items.

    列表是否没有任何项。
    """
    return not values
