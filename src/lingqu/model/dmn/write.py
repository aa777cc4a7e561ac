"""From elements to DMN XML, in the order of the document they came from: reading it again gives the same elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from lxml import etree

from lingqu.model.bpmn.parts import Text
from lingqu.model.dmn.elements import Definitions, Element, Expression
from lingqu.model.dmn.schema import EXPRESSION_TAGS, VERSIONS, layout
from lingqu.model.xml import uncanonical


def write(definitions: Definitions) -> bytes:
    """The document as UTF-8 XML. `read(write(x)) == x` for everything that `read` gave.

    A document made by hand (without `version`) is written as DMN 1.5.
    """
    version = definitions.version or VERSIONS["1.5"]
    nsmap = {prefix or None: uri for prefix, uri in definitions.namespaces} or {None: version}
    root = etree.Element(f"{{{version}}}definitions", nsmap=cast("Mapping[str, str]", nsmap))
    _fill(root, definitions, f"{{{version}}}")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _fill(node: etree._Element, part: Element, model: str) -> None:
    shape = layout(type(part))
    for slot in shape.attributes.values():
        value = getattr(part, slot.field)
        if value != slot.default:
            node.set(slot.name, str(value).lower() if slot.kind is bool else value)
    for name, value in part.attributes:
        node.set(name, value)
    for _, child in sorted(_children(part, model), key=lambda one: one[0]):
        node.append(child)


def _children(part: Element, model: str) -> Iterator[tuple[int, etree._Element]]:
    shape = layout(type(part))
    for slot in (*shape.children.values(), *((shape.expressions,) if shape.expressions else ())):
        for child in _several(getattr(part, slot.field)):
            tag = (
                EXPRESSION_TAGS[type(child)]
                if slot is shape.expressions and isinstance(child, Expression)
                else slot.name
            )
            node = etree.Element(model + tag)
            if isinstance(child, Text):
                node.text = child.text
                for name, value in child.attributes:
                    node.set(name, value)
            else:
                _fill(node, child, model)
            yield child.ordinal, node
    for raw in part.rest:
        yield raw.ordinal, uncanonical(raw.xml)


def _several(value: Any) -> tuple[Element | Text, ...]:
    """The children in a slot: none, one or many."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
