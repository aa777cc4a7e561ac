"""What can be put right without asking is put right, and nothing else is touched."""

import pytest

from drawing import draw, draw_xml
from lingqu.bootstrap.checking import fix_alone
from lingqu.checks import check, fix
from lingqu.checks.repairs import REPAIRS
from lingqu.model.bpmn import read, write

BROKEN = {
    "default_with_condition": "start -> g[xor] -(x)-> a[task] -> end\ng -(default)-> end",
    "empty_expression": "start -> g[xor] -( )-> a[task] -> end\ng -(default)-> end",
    "not_an_expression": "start -> g[xor] -(x)-> a[task] -> end\ng -(default)-> end",
    "no_duplicate_sequence_flows": "start -> a[task] -> end\na -> end",
    "sub_process_blank_start_event": "start -> s[scope] {\nb[start timer PT1H] -> end\n}\ns -> end",
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
