"""Small processes for the runtime's tests, as BPMN text."""

from itertools import pairwise

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:lingqu="urn:lingqu:bpmn:1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' id="defs" targetNamespace="http://lingqu.test">'
)


def drawing(process: str, body: str, extra: str = "") -> bytes:
    return (
        f'{_HEAD}{extra}<bpmn:process id="{process}" name="{process}" isExecutable="true">{body}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def chain(*nodes: str) -> str:
    """The nodes one after the other, joined by flows."""
    ids = [node.split('id="', 1)[1].split('"', 1)[0] for node in nodes]
    flows = [
        f'<bpmn:sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>' for n, (a, b) in enumerate(pairwise(ids))
    ]
    return "".join((*nodes, *flows))


START = '<bpmn:startEvent id="start"/>'
END = '<bpmn:endEvent id="end"/>'


def service(id_: str, type_: str = "work", retries: int = 3) -> str:
    return (
        f'<bpmn:serviceTask id="{id_}"><bpmn:extensionElements><zeebe:taskDefinition type="{type_}" retries="{retries}"/>'
        '<zeebe:taskHeaders><zeebe:header key="color" value="red"/></zeebe:taskHeaders>'
        "</bpmn:extensionElements></bpmn:serviceTask>"
    )


def user(id_: str, assignee: str = "anna") -> str:
    return (
        f'<bpmn:userTask id="{id_}"><bpmn:extensionElements><zeebe:userTask/>'
        f'<zeebe:assignmentDefinition assignee="{assignee}"/></bpmn:extensionElements></bpmn:userTask>'
    )


ONE_JOB = drawing("one-job", chain(START, service("work"), END))
ONE_TASK = drawing("one-task", chain(START, user("decide"), END))


def message(name: str, key: str = "=order") -> str:
    """A message by its name, with the expression of its correlation key."""
    return (
        f'<bpmn:message id="m_{name}" name="{name}"><bpmn:extensionElements>'
        f'<zeebe:subscription correlationKey="{key}"/></bpmn:extensionElements></bpmn:message>'
    )


def catch_message(id_: str, name: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{id_}"><bpmn:messageEventDefinition id="d_{id_}" messageRef="m_{name}"/>'
        "</bpmn:intermediateCatchEvent>"
    )


def catch_timer(id_: str, duration: str) -> str:
    return (
        f'<bpmn:intermediateCatchEvent id="{id_}"><bpmn:timerEventDefinition id="d_{id_}">'
        f'<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">{duration}</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )


def call(id_: str, process: str) -> str:
    return (
        f'<bpmn:callActivity id="{id_}"><bpmn:extensionElements>'
        f'<zeebe:calledElement processId="{process}" propagateAllChildVariables="true"/>'
        "</bpmn:extensionElements></bpmn:callActivity>"
    )


def approval(id_: str, attributes: str) -> str:
    return (
        f'<bpmn:userTask id="{id_}"><bpmn:extensionElements><zeebe:userTask/>'
        f'<lingqu:approval {attributes}><lingqu:seat who="user:head"/></lingqu:approval>'
        "</bpmn:extensionElements></bpmn:userTask>"
    )


WAITS = drawing("waits", chain(START, catch_message("wait", "paid"), END), message("paid"))
TWICE = drawing(
    "twice", chain(START, catch_message("first", "paid"), catch_message("second", "paid"), END), message("paid")
)
BY_MESSAGE = drawing(
    "by-message",
    chain(
        '<bpmn:startEvent id="start"><bpmn:messageEventDefinition id="d" messageRef="m_ordered"/></bpmn:startEvent>',
        service("work"),
        END,
    ),
    message("ordered"),
)
BY_TIMER = drawing(
    "by-timer",
    chain(
        '<bpmn:startEvent id="start"><bpmn:timerEventDefinition id="d">'
        '<bpmn:timeCycle xsi:type="bpmn:tFormalExpression">R3/PT1H</bpmn:timeCycle>'
        "</bpmn:timerEventDefinition></bpmn:startEvent>",
        service("work"),
        END,
    ),
)
SLEEPS = drawing("sleeps", chain(START, catch_timer("nap", "PT1H"), END))
CALLS = drawing("calls", chain(START, call("sub", "one-job"), END))
APPROVAL = drawing("approval", chain(START, user("fill"), approval("check", 'mode="all" onReject="send-back"'), END))
