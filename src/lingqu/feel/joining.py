"""Types put together: what is known of a value that comes from one place or another."""

from __future__ import annotations

from collections.abc import Iterable

from lingqu.feel.types import (
    ANY,
    NULL,
    Constrained,
    ContextOf,
    FunctionOf,
    ListOf,
    OneOf,
    RangeOf,
    Reference,
    Simple,
    Type,
)

_MOST = 6  # types that a value may be one of; of more nothing is said
_MAX_REFERENCES = 64
_CONTEXT = Simple("context")


def plain(kind: Type) -> Type:
    """A type without the names that stand for it."""
    for _ in range(_MAX_REFERENCES):
        if isinstance(kind, Constrained):
            kind = kind.base
        elif isinstance(kind, Reference):
            kind = kind.target() or ANY
        else:
            return kind
    return ANY


def joined(kinds: Iterable[Type]) -> Type:
    """The type of a value that is of one of these types; null is of every type, so it says nothing."""
    found: list[Type] = []
    for kind in kinds:
        for one in alternatives(kind):
            if one == ANY:
                return ANY
            _add(found, one)
    if len(found) > _MOST:
        return ANY
    return OneOf(tuple(found)) if len(found) > 1 else found[0] if found else NULL


def alternatives(kind: Type) -> tuple[Type, ...]:
    """The types of which a value is one; none for null."""
    kind = plain(kind)
    if kind == NULL:
        return ()
    return kind.kinds if isinstance(kind, OneOf) else (kind,)


def _add(found: list[Type], kind: Type) -> None:
    for at, other in enumerate(found):
        both = kind if kind == other else _together(other, kind)
        if both is not None:
            found[at] = both
            return
    found.append(kind)


def _together(one: Type, two: Type) -> Type | None:
    """One type for two of the same shape; contexts of different entries are contexts of which nothing is known."""
    match one, two:
        case (ListOf(item=inner), ListOf(item=outer)):
            return ListOf(joined((inner, outer)))
        case (RangeOf(item=inner), RangeOf(item=outer)):
            return RangeOf(joined((inner, outer)))
        case (ContextOf(), ContextOf()):
            if one.fields.keys() != two.fields.keys():
                return _CONTEXT
            return ContextOf({name: joined((kind, two.fields[name])) for name, kind in one.fields.items()})
        case (ContextOf(), Simple(name="context")) | (Simple(name="context"), ContextOf()):
            return _CONTEXT
        case _:
            return None


def item_of(kind: Type) -> Type:
    """The type of the items that a loop or filter takes one by one: those of a list, or the one value itself."""
    found = joined(
        one.item if isinstance(one, ListOf) else ANY if one == Simple("list") else one for one in alternatives(kind)
    )
    return ANY if found == NULL else plain(found)


def is_boolean(kind: Type) -> bool:
    """Whether a value can only be true, false or null."""
    return all(one == Simple("boolean") for one in alternatives(kind))


def may_become(kind: Type, wanted: Type) -> bool:
    """Whether a value of a type could be taken where another type is wanted, after the implicit conversions."""
    wanted = plain(wanted)
    found = alternatives(kind)
    return not found or wanted == NULL or any(_may_become(one, two) for one in found for two in alternatives(wanted))


def _may_become(one: Type, two: Type) -> bool:
    match one, two:
        case (Simple(name="Any"), _) | (_, Simple(name="Any")):
            return True
        case ListOf(), (ListOf() | Simple(name="list")):
            return True  # an empty one is of both
        case ListOf(), _:
            return may_become(one.item, two)  # a list of one item is that item
        case _, ListOf():
            return may_become(one, two.item)
        case ContextOf(), ContextOf():
            both = one.fields.keys() & two.fields.keys()
            return all(may_become(one.fields[name], two.fields[name]) for name in both)
        case Simple(), Simple():
            return one == two or two.name == "list" or (one.name, two.name) in _CONVERTED
        case _:
            return _shape(one) == _shape(two) or two == Simple("list")


#: A date stands for its midnight.
_CONVERTED = frozenset({("date", "date and time")})
_SHAPES: dict[type[Type], str] = {ListOf: "list", ContextOf: "context", RangeOf: "range", FunctionOf: "function"}


def _shape(kind: Type) -> str:
    return kind.name if isinstance(kind, Simple) else _SHAPES.get(type(kind), "Any")
