"""Putting a drawing right: from drawing to drawing, never touching the given one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from lingqu.checks.check import check
from lingqu.checks.problems import Problem
from lingqu.checks.repairs import REPAIRS
from lingqu.model.bpmn import Definitions, Element, Raw
from lingqu.model.bpmn.schema import layout
from lingqu.model.bpmn.walk import walk
from lingqu.model.xml import canonical, uncanonical

E = TypeVar("E", bound=Element)


def fix(definitions: Definitions, code: str = "", element: str = "") -> tuple[Definitions, tuple[Problem, ...]]:
    """The drawing with everything put right that can be, and what that was; `code` and `element` choose.

    Its ordinals have gaps where something went: they count anew when it is written and read.
    """
    by_ordinal = {one.ordinal: one for one in walk(definitions)}
    changes: dict[int, Element | None] = {}
    done: list[Problem] = []
    for problem in check(definitions):
        if not problem.fixable or problem.ordinal in changes:
            continue
        if (not code or problem.code == code) and (not element or problem.element == element):
            changes[problem.ordinal] = REPAIRS[problem.code](by_ordinal[problem.ordinal])
            done.append(problem)
    gone = frozenset(by_ordinal[ordinal].id for ordinal, new in changes.items() if new is None)
    changed = _changed(definitions, changes) if changes else definitions
    return _undrawn(changed, gone) if gone else changed, tuple(done)


def _changed(element: E, changes: Mapping[int, Element | None]) -> E:
    """The element with what is inside replaced or left out."""
    fields: dict[str, object] = {}
    for slot in layout(type(element)).children:
        held = getattr(element, slot.field)
        new: object
        if isinstance(held, tuple):
            new = tuple(one for child in held if (one := _child(child, changes)) is not None)
        else:
            new = None if held is None else _child(held, changes)
        if new != held:
            fields[slot.field] = new
    return msgspec.structs.replace(element, **fields) if fields else element


def _child(child: Element, changes: Mapping[int, Element | None]) -> Element | None:
    if child.ordinal in changes:
        return changes[child.ordinal]
    return _changed(child, changes)


def _undrawn(definitions: Definitions, gone: frozenset[str]) -> Definitions:
    """Take what is gone off the pictures."""
    return msgspec.structs.replace(definitions, diagrams=tuple(_erased(one, gone) for one in definitions.diagrams))


def _erased(diagram: Raw, gone: frozenset[str]) -> Raw:
    root = uncanonical(diagram.xml)
    for figure in list(root.iter()):
        parent = figure.getparent()
        if parent is not None and figure.get("bpmnElement", "").rpartition(":")[2] in gone:
            parent.remove(figure)
    return msgspec.structs.replace(diagram, xml=canonical(root))
