"""Fuzz drawings: whatever the bytes, they are read or refused, checked, compiled or refused, and written stably."""

from xml.sax.saxutils import escape, quoteattr

from fuzz.dmn_target import plain
from fuzz.feel_target import told
from fuzz.reading import Choices
from fuzz.words import VOCABULARY
from lingqu.checks import check
from lingqu.engine.compile import compile_process
from lingqu.kernel.errors import Rejected
from lingqu.model.bpmn import lingqu, read, write, zeebe
from lingqu.model.bpmn.schema import MODEL

EVENTS = tuple(
    f"{kind}EventDefinition"
    for kind in ("message", "signal", "error", "escalation", "timer", "conditional", "link", "compensate", "terminate", "cancel")
)  # fmt: skip
NODES = (
    "task", "userTask", "serviceTask", "scriptTask", "manualTask", "sendTask", "receiveTask", "businessRuleTask",
    "callActivity", "subProcess", "transaction", "adHocSubProcess", "exclusiveGateway", "parallelGateway",
    "inclusiveGateway", "eventBasedGateway", "complexGateway", "startEvent", "endEvent", "intermediateCatchEvent",
    "intermediateThrowEvent", "boundaryEvent",
)  # fmt: skip
LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")
ZEEBE = (
    "taskDefinition", "ioMapping", "input", "output", "assignmentDefinition", "formDefinition", "calledElement",
    "calledDecision", "loopCharacteristics", "taskSchedule", "subscription", "script", "userTask", "taskHeaders", "header",
    "properties", "property", "executionListeners", "executionListener", "taskListeners", "taskListener", "versionTag",
)  # fmt: skip
INSIDE = (
    *NODES * 2, *EVENTS, *LOOPS, "sequenceFlow", "sequenceFlow", "sequenceFlow", "laneSet", "lane", "flowNodeRef",
    "conditionExpression", "timeDuration", "timeDate", "timeCycle", "condition", "loopCondition", "loopCardinality",
    "completionCondition", "script", "extensionElements", "extensionElements", "incoming", "outgoing", "dataObject",
    "textAnnotation", "association", "group", "documentation", "ioSpecification",
)  # fmt: skip
TOP = ("process", "process", "process", "message", "signal", "error", "escalation", "collaboration", "participant")
IDS = ("a", "b", "c", "d", "e", "f", "", "变量", "x y")
TEXTS = (
    "PT1S",
    "R/PT1H",
    "R3/2024-01-01T00:00:00Z/P1D",
    "2024-01-01T00:00:00Z",
    "0 0 * * *",
    "=a > 1",
    "=",
    "= a",
    "a",
    "3",
    "=[1,2]",
)
ATTRIBUTES = (
    "id", "id", "name", "sourceRef", "targetRef", "default", "attachedToRef", "cancelActivity", "messageRef", "signalRef",
    "errorRef", "escalationRef", "activityRef", "isExecutable", "triggeredByEvent", "isSequential", "isInterrupting",
    "isForCompensation", "type", "retries", "source", "target", "assignee", "candidateGroups", "processId", "key", "value",
    "inputCollection", "inputElement", "outputCollection", "outputElement", "expression", "resultVariable", "dueDate",
    "loopMaximum", "testBefore", "behavior", "instantiate", "errorCode", "eventGatewayType", "correlationKey",
)  # fmt: skip


def document(data: bytes) -> bytes:
    """Raw bytes, or a document put together from BPMN's words."""
    choices = Choices(data)
    if choices.number(8) == 0:
        return data[1:]
    head = f'xmlns="{MODEL}" xmlns:z="{zeebe.NAMESPACE}" xmlns:l="{lingqu.NAMESPACE}" targetNamespace="t" id="d"'
    body = "".join(element(choices, choices.one(TOP), 1) for _ in range(1 + choices.number(4)))
    return f"<definitions {head}>{body}</definitions>".encode("utf-8", "replace")


def element(choices: Choices, tag: str, depth: int) -> str:
    names = {choices.one(ATTRIBUTES) for _ in range(choices.number(5))} | ({"id"} if choices.number(5) else set())
    if tag == "sequenceFlow":
        names |= {"sourceRef", "targetRef"}
    if tag == "process":
        names |= {"isExecutable"}
    given = "".join(f" {name}={quoteattr(value(choices, name))}" for name in sorted(names))
    inside = []
    while depth < 9 and not choices.over and choices.number(4 if depth > 2 else 12):
        inner = f"z:{choices.one(ZEEBE)}" if tag == "extensionElements" or tag.startswith("z:") else choices.one(INSIDE)
        inside.append(element(choices, inner, depth + 1))
    shown = escape(value(choices, "")) if choices.number(3) == 0 else ""
    return f"<{tag}{given}>{shown}{''.join(inside)}</{tag}>"


def value(choices: Choices, name: str) -> str:
    if name.startswith(("is", "cancel", "triggered", "test", "instantiate")):
        return choices.one(("true", "false", "true", "1", "maybe"))
    if name == "id" or name.endswith("Ref") or name == "default":
        return choices.one(IDS)
    if choices.number(4):
        return choices.one((*TEXTS, *IDS))
    return plain("=" + "".join(choices.one(VOCABULARY) for _ in range(choices.number(6))))


def one_input(data: bytes) -> None:
    try:
        drawing = read(document(data))
    except Rejected as refused:
        told(refused.message)
        return
    written = write(drawing)
    assert write(read(written)) == written
    for problem in check(drawing):
        told(problem.message)
    for process in drawing.processes:
        try:
            compile_process(drawing, process.ordinal)
        except Rejected as refused:
            told(refused.message)
