"""The processes that the benchmarks run, as BPMN text."""

from __future__ import annotations

from itertools import pairwise

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' id="d" targetNamespace="urn:bench">'
)
_START, _END = '<bpmn:startEvent id="start"/>', '<bpmn:endEvent id="end"/>'


def _event(kind: str, id_: str, definition: str) -> str:
    return f'<bpmn:{kind} id="{id_}">{definition}</bpmn:{kind}>'


def _chain(*nodes: str, process: str, beside: str = "") -> bytes:
    """A process of these nodes between a start and an end, one after the other."""
    drawn = (_START, *nodes, _END)
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in drawn]
    flows = "".join(
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{one}" targetRef="{two}"/>'
        for number, (one, two) in enumerate(pairwise(ids))
    )
    return (
        f'{_HEAD}{beside}<bpmn:process id="{process}" name="{process}" isExecutable="true">{"".join(drawn)}{flows}'
        "</bpmn:process></bpmn:definitions>"
    ).encode()


def _user(id_: str) -> str:
    return (
        f'<bpmn:userTask id="{id_}"><bpmn:extensionElements><zeebe:userTask/><zeebe:assignmentDefinition'
        ' assignee="anna"/></bpmn:extensionElements></bpmn:userTask>'
    )


def _service(id_: str, inside: str = "") -> str:
    return (
        f'<bpmn:serviceTask id="{id_}"><bpmn:extensionElements><zeebe:taskDefinition type="work"/>'
        f"</bpmn:extensionElements>{inside}</bpmn:serviceTask>"
    )


_EACH = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/>'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)

#: Ten tasks that pass.
A = _chain(*(f'<bpmn:task id="t{number}"/>' for number in range(10)), process="A")
#: A user task that waits for somebody.
C = _chain(_user("task"), process="C")
#: Ten steps that are jobs, one after the other.
STEPS = _chain(*(_service(f"step{number}") for number in range(10)), process="steps")
#: One job.
ONE_JOB = _chain(_service("work"), process="one-job")
#: A job for each item.
ITEMS = _chain(_service("each", _EACH), process="items")
#: Sleeps for a very long time.
SLEEPS = _chain(
    _event(
        "intermediateCatchEvent",
        "nap",
        '<bpmn:timerEventDefinition id="e"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1000D'
        "</bpmn:timeDuration></bpmn:timerEventDefinition>",
    ),
    process="sleeps",
)
#: Waits for a signal.
LISTENS = _chain(
    _event("intermediateCatchEvent", "wait", '<bpmn:signalEventDefinition id="e" signalRef="s"/>'),
    process="listens",
    beside='<bpmn:signal id="s" name="closing"/>',
)
