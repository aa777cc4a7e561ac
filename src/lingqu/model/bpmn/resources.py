"""Resource roles of plain BPMN: who does a user task (`humanPerformer`, `performer`), who may (`potentialOwner`).

They stay in the document as they stand there; this reads what they say.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lingqu.model.bpmn.elements import Task
from lingqu.model.bpmn.parts import Raw, Text
from lingqu.model.xml import uncanonical

_MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
#: As engines of plain BPMN write it: `user(anna), group(sales)`.
_NAMED = re.compile(r"\s*(user|group)\(([^()]*)\)\s*")


class Role(NamedTuple):
    """`performs`: whoever it names is to do the task; else they may. None: no expression says who, but a resource."""

    tag: str
    performs: bool
    expression: Text | None


def roles_of(task: Task) -> tuple[Role, ...]:
    """The resource roles of a task, in document order."""
    return tuple(role for one in task.rest if (role := _role(one)) is not None)


def named(text: str) -> tuple[str, str] | None:
    """The users and the groups, each with commas, of a text like `user(anna), group(sales)`; None for another."""
    found: dict[str, list[str]] = {"user": [], "group": []}
    for part in re.split(r",(?![^(]*\))", text):
        one = _NAMED.fullmatch(part)
        if one is None:
            return None
        found[one[1]].append(one[2].strip())
    return ",".join(found["user"]), ",".join(found["group"])


def _role(raw: Raw) -> Role | None:
    kind = raw.name.removeprefix(_MODEL)
    if kind not in ("performer", "humanPerformer", "potentialOwner"):
        return None
    said = uncanonical(raw.xml).find(f"{_MODEL}resourceAssignmentExpression/{_MODEL}formalExpression")
    if said is None or not (said.text or "").strip():
        return Role(kind, kind != "potentialOwner", None)
    language = said.get("language")
    attributes = () if language is None else (("language", language),)
    return Role(kind, kind != "potentialOwner", Text(text=(said.text or "").strip(), attributes=attributes))
