"""Each rule finds what it is for. The modelling rules are tested again on drawings by others, in tests/conformance."""

import pytest

from drawing import draw, draw_xml
from lingqu.checks import check
from lingqu.model.bpmn import read

#: rule: (drawing, the element that the rule names)
FOUND = {
    "ad_hoc_sub_process": ("start -> s[ad-hoc] {\nb[start]\n}\ns -> end", "b"),
    "boundary_misplaced": ("start -> g[xor] -> end\ng ~(timer PT1H)~> x[end]", "g-timer"),
    "conditional_event": ("start -> c[catch condition] -> end", "c"),
    "condition_without_choice": ("start -> g[and] -(x)-> a[task] -> end\ng -> b[task] -> end", "g-a"),
    "conditional_flows": ("start -> g[xor] -(x)-> a[task] -> end\ng -> b[task] -> end", "g-b"),
    "empty_expression": ("start -> g[xor] -( )-> a[task] -> end\ng -(default)-> end", "g-a"),
    "end_event_required": ("start -> a[task]", "process"),
    "event_based_gateway": ("start -> g[event-gateway] -> a[timer PT1H] -> end", "g"),
    "event_sub_process_typed_start_event": ("start -> end\ns[event-scope] {\nb[start] -> end\n}", "b"),
    "event_without_reference": ("start -> c[catch signal] -> end", "c"),
    "exclusive_without_default": ("start -> g[xor] -(x)-> a[task] -> end\ng -(y)-> end", "g"),
    "fake_join": ("start -> g[and] -> a[task] -> end\ng -> a", "a"),
    "feel_types": ("start -> s[script]{expression='=date(x) < 5' result=r} -> end", "s"),
    "feel_names": ("start -> s[script]{expression='=1' result=amount} -> t[script]{expression='=ammount' result=r} -> end", "t"),
    "feel_syntax": ("start -> s[script]{expression='=1 +' result=r} -> end", "s"),
    "global": ("start -> a[receive]{message=m key==k} -> end", None),
    "label_required": ("start -> g[xor] -(x)-> a[task] -> end\ng -(default)-> end", "g-a"),
    "link_event": ("start -> t[throw link there]", "t"),
    "missing_called_element": ("start -> c[call] -> end", "c"),
    "missing_correlation_key": ("start -> m[message paid] -> end", "m"),
    "missing_task_type": ("start -> a[send]{type=''} -> end", "a"),
    "never_thrown": ("start -> s[scope] {\nstart -> a[task] -> end\n}\ns -> end\ns ~(error E1)~> x[end]", "s-error"),
    "no_disconnected": ("start -> end\nlost[task]", "lost"),
    "no_duplicate_sequence_flows": ("start -> a[task] -> end\na -> end", "a-end-2"),
    "no_gateway_join_fork": ("start -> f[and] -> g[xor] -> end\nf -> g -> a[task] -> end", "g"),
    "no_implicit_end": ("start -> a[task]", "a"),
    "no_implicit_split": ("start -> a[task] -> end\na -> b[task] -> end", "a"),
    "no_implicit_start": ("start -> end\na[task] -> end", "a"),
    "not_an_expression": ("start -> a[task]{count=2 until=yes} -> end", "a"),
    "resource_role": ("start -> a[user] -> end", None),
    "single_blank_start_event": ("start -> end\nagain[start] -> end", "again"),
    "start_event_required": ("a[task] -> end", "process"),
    "sub_process_blank_start_event": ("start -> s[scope] {\nb[start timer PT1H] -> end\n}\ns -> end", "b"),
    "superfluous_gateway": ("start -> g[xor] -> end", "g"),
    "superfluous_label": ("start -> a[task] -> end", None),
    "superfluous_termination": ("start -> t[terminate]", "t"),
    "timer_text": ("start -> t[timer 5 minutes] -> end", "t"),
    "unreachable_catch": ("start -> end\ng[xor] -> w[message paid =key] -> g", "w"),
    "unassigned_user_task": ("start -> a[user] -> end", "a"),
    "wrong_direction": ("start -> a[task] -> start\na -> end", "start"),
}  # fmt: skip


def found(data: bytes, code: str) -> list[str]:
    return [one.element for one in check(read(data)) if one.code == code]


@pytest.mark.parametrize(("code", "drawing", "element"), [(code, *case) for code, case in FOUND.items() if case[1]])
def test_a_rule_finds_what_it_is_for(code, drawing, element):
    assert found(draw_xml(drawing), code) == [element]


FAIR = """
    start -> g[xor] -(x > 1)-> legal[user]{groups=legal} -> join[xor] -> wait[timer PT1H] -> s[scope] {
        start -> each[service]{mi=items} -> end
    }
    g -(default)-> paid[message paid =order] -> sum[script]{expression==1+1 result=r} -> join
    s -> child[call]{process=child} -> done[end]
    legal ~(?timer R3/PT1H)~> late[service] -> reminded[end]
    each-all[event-scope] {
        when[start? signal stop] -> end
    }
"""


@pytest.mark.parametrize(
    "code", [*FOUND, "dangling_reference", "duplicate_id", "flow_crosses_scope", "unknown_element"]
)
def test_no_rule_finds_fault_with_a_fair_drawing(code):
    quiet = {"label_required"}  # the flow x > 1 has no name
    assert code in quiet or found(draw_xml(FAIR), code) == []


CHANGED = {
    "duplicate_id": (b'id="b"', b'id="a"', "a"),
    "dangling_reference": (b'sourceRef="a" targetRef="b"', b'sourceRef="a" targetRef="gone"', "a-b"),
    "unknown_element": (b'<bpmn:task id="a" name="a"/>', b'<bpmn:task id="a"><bpmn:teleport x=""/></bpmn:task>', "a"),
    "default_with_condition": (
        b'<bpmn:sequenceFlow id="g-end" sourceRef="g" targetRef="end"/>',
        (
            b'<bpmn:sequenceFlow id="g-end" sourceRef="g" targetRef="end"><bpmn:conditionExpression>=y'
            b"</bpmn:conditionExpression></bpmn:sequenceFlow>"
        ),
        "g-end",
    ),
    "compensation_without_handler": (
        b'<bpmn:task id="b" name="b"/>',
        (
            b'<bpmn:task id="b" name="b"/><bpmn:boundaryEvent id="undo" attachedToRef="b">'
            b"<bpmn:compensateEventDefinition/></bpmn:boundaryEvent>"
        ),
        "undo",
    ),
    "flow_crosses_scope": (b'sourceRef="a" targetRef="b"', b'sourceRef="a" targetRef="inner"', "a-b"),
    "single_event_definition": (
        b'<bpmn:timerEventDefinition id="t-timer">',
        b'<bpmn:signalEventDefinition/><bpmn:timerEventDefinition id="t-timer">',
        "t",
    ),
}
BASE = draw_xml(
    "start -> a[task] -> b[task] -> g[xor] -(x)-> t[timer PT1H] -> s[scope] {\ninner[task]\n}\ng -(default)-> end"
)


@pytest.mark.parametrize("code", CHANGED)
def test_a_rule_finds_what_the_notation_cannot_draw(code):
    old, new, element = CHANGED[code]
    assert old in BASE
    assert found(BASE, code) == []
    assert found(BASE.replace(old, new), code) == [element]


def test_a_multi_instance_needs_a_collection_or_a_number():
    data = draw_xml("start -> a[task]{mi=items} -> end")
    assert found(data, "multi_instance_without_number") == []
    assert found(data.replace(b'inputCollection="=items"', b""), "multi_instance_without_number") == ["a"]


def test_names_of_messages_that_repeat_and_are_unused():
    drawn = draw_xml("start -> a[receive]{message=m key==k} -> b[receive]{message=m key==other} -> end")
    assert found(drawn, "global") == ["message-m-2"]


LABELLED = "start -> g[xor] -(x)-> a[task] -> end\ng -(default)-> b[task] -> end"


def label(flow):
    drawn, id_ = draw_xml(LABELLED), f'id="{flow}"'.encode()
    assert id_ in drawn
    return found(drawn.replace(id_, id_ + b' name="then"'), "superfluous_label")


def test_a_name_on_a_flow_that_nothing_chooses_is_superfluous():
    assert label("a-end") == ["a-end"]


@pytest.mark.parametrize("flow", ["g-a", "g-b"])
def test_a_name_on_a_flow_that_is_chosen_is_not(flow):
    assert label(flow) == []


@pytest.mark.parametrize(
    "drawing",
    [
        "start -> s[scope] {\nstart -> a[service] -> end\n}\ns -> end\ns ~(error E1)~> x[end]",
        "start -> s[scope] {\nstart -> bad[end error E1]\n}\ns -> end\ns ~(error E1)~> x[end]",
        "start -> s[scope] {\nstart -> bad[end error E1]\n}\ns -> end\ns ~(error)~> x[end]",
        "start -> s[scope] {\nstart -> c[call]{process=child} -> end\n}\ns -> end\ns ~(escalation E1)~> x[end]",
        "start -> s[scope] {\nstart -> t[throw escalation E1] -> end\n}\ns -> end\ns ~(?escalation E1)~> x[end]",
        "start -> s[transaction] {\nstart -> c[end cancel]\n}\ns -> end\ns ~(cancel)~> x[end]",
        "start -> a[user]{on-completing=look} -> end\nh[event-scope] {\nb[start error E1] -> end\n}",
        "start -> a[task]{on-start=look} -> end\na ~(error E1)~> x[end]",
    ],
)
def test_what_may_be_thrown_is_not_said_to_be_never_thrown(drawing):
    assert found(draw_xml(drawing), "never_thrown") == []


@pytest.mark.parametrize(
    ("drawing", "event"),
    [
        ("start -> s[scope] {\nstart -> bad[end error E2]\n}\ns -> end\ns ~(error E1)~> x[end]", "s-error"),
        ("start -> a[user] -> end\na ~(?escalation E1)~> x[end]", None),
        ("start -> s[transaction] {\nstart -> a[user] -> end\n}\ns -> end\ns ~(cancel)~> x[end]", "s-cancel"),
        ("start -> a[task] -> end\nh[event-scope] {\nb[start error E1] -> again[end error E1]\n}", "b"),
    ],
)
def test_what_nothing_inside_can_throw_is_said(drawing, event):
    assert found(draw_xml(drawing), "never_thrown") == ([event] if event else [])


@pytest.mark.parametrize(
    "drawing",
    [
        "start -> w[message paid =key] -> end",
        "a[receive]{message=order key==key instantiate=true} -> end",
        "start -> t[throw link go]\nc[catch link go] -> w[message paid =key] -> end",
        "start -> a[user] -> end\na ~(timer PT1H)~> w[message paid =key] -> end",
        "start -> s[ad-hoc] {\nw[message paid =key] -> b[task] -> w\n}\ns -> end",
        "start -> g[xor] -> w[message paid =key] -> g",
    ],
)
def test_what_a_path_leads_to_is_reachable(drawing):
    assert found(draw_xml(drawing), "unreachable_catch") == []


@pytest.mark.parametrize(
    "text",
    ["2030-01-31T09:00:00Z", "2030-01-31T09:00+08:00", "P1Y2M3DT4H5M6S", "PT0.5S", "P2W", "R/PT1H", "R3/PT1H",
     "R/2030-01-01T00:00:00Z/P1D", "=when", "cycle 0 0 9 * * MON-FRI", "cycle @daily"],
)  # fmt: skip
def test_timers_that_are_understood(text):
    assert found(draw_xml(f"start -> t[timer {text}] -> end"), "timer_text") == []


@pytest.mark.parametrize("text", ["P", "PT", "1h", "R3", "2030-01-31", "R3/soon", "tomorrow", "cycle daily"])
def test_timers_that_are_not_understood(text):
    assert found(draw_xml(f"start -> t[timer {text}] -> end"), "timer_text") == ["t"]


APPROVAL = b'<zeebe:userTask/><l:approval xmlns:l="urn:lingqu:bpmn:1" %s><l:seat who="head"/></l:approval>'


def approved(attributes: bytes) -> list[str]:
    data = draw_xml("start -> a[user] -> end").replace(b"<zeebe:userTask/>", APPROVAL % attributes)
    return found(data, "approval_policy")


@pytest.mark.parametrize("attributes", [b"", b'mode="any"', b'passRule="ratio:2/3" rejectRule="veto-holders"'])
def test_approvals_that_mean_something(attributes):
    assert approved(attributes) == []


@pytest.mark.parametrize(
    "attributes", [b'mode="some"', b'passRule="ratio:3/2"', b'onReject="send-back" sendBackTo="no"']
)
def test_approvals_that_mean_nothing(attributes):
    assert approved(attributes) == ["a"]


def extended(extension: str) -> list[str]:
    """What is said of a user task with this extension element."""
    ours = extension.replace("/>", ' xmlns:lingqu="urn:lingqu:bpmn:1"/>', 1).encode()
    data = draw_xml("start -> a[user] -> end").replace(b"<zeebe:userTask/>", ours)
    problems = [one for one in check(read(data)) if one.code == "lingqu_extension"]
    assert {one.element for one in problems} <= {"a"}
    return [one.message.code.removeprefix("checks.") for one in problems]


@pytest.mark.parametrize(
    "extension",
    [
        '<lingqu:copy to="group:audit"/>',
        '<lingqu:copy to="head:2" at="start"/>',
        '<lingqu:copy to="=watchers"/>',
        '<lingqu:urge after="PT4H" repeat="R3/PT1H" escalate="head"/>',
        '<lingqu:field name="amount" access="hidden"/>',
        '<lingqu:document type="order" id="=number"/>',
    ],
)
def test_extensions_that_mean_something(extension):
    assert extended(extension) == []


@pytest.mark.parametrize(
    ("extension", "said"),
    [
        ('<lingqu:copi to="group:audit"/>', "lingqu_extension"),
        ('<lingqu:copy to="group:audit" when="start"/>', "unknown_attribute"),
        ('<lingqu:copy to="audit"/>', "extension_value"),
        ('<lingqu:copy to="group:audit" at="middle"/>', "extension_value"),
        ('<lingqu:urge after="4 hours"/>', "extension_value"),
        ('<lingqu:field name="amount" access="raed"/>', "extension_value"),
        ('<lingqu:title template="=x"/>', "misplaced_extension"),
    ],
)
def test_slips_in_extensions_are_said(extension, said):
    assert extended(extension) == [said]


def test_an_extension_of_the_profile_that_means_nothing_there_is_a_warning():
    zeebe = b'xmlns:z="http://camunda.org/schema/zeebe/1.0"'
    data = draw_xml("start -> a[user] -> end").replace(b"<zeebe:userTask/>", b"<z:script %s expression='=1'/>" % zeebe)

    (told,) = (one for one in check(read(data)) if one.code == "lingqu_extension")
    assert (told.element, told.severity) == ("a", "warning")
    assert "zeebe:script" in told.message.text("en")


@pytest.mark.parametrize("seat", ['who="boss"', 'who="head" weight="many"'])
def test_slips_in_seats_are_said(seat):
    ours = f'<l:approval xmlns:l="urn:lingqu:bpmn:1"><l:seat {seat}/></l:approval>'.encode()
    data = draw_xml("start -> a[user] -> end").replace(b"<zeebe:userTask/>", ours)
    assert found(data, "lingqu_extension") == ["a"]


def test_seats_are_an_assignment():
    data = draw_xml("start -> a[user] -> end").replace(b"<zeebe:userTask/>", APPROVAL % b"")
    assert found(data, "unassigned_user_task") == []


def test_every_flow_of_a_fair_drawing_is_connected():
    assert [one for one in check(draw(FAIR)) if one.severity == "error"] == []
