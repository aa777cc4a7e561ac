"""Extension elements: in the right place; our own known, with values that mean something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lingqu.approvals.drawn import weight
from lingqu.checks.iso import is_cycle, is_duration
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Element, Extension, Process, Raw, keeping, lingqu
from lingqu.model.bpmn.places import PLACES, belongs
from lingqu.model.bpmn.schema import EXTENSION_TAGS

_WHO = re.compile(r"(?:user|group|role|post|department):\S.*|head(?::[1-9]\d?)?|initiator")


#: What the time to live of history may look like.
KEEP = "180 | P180D | P26W | PT12H | ever"


def _who(text: str) -> bool:
    return text.startswith("=") or _WHO.fullmatch(text) is not None


def _one_of(*values: str) -> Callable[[str], bool]:
    return lambda text: text in values


def _or_feel(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: text.startswith("=") or fits(text)


def _optional(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: not text or fits(text)


#: (type, field, whether its text fits, what it should be)
_VALUES: tuple[tuple[type[Extension], str, Callable[[str], Any], str], ...] = (
    (lingqu.Title, "template", bool, "…"),
    (lingqu.Soundness, "severity", _one_of("warning", "error"), "warning | error"),
    (lingqu.History, "time_to_live", keeping.fits, KEEP),
    (
        lingqu.Seat,
        "who",
        _who,
        "user:ID | group:ID | role:ID | post:ID | department:ID | head | head:2 | initiator | =…",
    ),
    (lingqu.Seat, "weight", lambda text: weight(text) is not None, "0, 1, 2.5, …"),
    (lingqu.Copy, "to", _who, "user:ID | group:ID | role:ID | post:ID | department:ID | head | initiator | =…"),
    (lingqu.Copy, "at", _one_of("start", "end"), "start | end"),
    (lingqu.Urge, "after", _or_feel(is_duration), "PT4H | =…"),
    (lingqu.Urge, "repeat", _optional(_or_feel(is_cycle)), "R3/PT4H | =…"),
    (lingqu.Urge, "escalate", _optional(_who), "user:ID | group:ID | head | …"),
    (lingqu.Field, "name", bool, "…"),
    (lingqu.Field, "access", _one_of("read", "write", "hidden", "required"), "read | write | hidden | required"),
    (lingqu.Outcome, "value", bool, "…"),
    (lingqu.Document, "type", bool, "…"),
    (lingqu.Calendar, "name", bool, "…"),
    (lingqu.Variable, "name", bool, "…"),
)


def find(view: View) -> Iterator[Found]:
    for element in view.elements:
        given = element.attribute(keeping.CAMUNDA) if isinstance(element, Process) else None
        if given and not keeping.fits(given):
            params = {"tag": "process", "attribute": "historyTimeToLive", "given": given[:80], "expected": KEEP}
            yield Found(element=element, text="extension_value", params=params)
        for item in element.extensions.items:
            if isinstance(item, Extension):
                yield from _misplaced(element, item)
            yield from _wrong(element, item)


def _misplaced(element: Element, item: Extension) -> Iterator[Found]:
    """One of ours is an error there, one of the profile is drawn in vain."""
    if not belongs(item, element):
        ours = type(item).__module__ == lingqu.__name__
        tag = f"{'lingqu' if ours else 'zeebe'}:{EXTENSION_TAGS[type(item)].rpartition('}')[2]}"
        params = {"tag": tag, "places": ", ".join(PLACES[type(item)]) or "—"}
        yield Found(element=element, text="misplaced_extension", params=params, severity="error" if ours else "warning")


def _wrong(element: Element, item: Extension | Raw) -> Iterator[Found]:
    if isinstance(item, Raw):
        namespace, _, tag = item.name.rpartition("}")
        if namespace == f"{{{lingqu.NAMESPACE}":
            yield Found(element=element, params={"tag": tag})
        return
    if type(item).__module__ != lingqu.__name__:
        return
    tag = type(item).__name__.lower()
    for name, _ in item.attributes:
        if not name.startswith("{"):
            yield Found(element=element, text="unknown_attribute", params={"tag": tag, "attribute": name})
    for kind, field, fits, expected in _VALUES:
        if isinstance(item, kind) and not fits(getattr(item, field)):
            params = {"tag": tag, "attribute": field, "given": getattr(item, field)[:80], "expected": expected}
            yield Found(element=element, text="extension_value", params=params)
    inside: tuple[Extension | Raw, ...] = (*item.rest, *(item.seats if isinstance(item, lingqu.Approval) else ()))
    for inner in inside:
        yield from _wrong(element, inner)


RULE = Rule(code="lingqu_extension", severity="error", find=find)
