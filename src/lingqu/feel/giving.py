"""What a built-in function gives: the type that is declared, with `T` as the arguments say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeAlias

from lingqu.feel.joining import alternatives, item_of, joined, plain
from lingqu.feel.parse_types import TypeParser
from lingqu.feel.static import resolve_type
from lingqu.feel.types import ANY, ContextOf, ListOf, OneOf, RangeOf, Simple, Type
from lingqu.feel.values import Value

#: The type that stands for any one type in a declaration.
OPEN = Simple("T")
_CONTEXT = Simple("context")
Refine: TypeAlias = Callable[[Sequence[Type], Sequence[Value]], Type]
"""The type of a result by the types of the arguments, and by their values, null for those that are not constant.

`Any` says that no more is known than what is declared.
"""


@cache
def written(text: str) -> Type:
    """A type as declarations write it: FEEL's own notation, `T`, and `|` between types of which it is one."""
    types = {OPEN.name: OPEN}
    return joined(resolve_type(TypeParser(one, (), (), types, ()).type(), types) for one in text.split("|"))


def given(declared: Sequence[tuple[Type, Type]], gives: Type) -> Type:
    """What a function gives whose parameters of these declared types get arguments of those types."""
    found: list[Type] = []
    for pattern, kind in declared:
        if pattern == OPEN:
            found.append(plain(kind))
        elif isinstance(pattern, ListOf) and pattern.item == OPEN:
            found.append(item_of(kind))
    return _with(gives, joined(found))


def _with(kind: Type, found: Type) -> Type:
    """A type with what `T` was found to be."""
    match kind:
        case Simple(name=OPEN.name):
            return found
        case ListOf():
            return ListOf(_with(kind.item, found))
        case RangeOf():
            return RangeOf(_with(kind.item, found))
        case OneOf():
            return joined(_with(one, found) for one in kind.kinds)
        case _:
            return kind


# ---- what depends on more than types
def itself(kinds: Sequence[Type], _values: Sequence[Value]) -> Type:
    """What gives its argument back."""
    return plain(kinds[0])


def found_entry(kinds: Sequence[Type], values: Sequence[Value]) -> Type:
    """`get value`: the type of the entry that a constant key, or a list of keys, names."""
    found = plain(kinds[0])
    for key in _keys(values[1]):
        found = plain(found.fields.get(key, ANY)) if isinstance(found, ContextOf) else ANY
    return found if values[1] else ANY


def put(kinds: Sequence[Type], values: Sequence[Value]) -> Type:
    """`context put`: the context with one entry more."""
    return _put(plain(kinds[0]), _keys(values[1]), kinds[2])


def _put(context: Type, keys: Sequence[Value], value: Type) -> Type:
    if not keys or not isinstance(context, ContextOf):
        return _CONTEXT
    first, *rest = keys
    inner = _put(plain(context.fields.get(first, ANY)), rest, value) if rest else value
    return ContextOf({**context.fields, first: inner})


def _keys(value: Value) -> Sequence[Value]:
    return value if type(value) is list else [] if value is None else [value]


def merged(kinds: Sequence[Type], _values: Sequence[Value]) -> Type:
    """`context merge`: contexts of the same entries give one of them."""
    found = item_of(kinds[0])
    return found if isinstance(found, ContextOf) else _CONTEXT


def flat(kinds: Sequence[Type], _values: Sequence[Value]) -> Type:
    """`flatten`: the items of the innermost lists."""
    return ListOf(_innermost(kinds[0]))


def _innermost(kind: Type) -> Type:
    return joined(
        _innermost(one.item) if isinstance(one, ListOf) else ANY if one == Simple("list") else one
        for one in alternatives(kind)
    )
