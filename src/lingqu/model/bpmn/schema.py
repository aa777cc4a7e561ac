"""How elements stand in XML: their tags, and for each type what is an attribute, a text, a child. Shared by both ways.

Nearly everything is derived from the types themselves; the table of tags and the few exceptions are written here.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

import msgspec

from lingqu.model.bpmn import data as d
from lingqu.model.bpmn import elements as e
from lingqu.model.bpmn import events as v
from lingqu.model.bpmn import lingqu, zeebe
from lingqu.model.bpmn.parts import Element, Extension, Part, Raw, Text

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"

#: Prefixes for documents that declare none.
PREFIXES = {MODEL: "bpmn", zeebe.NAMESPACE: "zeebe", lingqu.NAMESPACE: "lingqu"}

#: Rebuilt from the flows, never read, not counted by ordinals.
REBUILT = frozenset({"incoming", "outgoing"})

#: Texts whose whitespace at the ends belongs to what the person wrote.
VERBATIM = frozenset({"documentation", "script", "text"})


class Tag(msgspec.Struct, frozen=True):
    """One tag of the BPMN namespace: the type it is read as, and the fields whose value the tag itself says."""

    name: str
    kind: type[Element]
    fixed: tuple[tuple[str, str], ...] = ()


def _kinds(kind: type[Element], field: str, names: dict[str, str]) -> tuple[Tag, ...]:
    return tuple(Tag(name, kind, ((field, value),)) for name, value in names.items())


_TAGS: tuple[Tag, ...] = (
    Tag("definitions", e.Definitions),
    Tag("process", e.Process),
    Tag("collaboration", e.Collaboration),
    Tag("participant", e.Participant),
    Tag("messageFlow", e.MessageFlow),
    Tag("message", e.Message),
    Tag("error", e.Error),
    Tag("escalation", e.Escalation),
    Tag("signal", e.Signal),
    Tag("sequenceFlow", e.SequenceFlow),
    Tag("callActivity", e.CallActivity),
    Tag("standardLoopCharacteristics", e.StandardLoop),
    Tag("multiInstanceLoopCharacteristics", e.MultiInstance),
    Tag("complexBehaviorDefinition", e.ComplexBehavior),
    Tag("event", e.ImplicitThrow),
    Tag("ioSpecification", d.IoSpecification),
    Tag("dataInput", d.DataInput),
    Tag("dataOutput", d.DataOutput),
    Tag("property", d.Property),
    Tag("inputDataItem", d.InputItem),
    Tag("outputDataItem", d.OutputItem),
    Tag("dataInputAssociation", d.DataInputAssociation),
    Tag("dataOutputAssociation", d.DataOutputAssociation),
    Tag("assignment", d.DataAssignment),
    Tag("association", e.Association),
    Tag("textAnnotation", e.TextAnnotation),
    Tag("group", e.Group),
    Tag("lane", e.Lane),
    Tag("messageEventDefinition", v.MessageDefinition),
    Tag("signalEventDefinition", v.SignalDefinition),
    Tag("errorEventDefinition", v.ErrorDefinition),
    Tag("escalationEventDefinition", v.EscalationDefinition),
    Tag("timerEventDefinition", v.TimerDefinition),
    Tag("conditionalEventDefinition", v.ConditionalDefinition),
    Tag("linkEventDefinition", v.LinkDefinition),
    Tag("compensateEventDefinition", v.CompensateDefinition),
    Tag("terminateEventDefinition", v.TerminateDefinition),
    Tag("cancelEventDefinition", v.CancelDefinition),
    *_kinds(e.LaneSet, "place", {"laneSet": "container", "childLaneSet": "lane"}),
    *_kinds(
        e.DataObject,
        "kind",
        {
            "dataObject": "object",
            "dataObjectReference": "object-reference",
            "dataStoreReference": "store-reference",
        },
    ),
    *_kinds(
        e.Task,
        "kind",
        {
            "task": "task",
            "userTask": "user",
            "serviceTask": "service",
            "scriptTask": "script",
            "manualTask": "manual",
            "sendTask": "send",
            "receiveTask": "receive",
            "businessRuleTask": "business-rule",
        },
    ),
    *_kinds(
        e.GlobalTask,
        "kind",
        {
            "globalTask": "task",
            "globalUserTask": "user",
            "globalScriptTask": "script",
            "globalManualTask": "manual",
            "globalBusinessRuleTask": "business-rule",
        },
    ),
    *_kinds(
        e.SubProcess,
        "kind",
        {"subProcess": "embedded", "transaction": "transaction", "adHocSubProcess": "ad-hoc"},
    ),
    *_kinds(
        e.Gateway,
        "kind",
        {
            "exclusiveGateway": "exclusive",
            "inclusiveGateway": "inclusive",
            "parallelGateway": "parallel",
            "complexGateway": "complex",
            "eventBasedGateway": "event-based",
        },
    ),
    *_kinds(
        e.Event,
        "position",
        {
            "startEvent": "start",
            "intermediateCatchEvent": "catch",
            "intermediateThrowEvent": "throw",
            "boundaryEvent": "boundary",
            "endEvent": "end",
        },
    ),
)

TAGS = {tag.name: tag for tag in _TAGS}

#: Attributes that have another name on one tag: {tag: {name on this tag: usual name}}.
ALIASES = {"startEvent": {"isInterrupting": "cancelActivity"}}


def tag_of(element: Element) -> Tag:
    """The tag that says this element's type and fixed fields."""
    return next(
        tag
        for tag in _TAGS
        if tag.kind is type(element) and all(getattr(element, field) == value for field, value in tag.fixed)
    )


def _extensions(module: ModuleType) -> dict[str, type[Extension]]:
    kinds = (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Extension))
    named = {kind.__name__[0].lower() + kind.__name__[1:]: kind for kind in kinds if kind is not Extension}
    if (native := named.pop("nativeUserTask", None)) is not None:
        named["userTask"] = native
    return named


#: Extension types by "{namespace}tag".
EXTENSIONS: dict[str, type[Extension]] = {
    f"{{{module.NAMESPACE}}}{name}": kind for module in (zeebe, lingqu) for name, kind in _extensions(module).items()
}
EXTENSION_TAGS = {kind: name for name, kind in EXTENSIONS.items()}


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A field that XML holds: an attribute (`kind` str, bool or int), a Text, or a child of type `kind`."""

    field: str
    name: str  # of the attribute or the text's tag
    kind: type
    many: bool = False
    default: Any = None


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """What the fields of one type are in XML."""

    attributes: dict[str, Slot]  # by XML name
    texts: dict[str, Slot]  # by tag
    children: tuple[Slot, ...]

    def child(self, kind: type) -> Slot | None:
        """The slot that takes a child of this type."""
        return next((slot for slot in self.children if issubclass(kind, slot.kind)), None)


_ASIDE = frozenset({"line", "ordinal", "attributes", "rest", "extensions", "namespaces", "diagrams"})


@cache
def layout(kind: type[Part]) -> Layout:
    """The layout of a type, derived from its fields."""
    attributes, texts, children = {}, {}, []
    for field in msgspec.structs.fields(kind):
        if field.name in _ASIDE or get_origin(field.type) is Literal:
            continue
        many = get_origin(field.type) is tuple
        inner = next((one for one in get_args(field.type) if isinstance(one, type)), field.type)
        slot = Slot(field=field.name, name=field.encode_name, kind=inner, many=many, default=field.default)
        if inner in (str, bool, int):
            attributes[slot.name] = slot
        elif inner is Text:
            texts[slot.name] = slot
        elif inner is not Raw:
            children.append(slot)
    return Layout(attributes=attributes, texts=texts, children=tuple(children))
