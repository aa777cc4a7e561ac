"""Functions of contexts."""

from __future__ import annotations

from lingqu.feel.giving import found_entry, merged, put
from lingqu.feel.registry import builtin
from lingqu.feel.state import State
from lingqu.feel.values import Value


@builtin("get value", "m: context, key: string -> Any", found_entry)
def get_value(_s: State, m: dict[str, Value], key: str) -> Value:
    """The entry of a context with that key, or null.

    上下文中该键的条目, 没有则为 null。
    """
    return m.get(key)


@builtin("get value", "context: context, keys: list -> Any", found_entry)
def get_nested(s: State, m: dict[str, Value], keys: list[Value]) -> Value:
    """The entry reached by a list of keys, one inside the other, or null."""
    if not keys:
        return s.fail("empty_list")
    s.spend(len(keys) >> 3)
    found: Value = m
    for key in keys:
        if type(key) is not str:
            return s.fail("not_all", kind="string")
        found = found.get(key) if type(found) is dict else None
    return found


@builtin("get entries", "m: context -> list<context<key: string, value: Any>>")
def get_entries(s: State, m: dict[str, Value]) -> list[Value]:
    """The entries of a context as a list of contexts with `key` and `value`.

    上下文的各个条目, 每条是含 `key` 和 `value` 的上下文。
    """
    s.spend(6 * len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list -> context")
def context(s: State, entries: list[Value]) -> Value:
    """A context from a list of contexts with `key` and `value`.

    由含 `key` 和 `value` 的上下文列表组成一个上下文。
    """
    made: dict[str, Value] = {}
    s.spend(3 * len(entries))
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            return s.fail("not_all", kind="{key, value}")
        if entry["key"] in made:
            return s.fail("duplicate_key", name=entry["key"])
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: Any -> context", put)
def context_put(s: State, m: dict[str, Value], key: str, value: Value) -> dict[str, Value]:
    """The context with one entry added or replaced.

    增加或替换一个条目后的上下文。
    """
    s.spend(3 * len(m))
    return {**m, key: value}


@builtin("context put", "context: context, keys: list, value: Any -> context", put)
def context_put_nested(s: State, m: dict[str, Value], keys: list[Value], value: Value) -> Value:
    """The context with an entry added or replaced that is reached by a list of keys."""
    if not keys or any(type(key) is not str for key in keys):
        return s.fail("not_all", kind="string")
    s.spend(3 * len(m) + len(keys))
    first, rest = keys[0], keys[1:]
    if not rest:
        return {**m, first: value}
    inner = m.get(first)
    if type(inner) is not dict:
        return s.fail("no_entry", name=first)
    put = context_put_nested(s, inner, rest, value)
    return None if put is None else {**m, first: put}


@builtin("context merge", "contexts: list -> context", merged)
def context_merge(s: State, contexts: list[Value]) -> Value:
    """All entries of a list of contexts; later ones win.

    多个上下文的全部条目, 同名时以后面的为准。
    """
    merged: dict[str, Value] = {}
    for part in contexts:
        if type(part) is not dict:
            return s.fail("not_all", kind="context")
        s.spend(3 * len(part) + 1)
        merged.update(part)
    return merged
