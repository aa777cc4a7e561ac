"""From DMN XML (1.1 to 1.6) to elements. Everything is kept; what is malformed is refused with its line."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lxml import etree

from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn.parts import Part, Raw, Text
from lingqu.model.dmn.elements import Definitions
from lingqu.model.dmn.schema import VERSIONS, Slot, layout
from lingqu.model.xml import Limits, canonical, declared, line_of, parse

_DEFAULT_LIMITS = Limits()


def read(data: bytes, limits: Limits = _DEFAULT_LIMITS) -> Definitions:
    """The drawing in a DMN document (XML bytes in any encoding that the document declares).

    Raises Invalid (`model.*`) with `line`, and `element` where one is known. Comments and processing instructions
    are dropped.
    """
    root = parse(data, limits)
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in VERSIONS.values():
        raise Invalid("model.not_dmn", root=root.tag, line=line_of(root))
    fields = _Reader(f"{{{name.namespace}}}").fields(root, Definitions, 0)
    return Definitions(
        **fields,
        version=name.namespace,
        namespaces=tuple(sorted(declared(root).items())),
    )


class _Reader:
    def __init__(self, model: str) -> None:
        self.model = model

    def fields(self, node: etree._Element, kind: type[Part], ordinal: int) -> dict[str, Any]:
        shape = layout(kind)
        found: defaultdict[str, list[Any]] = defaultdict(list)
        for at, child in enumerate(node):
            tag = str(child.tag)
            name = tag[len(self.model) :] if tag.startswith(self.model) else ""
            slot, inner = shape.child(name) if name else (None, Part)
            if slot is None or (slot.kind is Text and len(child)):
                found["rest"].append(Raw(xml=canonical(child), ordinal=at, line=line_of(child)))
            elif found[slot.field] and not slot.many:
                raise Invalid("model.repeated", line=line_of(child), element=_called(node), tag=name)
            elif slot.kind is Text:
                found[slot.field].append(_text(child, at))
            else:
                found[slot.field].append(inner(**self.fields(child, inner, at)))
        values: dict[str, Any] = {
            name: tuple(parts) if name == "rest" or _slot(kind, name).many else parts[0]
            for name, parts in found.items()
            if parts
        }
        unknown = []
        for key, given in node.attrib.items():
            attribute = shape.attributes.get(str(key))
            if attribute is None:
                unknown.append((str(key), str(given)))
            else:
                values[attribute.field] = _value(node, attribute, str(given))
        if unknown:
            values["attributes"] = tuple(unknown)
        values["ordinal"] = ordinal
        values["line"] = line_of(node)
        return values


def _slot(kind: type[Part], field: str) -> Slot:
    shape = layout(kind)
    if shape.expressions is not None and shape.expressions.field == field:
        return shape.expressions
    return next(slot for slot in shape.children.values() if slot.field == field)


def _text(node: etree._Element, ordinal: int) -> Text:
    attributes = tuple((str(key), str(value)) for key, value in node.attrib.items())
    return Text(text=node.text or "", ordinal=ordinal, line=line_of(node), attributes=attributes)


def _value(node: etree._Element, slot: Slot, given: str) -> str | bool:
    if slot.kind is not bool:
        return given
    if given.strip() in ("true", "1", "false", "0"):
        return given.strip() in ("true", "1")
    raise Invalid(
        "model.bad_attribute",
        line=line_of(node),
        element=_called(node),
        attribute=slot.name,
        given=given[:80],
        expected="true | false",
    )


def _called(node: etree._Element) -> str:
    """What a person calls this element: its name or id, else its tag."""
    return node.get("name") or node.get("id") or etree.QName(node).localname
