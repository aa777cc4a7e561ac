"""Models for no engine in particular: what they leave out is filled in, their flow is never changed."""

from itertools import pairwise

import pytest

from lingqu.simulation.cases import run_case

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def run(body, shared="", dialect="core", **case):
    xml = (
        f'<definitions xmlns="{BPMN}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="t">'
        f'{shared}<process id="p"><startEvent id="s"/>{body}</process></definitions>'
    )
    given = {"model": "m", "process": "p", "dialect": dialect, **case}
    result = run_case(given, lambda _: xml.encode())
    assert result.outcome == "passed", result.message


def flow(*names):
    return "".join(
        f'<sequenceFlow id="{one}-{two}" sourceRef="{one}" targetRef="{two}"/>' for one, two in pairwise(names)
    )


@pytest.mark.parametrize(
    "node",
    [
        '<sendTask id="a"/>',
        '<intermediateThrowEvent id="a"><messageEventDefinition id="d"/></intermediateThrowEvent>',
        '<subProcess id="a"/>',
        '<task id="a" camunda:asyncBefore="true"/>',
    ],
)
def test_what_has_nothing_to_send_or_do_passes(node):
    run(
        f'{node}<endEvent id="e"/>{flow("s", "a", "e")}',
        expect={"state": "completed", "completed": {"a": 1, "e": 1}},
    )


@pytest.mark.parametrize(
    "node",
    [
        '<receiveTask id="a"/>',
        '<intermediateCatchEvent id="a"><messageEventDefinition id="d"/></intermediateCatchEvent>',
        '<intermediateCatchEvent id="a"><signalEventDefinition id="d"/></intermediateCatchEvent>',
        '<serviceTask id="a" camunda:class="org.example.Worker"/>',
        '<businessRuleTask id="a"/>',
    ],
)
def test_what_waits_without_a_name_waits_all_the_same(node):
    run(
        f'{node}<endEvent id="e"/>{flow("s", "a", "e")}',
        start={"expect": {"active": {"a": 1}}},
        script=[{"op": "complete", "element": "a"}],
        expect={"state": "completed"},
    )


def test_a_message_without_a_name_is_called_by_the_id_of_who_waits():
    run(
        f'<receiveTask id="a"/>{flow("s", "a")}',
        script=[{"op": "message", "name": "a"}],
        expect={"state": "completed"},
    )


THROWS = '<intermediateThrowEvent id="a"><messageEventDefinition id="d"{}/></intermediateThrowEvent>'
CATCHES = '<intermediateCatchEvent id="b"><messageEventDefinition id="c"{}/></intermediateCatchEvent>'


@pytest.mark.parametrize(
    ("source", "target", "drawn"),
    [
        (THROWS.format(""), CATCHES.format(""), ""),
        (THROWS.format(""), CATCHES.format(""), ' messageRef="m"'),
        (THROWS.format(' messageRef="m"'), CATCHES.format(""), ""),
        ('<sendTask id="a"/>', '<receiveTask id="b" messageRef="m"/>', ""),
    ],
)
def test_a_message_flow_says_who_gets_the_message_of_whom(source, target, drawn):
    run(
        f"{source}{flow('s', 'a')}",
        shared='<message id="m" name="said"/><collaboration id="talk"><participant id="one" processRef="p"/>'
        f'<participant id="two" processRef="q"/><messageFlow id="f" sourceRef="a" targetRef="b"{drawn}/></collaboration>'
        f'<process id="q"><startEvent id="t"/>{target}<task id="got"/>{flow("t", "b", "got")}</process>',
        start={"before": ["q"]},
        expect={"state": "completed", "completed": {"got": 1}},
    )


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_without_a_code_those_meet_that_refer_to_the_same(kind):
    def event(ref):
        return f'<{kind}EventDefinition id="d-{ref}" {kind}Ref="{ref}"/>'

    run(
        f'<subProcess id="part"><startEvent id="s2"/><endEvent id="e2">{event("one")}</endEvent>{flow("s2", "e2")}</subProcess>'
        f'<boundaryEvent id="b2" attachedToRef="part">{event("two")}</boundaryEvent>'
        f'<boundaryEvent id="b1" attachedToRef="part">{event("one")}</boundaryEvent>'
        f'<userTask id="help"/>{flow("s", "part")}{flow("b1", "help")}',
        shared=f'<{kind} id="one"/><{kind} id="two"/>',
        expect={"active": {"help": 1}, "never": ["b2", "part"]},
    )


def test_conditions_are_feel_without_a_sign():
    run(
        '<complexGateway id="g"/><userTask id="a"/><userTask id="b"/>'
        f"{flow('s', 'g')}"
        '<sequenceFlow id="f1" sourceRef="g" targetRef="a"><conditionExpression>x &gt; 1</conditionExpression></sequenceFlow>'
        '<sequenceFlow id="f2" sourceRef="g" targetRef="b"><conditionExpression>x &gt; 9</conditionExpression></sequenceFlow>',
        dialect="feel",
        start={"variables": {"x": 5}},
        expect={"active": {"a": 1}},
    )


#: A pool that is only drawn: nothing leads anywhere in it.
DRAWN = '<process id="q"><startEvent id="t"/><callActivity id="asks"/>{}</process>'.format(flow("t", "asks"))


@pytest.mark.parametrize("other", ['<process id="q"/>', DRAWN])
@pytest.mark.parametrize("dialect", ["core", "feel", "zeebe"])
def test_a_pool_that_is_only_drawn_is_left_out(other, dialect):
    run(
        f'<userTask id="a"/>{flow("s", "a")}',
        shared=other,
        dialect=dialect,
        script=[{"op": "complete", "element": "a"}],
        expect={"state": "completed", "instances": {"q": 0}},
    )


@pytest.mark.parametrize(("said", "start"), [("", {"before": ["q"]}), ('isExecutable="true"', {})])
def test_a_pool_that_is_started_or_says_that_it_runs_has_to(said, start):
    pool = DRAWN.replace("<process ", f"<process {said} ")
    xml = f'<definitions xmlns="{BPMN}" targetNamespace="t"><process id="p"><startEvent id="s"/></process>{pool}</definitions>'

    result = run_case({"model": "m", "process": "p", "dialect": "core", "start": start}, lambda _: xml.encode())
    assert result.outcome == "skipped"
    assert "asks" in result.message
