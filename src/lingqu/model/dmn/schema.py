"""How elements stand in XML: for each type what is an attribute, a text, a child. Shared by reader and writer.

Everything but the tags of expressions is derived from the types themselves.
"""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec

from lingqu.model.bpmn.parts import Part, Raw
from lingqu.model.dmn import elements as e

#: Namespaces of the model by version of the standard.
VERSIONS = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "1.6": "https://www.omg.org/spec/DMN/20240513/MODEL/",
}

#: Boxed expressions by their tags.
EXPRESSIONS: dict[str, type[e.Expression]] = {
    "literalExpression": e.LiteralExpression,
    "decisionTable": e.DecisionTable,
    "context": e.Context,
    "list": e.ListExpression,
    "relation": e.Relation,
    "invocation": e.Invocation,
    "functionDefinition": e.FunctionDefinition,
    "conditional": e.Conditional,
    "filter": e.Filter,
    "for": e.For,
    "some": e.Some,
    "every": e.Every,
}
EXPRESSION_TAGS = {kind: tag for tag, kind in EXPRESSIONS.items()}

_ASIDE = frozenset({"line", "ordinal", "attributes", "rest", "namespaces", "version"})


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A field that XML holds: an attribute (`kind` str or bool) or a child element of type `kind`."""

    field: str
    name: str  # of the attribute or the child; "" = any boxed expression
    kind: type
    many: bool
    default: Any


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """What the fields of one type are in XML, by their names there."""

    attributes: dict[str, Slot]
    children: dict[str, Slot]
    expressions: Slot | None  # takes every boxed expression

    def child(self, tag: str) -> tuple[Slot | None, type]:
        """The slot for a child of that tag, and the type it is read as."""
        slot = self.children.get(tag)
        if slot is not None:
            return slot, slot.kind
        kind = EXPRESSIONS.get(tag)
        return (None, Part) if kind is None else (self.expressions, kind)


@cache
def layout(kind: type[Part]) -> Layout:
    """The layout of a type, derived from its fields."""
    attributes: dict[str, Slot] = {}
    children: dict[str, Slot] = {}
    expressions = None
    for one in msgspec.structs.fields(kind):
        if one.name in _ASIDE:
            continue
        many = get_origin(one.type) is tuple
        inner = one.type
        if many or isinstance(inner, UnionType) or get_args(inner):
            inner = next(part for part in get_args(inner) if part is not type(None))
        slot = Slot(field=one.name, name=one.encode_name, kind=inner, many=many, default=one.default)
        if inner in (str, bool):
            attributes[slot.name] = slot
        elif inner is e.Expression:
            expressions = slot
        elif inner is not Raw:
            children[slot.name] = slot
    return Layout(attributes=attributes, children=children, expressions=expressions)
