"""Putting a drawing right: from drawing to drawing, never touching the given one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from lingqu.checks.check import check
from lingqu.checks.problems import Problem
from lingqu.checks.repairs import Changes, repaired
from lingqu.checks.view import View
from lingqu.model.bpmn import Definitions, Element, Raw, SequenceFlow
from lingqu.model.bpmn.diagram import WAYPOINT
from lingqu.model.bpmn.schema import layout
from lingqu.model.xml import canonical, uncanonical

E = TypeVar("E", bound=Element)


def fix(definitions: Definitions, code: str = "", element: str = "") -> tuple[Definitions, tuple[Problem, ...]]:
    """The drawing with everything put right that can be, and what that was; `code` and `element` choose.

    Where two repairs want the same element the second is left for another time. Ordinals have gaps where something
    went: they count anew when it is written and read.
    """
    view = View(definitions)
    by_ordinal = {one.ordinal: one for one in view.elements}
    changes: dict[int, Element | None] = {}
    longer: dict[str, str] = {}
    done: list[Problem] = []
    for problem in check(definitions):
        if not problem.fixable or (code and problem.code != code) or (element and problem.element != element):
            continue
        wanted = repaired(view, problem.code, by_ordinal[problem.ordinal])
        if not changes.keys() & wanted.keys():
            changes.update(wanted)
            longer.update(_taken_over(by_ordinal, wanted))
            done.append(problem)
    if not changes:
        return definitions, ()
    gone = frozenset(by_ordinal[ordinal].id for ordinal, new in changes.items() if new is None)
    changed = _changed(definitions, changes)
    return (_undrawn(changed, gone, longer) if gone else changed), tuple(done)


def _taken_over(before: Mapping[int, Element], wanted: Changes) -> dict[str, str]:
    """{flow that leads elsewhere now: the flow that went for it}."""
    changed = ((before[ordinal], new) for ordinal, new in wanted.items())
    flows = [(old, new) for old, new in changed if isinstance(old, SequenceFlow)]
    led = [old.id for old, new in flows if isinstance(new, SequenceFlow) and new.target != old.target]
    gone = [old.id for old, new in flows if new is None]
    return dict(zip(led, gone, strict=False))


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


def _undrawn(definitions: Definitions, gone: frozenset[str], longer: Mapping[str, str]) -> Definitions:
    """Take what is gone off the pictures; `longer`: flows that take over the line of one that is gone."""
    drawn = tuple(_erased(one, gone, longer) for one in definitions.diagrams)
    return msgspec.structs.replace(definitions, diagrams=drawn)


def _erased(diagram: Raw, gone: frozenset[str], longer: Mapping[str, str]) -> Raw:
    root = uncanonical(diagram.xml)
    figures = {figure.get("bpmnElement", "").rpartition(":")[2]: figure for figure in root.iter()}
    for flow, other in longer.items():
        if flow in figures and other in figures:
            figures[flow].extend([one for one in figures[other] if one.tag == WAYPOINT])
    for name in gone & figures.keys():
        parent = figures[name].getparent()
        if parent is not None:
            parent.remove(figures[name])
    return msgspec.structs.replace(diagram, xml=canonical(root))
