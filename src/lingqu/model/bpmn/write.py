"""From elements to BPMN XML, in the order of the document they came from: reading it again gives the same elements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, cast

from lxml import etree

from lingqu.model.bpmn.elements import Definitions, FlowNode, containers
from lingqu.model.bpmn.parts import Attributes, Element, Extension, Extensions, Part, Raw, Text
from lingqu.model.bpmn.schema import (
    ALIASES,
    EXTENSION_TAGS,
    MODEL,
    PREFIXES,
    Layout,
    layout,
    tag_of,
)
from lingqu.model.xml import uncanonical

_IN_MODEL = f"{{{MODEL}}}"


def write(definitions: Definitions) -> bytes:
    """The document as UTF-8 XML. `read(write(x)) == x` for everything that `read` gave."""
    return etree.tostring(_Writer(definitions).root(), xml_declaration=True, encoding="UTF-8", pretty_print=True)


class _Writer:
    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.incoming: defaultdict[str, list[str]] = defaultdict(list)
        self.outgoing: defaultdict[str, list[str]] = defaultdict(list)
        for process in definitions.processes:
            for container in containers(process):
                for flow in container.flows:
                    self.outgoing[flow.source].append(flow.id)
                    self.incoming[flow.target].append(flow.id)

    def root(self) -> etree._Element:
        declared = dict(self.definitions.namespaces) or {prefix: uri for uri, prefix in PREFIXES.items()}
        nsmap = cast("Mapping[str, str]", {prefix or None: uri for prefix, uri in declared.items()})
        root = etree.Element(f"{_IN_MODEL}definitions", nsmap=nsmap)
        self._fill(root, self.definitions)
        return root

    def element(self, element: Element) -> etree._Element:
        node = etree.Element(f"{_IN_MODEL}{tag_of(element).name}")
        self._fill(node, element)
        return node

    def _fill(self, node: etree._Element, element: Element) -> None:
        shape = layout(type(element))
        aliases = {usual: name for name, usual in ALIASES.get(tag_of(element).name, {}).items()}
        _set_attributes(node, element, shape, aliases, element.attributes)
        children = sorted(self._children(element, shape), key=lambda child: child[:2])
        heading = 0
        for at, (_, _, child) in enumerate(children):
            node.append(child)
            if child.tag in (f"{_IN_MODEL}documentation", f"{_IN_MODEL}extensionElements"):
                heading = at + 1
        if isinstance(element, FlowNode):
            self._connect(node, element, heading)

    def _connect(self, node: etree._Element, element: FlowNode, at: int) -> None:
        for tag, flows in (("incoming", self.incoming), ("outgoing", self.outgoing)):
            for flow in flows[element.id] if element.id else ():
                line = etree.Element(f"{_IN_MODEL}{tag}")
                line.text = flow
                node.insert(at, line)
                at += 1

    def _children(self, element: Element, shape: Layout) -> Iterator[tuple[int, bool, etree._Element]]:
        """Children with the key of their order: the ordinal, and what has no ordinal of its own before what has."""
        documentation = shape.texts["documentation"]
        for text in element.documentation:
            yield text.ordinal, True, _text(documentation.name, text)
        if element.extensions.ordinal >= 0 or element.extensions.items:
            yield max(element.extensions.ordinal, 0), True, self._extensions(element.extensions)
        for slot in shape.texts.values():
            for text in _several(getattr(element, slot.field)) if slot is not documentation else ():
                yield text.ordinal, True, _text(slot.name, text)
        for slot in shape.children:
            for child in _several(getattr(element, slot.field)):
                yield child.ordinal, True, self.element(child)
        diagrams = element.diagrams if isinstance(element, Definitions) else ()
        for raw in (*element.rest, *diagrams):
            kept = uncanonical(raw.xml)
            yield raw.ordinal, str(kept.tag).startswith(_IN_MODEL), kept

    def _extensions(self, extensions: Extensions) -> etree._Element:
        node = etree.Element(f"{_IN_MODEL}extensionElements")
        _set_unknown(node, extensions.attributes)
        for item in extensions.items:
            node.append(uncanonical(item.xml) if isinstance(item, Raw) else self._extension(item))
        return node

    def _extension(self, extension: Extension) -> etree._Element:
        name = EXTENSION_TAGS[type(extension)]
        uri = etree.QName(name).namespace or ""
        node = etree.Element(name, nsmap={PREFIXES[uri]: uri})
        shape = layout(type(extension))
        _set_attributes(node, extension, shape, {}, extension.attributes)
        for slot in shape.children:
            for child in _several(getattr(extension, slot.field)):
                node.append(self._extension(child))
        for raw in extension.rest:
            node.append(uncanonical(raw.xml))
        return node


def _text(tag: str, text: Text) -> etree._Element:
    node = etree.Element(f"{_IN_MODEL}{tag}")
    _set_unknown(node, text.attributes)
    node.text = text.text
    return node


def _set_attributes(
    node: etree._Element, part: Part, shape: Layout, aliases: dict[str, str], unknown: Attributes
) -> None:
    for slot in shape.attributes.values():
        value = getattr(part, slot.field)
        if slot.name == "#text":
            node.text = value
        elif value != slot.default:
            node.set(aliases.get(slot.name, slot.name), str(value).lower() if slot.kind is bool else str(value))
    _set_unknown(node, unknown)


def _set_unknown(node: etree._Element, unknown: Attributes) -> None:
    for name, value in unknown:
        node.set(name, value)


def _several(value: Any) -> tuple[Any, ...]:
    """The children in a slot: none, one or many."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
