"""The picture in a BPMN document: where each element is drawn. Read on demand from the kept XML; sizes in pixels."""

from __future__ import annotations

import msgspec
from lxml import etree

from lingqu.model.bpmn.elements import Definitions
from lingqu.model.bpmn.schema import DIAGRAM
from lingqu.model.xml import uncanonical

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


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """All boxes that have a place and a size, and all elements that are drawn, boxes and lines."""

    shapes: tuple[Shape, ...]
    drawn: frozenset[str]


def picture(definitions: Definitions) -> Picture:
    """The picture of a document; empty if it holds none."""
    shapes: list[Shape] = []
    drawn: set[str] = set()
    for diagram in definitions.diagrams:
        for plane in uncanonical(diagram.xml).iter(f"{{{DIAGRAM}}}BPMNPlane"):
            for item in plane:
                element = _local(item.get("bpmnElement"))
                if not element:
                    continue
                drawn.add(element)
                shape = _shape(item, element, _local(plane.get("bpmnElement")))
                if shape is not None:
                    shapes.append(shape)
    return Picture(shapes=tuple(shapes), drawn=frozenset(drawn))


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
