"""From BPMN XML to elements. Everything in the document is kept; what is malformed is refused with its line."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, TypeVar

from lxml import etree

from lingqu.kernel.errors import Invalid
from lingqu.model.bpmn.elements import Definitions
from lingqu.model.bpmn.parts import NO_EXTENSIONS, Attributes, Element, Extension, Extensions, Part, Raw, Text
from lingqu.model.bpmn.schema import (
    ALIASES,
    DIAGRAM,
    EXTENSIONS,
    MODEL,
    REBUILT,
    TAGS,
    VERBATIM,
    Layout,
    Slot,
    Tag,
    layout,
)
from lingqu.model.xml import Limits, canonical, declared, line_of, parse

P = TypeVar("P", bound=Part)
_IN_MODEL = f"{{{MODEL}}}"
_DEFAULT_LIMITS = Limits()


def read(data: bytes, limits: Limits = _DEFAULT_LIMITS) -> Definitions:
    """The drawing in a BPMN 2.0 document (XML bytes in any encoding that the document declares).

    Raises Invalid (`model.*`) with `line`, and `element` where one is known, for XML that is not well-formed, is
    not BPMN, declares a DOCTYPE, is over a limit, or holds a value that its place does not take. Comments and
    processing instructions are not part of the drawing and are dropped.
    """
    root = parse(data, limits)
    if root.tag != f"{_IN_MODEL}definitions":
        raise Invalid("model.not_bpmn", root=root.tag, expected=f"{_IN_MODEL}definitions", line=line_of(root))
    reader = _Reader(prefixes=declared(root))
    fields = reader.fields(root, TAGS["definitions"])
    kept = fields.pop("rest")
    diagrams = tuple(one for one in kept if one.name == f"{{{DIAGRAM}}}BPMNDiagram")
    return Definitions(
        **fields,
        namespaces=tuple(sorted(reader.prefixes.items())),
        diagrams=diagrams,
        rest=tuple(one for one in kept if one not in diagrams),
    )


class _Reader:
    """Reads in document order, because counting is part of reading: `number` is the next element's ordinal."""

    def __init__(self, prefixes: dict[str, str]) -> None:
        self.prefixes = prefixes
        self.number = 0

    def element(self, node: etree._Element, tag: Tag) -> Element:
        return tag.kind(**self.fields(node, tag))

    def fields(self, node: etree._Element, tag: Tag) -> dict[str, Any]:
        shape = layout(tag.kind)
        ordinal = self._take()
        found: defaultdict[str, list[Any]] = defaultdict(list)
        extensions = NO_EXTENSIONS
        for child in node:
            name = etree.QName(child).localname if child.tag.startswith(_IN_MODEL) else ""
            known = TAGS.get(name)
            slot = shape.texts.get(name) or (shape.child(known.kind) if known is not None else None)
            if name in REBUILT:
                continue
            if name == "extensionElements" and extensions is NO_EXTENSIONS:
                extensions = self.extensions(child)
            elif slot is None or (name == "documentation" and len(child)):
                found["rest"].append(self.raw(child))
            elif found[slot.field] and not slot.many:
                raise Invalid("model.repeated", line=line_of(child), element=_called(node), tag=name)
            elif slot.kind is Text:
                found[slot.field].append(self.text(child, name, node))
            elif known is not None:
                found[slot.field].append(self.element(child, known))
        values, unknown = self._attributes(node, shape, ALIASES.get(tag.name, {}))
        return {
            **values,
            **_gathered(found, (*shape.texts.values(), *shape.children)),
            **dict(tag.fixed),
            "ordinal": ordinal,
            "line": line_of(node),
            "extensions": extensions,
            "attributes": unknown,
            "rest": tuple(found["rest"]),
        }

    def text(self, node: etree._Element, name: str, owner: etree._Element) -> Text:
        if len(node):
            raise Invalid("model.text_expected", line=line_of(node), element=_called(owner), tag=name)
        text = node.text or ""
        return Text(
            text=text if name in VERBATIM else text.strip(),
            ordinal=self._take(),
            line=line_of(node),
            attributes=tuple((str(key), str(value)) for key, value in node.attrib.items()),
        )

    def raw(self, node: etree._Element) -> Raw:
        kept = Raw(xml=canonical(node), ordinal=self.number, line=line_of(node))
        self._count(node)
        return kept

    def extensions(self, node: etree._Element) -> Extensions:
        ordinal = self._take()
        return Extensions(
            items=tuple(self._extension(child) for child in node),
            ordinal=ordinal,
            line=line_of(node),
            attributes=tuple((str(key), str(value)) for key, value in node.attrib.items()),
        )

    def _extension(self, node: etree._Element) -> Extension | Raw:
        kind = EXTENSIONS.get(str(node.tag))
        if kind is None:
            return self.raw(node)
        shape = layout(kind)
        body = shape.attributes.get("#text")
        text = (node.text or "") if body is not None else ""
        if body is None and ((node.text or "").strip() or any((child.tail or "").strip() for child in node)):
            return self.raw(node)  # text where the profile has none: keep it as it is
        found: defaultdict[str, list[Any]] = defaultdict(list)
        for child in node:
            inner = EXTENSIONS.get(str(child.tag))
            slot = shape.child(inner) if inner is not None else None
            part = self.raw(child) if slot is None else self._extension(child)
            found["rest" if slot is None or isinstance(part, Raw) else slot.field].append(part)
        values, unknown = self._attributes(node, shape, {})
        if body is not None:
            values[body.field] = text
        return kind(
            **values,
            **_gathered(found, shape.children),
            line=line_of(node),
            attributes=unknown,
            rest=tuple(found["rest"]),
        )

    def _attributes(
        self, node: etree._Element, shape: Layout, aliases: dict[str, str]
    ) -> tuple[dict[str, Any], Attributes]:
        values: dict[str, Any] = {}
        unknown: list[tuple[str, str]] = []
        for key, value in node.attrib.items():
            name, given = str(key), str(value)
            slot = shape.attributes.get(aliases.get(name, name))
            if slot is None:
                unknown.append((name, given))
            else:
                values[slot.field] = self._value(node, name, slot, given)
        return values, tuple(unknown)

    def _value(self, node: etree._Element, name: str, slot: Slot, given: str) -> str | bool | int:
        if slot.kind is bool:
            if given.strip() in ("true", "1", "false", "0"):
                return given.strip() in ("true", "1")
            raise _bad(node, name, given, "true | false")
        if slot.kind is int:
            if given.strip().isascii() and given.strip().isdigit() and len(given) < 10:
                return int(given)
            raise _bad(node, name, given, "0, 1, 2, …")
        if ":" in given and (name.endswith("Ref") or name in ("default", "calledElement")):
            prefix, local = given.split(":", 1)
            return local if prefix in self.prefixes else given
        return given

    def _take(self) -> int:
        self.number += 1
        return self.number - 1

    def _count(self, node: etree._Element) -> None:
        for inner in node.iter(f"{_IN_MODEL}*"):
            if etree.QName(inner).localname not in REBUILT:
                self.number += 1


def _gathered(found: defaultdict[str, list[Any]], slots: tuple[Slot, ...]) -> dict[str, Any]:
    return {
        slot.field: tuple(found[slot.field]) if slot.many else found[slot.field][0]
        for slot in slots
        if found[slot.field]
    }


def _called(node: etree._Element) -> str:
    """What a person calls this element: its id, else its tag."""
    return node.get("id") or etree.QName(node).localname


def _bad(node: etree._Element, name: str, given: str, expected: str) -> Invalid:
    return Invalid(
        "model.bad_attribute",
        line=line_of(node),
        element=_called(node),
        attribute=name,
        given=given[:80],
        expected=expected,
    )
