"""Walks through a document: every element, whatever its type and depth, in the order of their fields."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.model.bpmn.parts import Element
from lingqu.model.bpmn.schema import layout


def walk(root: Element) -> Iterator[Element]:
    """The element and all elements inside it: nodes, flows, event definitions, loops, lanes, messages, …"""
    yield root
    for slot in layout(type(root)).children:
        held = getattr(root, slot.field)
        for child in held if isinstance(held, tuple) else (held,):
            if child is not None:
                yield from walk(child)
