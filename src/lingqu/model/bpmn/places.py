"""Where an extension element means something, by the tags of BPMN elements; what is not named may stand anywhere.

The checks tell of one that stands elsewhere; the reference page draws its table from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lingqu.model.bpmn import lingqu, zeebe
from lingqu.model.bpmn.elements import Event, FlowNode
from lingqu.model.bpmn.parts import Element, Extension
from lingqu.model.bpmn.schema import TAGS, tag_of

_NODES: Final = tuple(name for name, tag in TAGS.items() if issubclass(tag.kind, FlowNode))
_EVENTS: Final = tuple(name for name, tag in TAGS.items() if issubclass(tag.kind, Event))
_USER: Final = ("userTask", "globalUserTask")
_JOBS: Final = (
    "serviceTask",
    "sendTask",
    "scriptTask",
    "globalScriptTask",
    "businessRuleTask",
    "globalBusinessRuleTask",
    "adHocSubProcess",
    "intermediateThrowEvent",
    "endEvent",
)

PLACES: Final[Mapping[type[Extension], tuple[str, ...]]] = {
    zeebe.TaskDefinition: _JOBS,
    zeebe.JobPriorityDefinition: (*_JOBS, "process"),
    zeebe.TaskHeaders: _NODES,
    zeebe.IoMapping: _NODES,
    zeebe.ExecutionListeners: (*_NODES, "process"),
    zeebe.AssignmentDefinition: _USER,
    zeebe.TaskSchedule: _USER,
    zeebe.PriorityDefinition: _USER,
    zeebe.FormDefinition: (*_USER, "startEvent"),
    zeebe.NativeUserTask: _USER,
    zeebe.TaskListeners: _USER,
    zeebe.UserTaskForm: ("process",),
    zeebe.VersionTag: ("process",),
    zeebe.CalledElement: ("callActivity",),
    zeebe.CalledDecision: ("businessRuleTask", "globalBusinessRuleTask"),
    zeebe.Script: ("scriptTask", "globalScriptTask"),
    zeebe.Subscription: ("message",),
    zeebe.PublishMessage: ("sendTask", "intermediateThrowEvent", "endEvent"),
    zeebe.LoopCharacteristics: ("multiInstanceLoopCharacteristics",),
    zeebe.AdHoc: ("adHocSubProcess",),
    zeebe.ConditionalFilter: (),  # every change of a variable that the condition reads is looked at
    lingqu.Title: ("process",),
    lingqu.Starters: ("process",),
    lingqu.Soundness: ("process",),
    lingqu.History: ("process",),
    lingqu.Variable: ("process",),
    lingqu.Approval: _USER,
    lingqu.Urge: _USER,
    lingqu.Outcome: _USER,
    lingqu.Field: (*_USER, "process"),
    lingqu.Calendar: (*_EVENTS, "timerEventDefinition"),
}


def belongs(item: Extension, element: Element) -> bool:
    """Whether the extension means something on the element."""
    places = PLACES.get(type(item))
    return places is None or tag_of(element).name in places
