"""Boxes that lie over one another, or stick out of the sub-process they are in."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Container, Element, Event, SubProcess
from lingqu.model.bpmn.diagram import Shape

#: Siblings that are compared with one another; nobody reads a picture with more.
_MOST = 1_000


def find(view: View) -> Iterator[Found]:
    shapes: dict[str, Shape] = {}
    for shape in view.picture.shapes:
        shapes.setdefault(shape.element, shape)
    for collaboration in view.definitions.collaborations:
        yield from _overlaps(list(collaboration.participants), shapes)
    for container in view.containers:
        yield from _overlaps(list(container.elements), shapes)
        if isinstance(container, SubProcess):
            yield from _outside(container, shapes)


def _overlaps(elements: list[Element], shapes: dict[str, Shape]) -> Iterator[Found]:
    drawn = sorted((one for one in elements[:_MOST] if one.id in shapes), key=lambda one: shapes[one.id].x)
    for at, first in enumerate(drawn):
        box = shapes[first.id]
        for second in drawn[at + 1 :]:
            if shapes[second.id].x >= box.x + box.width:
                break  # sorted by x: nothing further right can touch it
            if not _attached(first, second) and _overlap(box, shapes[second.id]):
                yield Found(element=second, params={"other": first.name or first.id})


def _attached(first: Element, second: Element) -> bool:
    """Whether one is a boundary event: it lies over its host, and may lie over what its host touches."""
    return any(isinstance(one, Event) and one.position == "boundary" for one in (first, second))


def _outside(container: Container, shapes: dict[str, Shape]) -> Iterator[Found]:
    frame = shapes.get(container.id)
    if frame is None or frame.expanded is False:
        return
    for node in container.elements:
        shape = shapes.get(node.id)
        if shape is None or shape.plane != frame.plane or _attached(node, node):
            continue
        if not _holds(frame, shape):
            yield Found(element=node, text="sticks_out", params={"frame": container.name or container.id})


def _overlap(a: Shape, b: Shape) -> bool:
    across = a.x < b.x + b.width and b.x < a.x + a.width
    return across and a.y < b.y + b.height and b.y < a.y + a.height


def _holds(frame: Shape, inner: Shape) -> bool:
    across = frame.x <= inner.x and inner.x + inner.width <= frame.x + frame.width
    return across and frame.y <= inner.y and inner.y + inner.height <= frame.y + frame.height


RULE = Rule(code="no_overlapping_elements", severity="info", find=find)
