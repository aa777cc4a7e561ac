"""The picture in a BPMN document: where each element is drawn. Read on demand from the kept XML; sizes in pixels."""

from __future__ import annotations

import msgspec
from lxml import etree

from lingqu.model.bpmn.elements import Definitions
from lingqu.model.bpmn.schema import DIAGRAM
from lingqu.model.xml import uncanonical

WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """A box: of the element with id `element`, on the plane of the process or sub-process with id `plane`."""

    element: str
    plane: str
    x: float
    y: float
    width: float
    height: float
    expanded: bool | None = None  # a sub-process that shows its content; None = not said
    horizontal: bool | None = None  # a pool or lane


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line through these points (x, y): the flow or association with id `element`, on a plane."""

    element: str
    plane: str
    points: tuple[tuple[float, float], ...]


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """All boxes that have a place and a size, all lines, and all elements that are drawn, boxes and lines."""

    shapes: tuple[Shape, ...]
    drawn: frozenset[str]
    lines: tuple[Line, ...] = ()


def picture(definitions: Definitions) -> Picture:
    """The picture of a document; empty if it holds none."""
    shapes: list[Shape] = []
    lines: list[Line] = []
    drawn: set[str] = set()
    for diagram in definitions.diagrams:
        for plane in uncanonical(diagram.xml).iter(f"{{{DIAGRAM}}}BPMNPlane"):
            for item in plane:
                element = _local(item.get("bpmnElement"))
                if not element:
                    continue
                drawn.add(element)
                on = _local(plane.get("bpmnElement"))
                shape = _shape(item, element, on)
                if shape is not None:
                    shapes.append(shape)
                points = _points(item)
                if len(points) > 1:
                    lines.append(Line(element=element, plane=on, points=points))
    return Picture(shapes=tuple(shapes), drawn=frozenset(drawn), lines=tuple(lines))


def _points(item: etree._Element) -> tuple[tuple[float, float], ...]:
    found = ((_number(one.get("x")), _number(one.get("y"))) for one in item.findall(WAYPOINT))
    return tuple((x, y) for x, y in found if x is not None and y is not None)


def _shape(item: etree._Element, element: str, plane: str) -> Shape | None:
    bounds = item.find(_BOUNDS)
    if bounds is None:
        return None
    sides = [_number(bounds.get(side)) for side in ("x", "y", "width", "height")]
    x, y, width, height = (side if side is not None else float("nan") for side in sides)
    if None in sides:
        return None
    return Shape(
        element=element,
        plane=plane,
        x=x,
        y=y,
        width=width,
        height=height,
        expanded=_flag(item.get("isExpanded")),
        horizontal=_flag(item.get("isHorizontal")),
    )


def _local(name: str | None) -> str:
    return (name or "").rsplit(":", 1)[-1]


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def _flag(text: str | None) -> bool | None:
    return None if text is None else text in ("true", "1")
