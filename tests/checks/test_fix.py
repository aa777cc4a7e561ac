"""What can be put right without asking is put right, and nothing else is touched."""

import pytest

from drawing import draw, draw_xml
from lingqu.bootstrap.checking import fix_alone
from lingqu.checks import check, fix
from lingqu.checks.repairs import REPAIRS
from lingqu.model.bpmn import diagram, read, write

BROKEN = {
    "condition_without_choice": "start -> g[and] -(x)-> a[task] -> end\ng -> end",
    "default_with_condition": "start -> g[xor] -(x)-> a[task] -> end\ng -(default)-> end",
    "empty_expression": "start -> g[xor] -( )-> a[task] -> end\ng -(default)-> end",
    "not_an_expression": "start -> g[xor] -(x)-> a[task] -> end\ng -(default)-> end",
    "no_duplicate_sequence_flows": "start -> a[task] -> end\na -> end",
    "sub_process_blank_start_event": "start -> s[scope] {\nb[start timer PT1H] -> end\n}\ns -> end",
    "superfluous_gateway": "start -> g[xor] -> a[task] -> end",
    "superfluous_termination": "start -> t[terminate]",
}


def broken(code):
    data = draw_xml(BROKEN[code])
    if code == "not_an_expression":
        return read(data.replace(b">=x<", b">x<"))
    if code == "default_with_condition":
        flow = b'targetRef="end"/>'
        assert data.count(flow) >= 1
        head, _, tail = data.rpartition(flow)
        return read(
            head + b'targetRef="end"><bpmn:conditionExpression>=y</bpmn:conditionExpression></bpmn:sequenceFlow>' + tail
        )
    return read(data)


@pytest.mark.parametrize("code", REPAIRS)
def test_a_problem_that_can_be_fixed_is_gone_afterwards(code):
    drawn = broken(code)
    named = [one for one in check(drawn) if one.code == code]
    assert named
    assert all(one.fixable for one in named)
    fixed, done = fix(drawn, code)
    assert {one.code for one in done} == {code}
    assert code not in {one.code for one in check(fixed)}
    assert write(read(write(fixed))) == write(fixed)


def test_only_what_was_chosen_is_fixed():
    drawn = draw("start -> a[task] -> end\na -> end\nend -> t[terminate]\nstart -> b[task] -> t\nb -> t")
    fixed, done = fix(drawn, "no_duplicate_sequence_flows", "b-t-2")
    assert [one.element for one in done] == ["b-t-2"]
    assert [one.element for one in check(fixed) if one.code == "no_duplicate_sequence_flows"] == ["a-end-2"]


def test_a_drawing_without_such_problems_keeps_its_bytes():
    data = draw_xml("start -> a[user]{groups=x} -> end")
    assert fix_alone("p.bpmn", data) == (data, 0)


def test_what_is_gone_is_not_in_the_picture_any_more():
    data = draw_xml("start -> a[task] -> end\na -> end")
    di = "http://www.omg.org/spec/BPMN/20100524/DI"
    picture = (
        f'<d:BPMNDiagram xmlns:d="{di}" id="D"><d:BPMNPlane id="P" bpmnElement="process">'
        '<d:BPMNEdge id="E1" bpmnElement="a-end"/><d:BPMNEdge id="E2" bpmnElement="a-end-2"/></d:BPMNPlane></d:BPMNDiagram>'
    )
    content, done = fix_alone("p.bpmn", data.replace(b"</bpmn:definitions>", picture.encode() + b"</bpmn:definitions>"))
    assert done == 1
    assert b"E1" in content
    assert b"E2" not in content


def test_the_flow_into_a_superfluous_gateway_takes_the_whole_way():
    data = draw_xml("start -> g[and] -> end")
    di = "http://www.omg.org/spec/BPMN/20100524/DI"
    dd = "http://www.omg.org/spec/DD/20100524/DI"
    picture = (
        f'<d:BPMNDiagram xmlns:d="{di}" xmlns:w="{dd}" id="D"><d:BPMNPlane id="P" bpmnElement="process">'
        '<d:BPMNShape id="S" bpmnElement="g"/>'
        '<d:BPMNEdge id="E1" bpmnElement="start-g"><w:waypoint x="1" y="1"/><w:waypoint x="2" y="2"/></d:BPMNEdge>'
        '<d:BPMNEdge id="E2" bpmnElement="g-end"><w:waypoint x="3" y="3"/><w:waypoint x="4" y="4"/></d:BPMNEdge>'
        "</d:BPMNPlane></d:BPMNDiagram>"
    )
    drawn = read(data.replace(b"</bpmn:definitions>", picture.encode() + b"</bpmn:definitions>"))
    fixed, _ = fix(drawn, "superfluous_gateway")

    (process,) = fixed.processes
    assert [(flow.id, flow.source, flow.target) for flow in process.flows] == [("start-g", "start", "end")]
    assert [one.id for one in process.elements] == ["start", "end"]
    (line,) = diagram.picture(fixed).lines
    assert line.points == ((1, 1), (2, 2), (3, 3), (4, 4))


@pytest.mark.parametrize(
    "drawing",
    ["start -> g[xor] -(x)-> end", "start -> g[event-gateway] -> t[timer PT1H] -> end", "start -> g[complex] -> end"],
)
def test_a_gateway_that_waits_or_may_stop_a_token_is_left(drawing):
    drawn = draw(drawing)

    assert fix(drawn, "superfluous_gateway") == (drawn, ())


def test_of_two_gateways_in_a_row_one_goes_at_a_time():
    drawn = draw("start -> a[xor] -> b[and] -> end")
    once, first = fix(drawn, "superfluous_gateway")
    twice, second = fix(read(write(once)), "superfluous_gateway")

    assert [one.element for one in (*first, *second)] == ["a", "b"]
    assert [one.id for one in twice.processes[0].elements] == ["start", "end"]


def test_what_is_written_in_another_language_is_not_marked():
    foreign = draw_xml("start -> g[xor] -(x)-> a[task] -> end\ng -(default)-> end").replace(
        b"conditionExpression>=x<", b'conditionExpression language="http://www.java.com/java">x<'
    )
    (found,) = (one for one in check(read(foreign)) if one.code == "not_an_expression")

    assert (found.severity, found.fixable) == ("error", False)
