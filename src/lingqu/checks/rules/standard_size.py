"""Boxes of the usual sizes, in pixels. A house rule, not among the default rules: other tools have other sizes."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import CallActivity, DataObject, Element, Event, Gateway, Participant, SubProcess, Task
from lingqu.model.bpmn.diagram import Shape

_POOL = 60  # the short side of a pool that shows nothing


def find(view: View) -> Iterator[Found]:
    for shape in view.picture.shapes:
        element = view.by_id.get(shape.element)
        if element is None:
            continue
        size = (shape.width, shape.height)
        usual = _usual(element, shape)
        if usual is not None and size != usual:
            yield Found(element=element, params={"width": usual[0], "height": usual[1]})


def _usual(element: Element, shape: Shape) -> tuple[float, float] | None:
    """Width and height; None where any size is usual."""
    match element:
        case Event():
            return 36, 36
        case Gateway():
            return 50, 50
        case Task() | CallActivity():
            return 100, 80
        case SubProcess() if shape.expanded is False:
            return 100, 80
        case DataObject(kind="object-reference"):
            return 36, 50
        case DataObject(kind="store-reference"):
            return 50, 50
        case Participant(process_ref=""):
            return (_POOL, shape.height) if shape.horizontal is False else (shape.width, _POOL)
        case _:
            return None


RULE = Rule(code="standard_size", severity="info", house=True, find=find)
