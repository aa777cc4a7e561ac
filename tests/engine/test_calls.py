"""Call activities: another process runs, its variables go down and come up, errors and cancellation travel."""

from __future__ import annotations

import re

import pytest

from drawing import draw, draw_xml
from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.state import Status
from lingqu.engine.unsupported import unsupported
from lingqu.model.bpmn import read, write

CHILD = "start -> work[user] -> end"


def caller(options: str = "", more: str = "") -> str:
    return f"start -> call[call]{{process=child {options}}} -> after[user] -> end\n{more}"


def test_a_call_activity_waits_for_the_called_instance():
    case = given(caller(), child=CHILD).start()
    assert case.waits_at == ["work"]

    assert case.complete("work").waits_at == ["after"]


def test_all_variables_go_down_and_come_up_by_default():
    case = given(caller(), child=CHILD).start(x=1).complete("work", y=2)

    assert case.variables == {"x": 1, "y": 2}


def test_only_inputs_go_down_if_the_model_says_so():
    case = given(caller("inherit=false in.a==x"), child=CHILD).start(x=1)

    child = next(one for one in case.world.instances.values() if one.program.id == "child")
    assert child.variables() == {"a": 1}


def test_nothing_comes_up_if_the_model_says_so():
    case = given(caller("propagate=false"), child=CHILD).start().complete("work", y=2)

    assert case.waits_at == ["after"]
    assert case.variables == {}


def test_with_output_mappings_only_their_targets_come_up():
    case = given(caller("out.z==y*2"), child=CHILD).start().complete("work", y=2, x=1)

    assert case.variables == {"z": 4}


def test_the_called_process_may_be_a_formula():
    case = given("start -> call[call]{process==which} -> end", child=CHILD).start(which="child")

    assert case.waits_at == ["work"]


def test_a_process_that_is_not_deployed_is_an_incident():
    case = given(caller()).start()

    assert case.problems == ["called-process-missing"]


def test_cancelling_the_caller_cancels_the_called():
    case = given(caller(), child=CHILD).start().cancel()

    assert [one.status for one in case.world.instances.values()] == [Status.CANCELLED, Status.CANCELLED]


def test_an_interrupted_call_cancels_the_called_instance():
    case = given(caller(more="call ~(timer PT1H)~> late[user] -> end"), child=CHILD).start().wait(hours=1)

    assert case.waits_at == ["late"]


def test_an_error_of_the_called_process_is_caught_by_the_caller():
    child = "start -> work[user] -> failed[end error E1]"
    case = given(caller(more="call ~(error E1)~> caught[user] -> end"), child=child).start().complete("work")

    assert case.waits_at == ["caught"]


def test_an_error_goes_up_through_two_calls():
    middle = "start -> deeper[call]{process=bottom} -> end"
    bottom = "start -> failed[end error E1]"
    drawing = caller(more="call ~(error)~> caught[user] -> end")

    assert given(drawing, child=middle, bottom=bottom).start().waits_at == ["caught"]


def in_child(case):
    return next(one for one in case.world.instances.values() if one.program.id == "child")


def test_an_error_that_nobody_catches_is_an_incident_where_it_was_thrown_and_the_caller_waits_on():
    case = given(caller(), child="start -> work[service] -> end").start()
    called = in_child(case)
    case.world.do(called.key, c.ThrowJobError(at=case.world.now, job=called.jobs[0].n, code="E1", error="no stock"))

    assert case.problems == []
    assert [(one.kind, called.element_of(one)) for one in called.incidents] == [("unhandled-error", "work")]

    case.world.do(called.key, c.ResolveIncident(at=case.world.now, incident=called.incidents[0].n))

    assert case.waits_at == ["work"]
    assert case.complete("work").waits_at == ["after"]


def test_an_error_end_event_that_nobody_catches_is_an_incident_at_the_event():
    case = given(caller(), child="start -> broken[end error E1]").start()
    called = in_child(case)

    assert [called.element_of(one) for one in called.incidents] == ["broken"]
    assert called.running
    assert case.case.running


def test_whoever_catches_the_error_of_a_called_instance_cancels_it():
    child = "start -> fork[and] -> broken[end error E1]\n fork -> other[user] -> end"
    case = given(caller() + "\n call ~(error E1)~> caught[user] -> end", child=child).start()

    assert case.waits_at == ["caught"]
    assert in_child(case).status is Status.CANCELLED


def test_an_error_that_goes_up_two_calls_cancels_both():
    top = "start -> call[call]{process=middle} -> end\n call ~(error E1)~> caught[user] -> end"
    middle = "start -> deeper[call]{process=child} -> end"
    case = given(top, middle=middle, child="start -> broken[end error E1]").start()

    assert case.waits_at == ["caught"]
    assert [one.status for one in case.world.instances.values() if one.key != case.key] == [Status.CANCELLED] * 2


def test_an_error_that_nobody_of_two_callers_catches_stays_at_the_bottom():
    top = "start -> call[call]{process=middle} -> end"
    middle = "start -> deeper[call]{process=child} -> end"
    case = given(top, middle=middle, child="start -> broken[end error E1]").start()

    assert [len(one.incidents) for one in case.world.instances.values()] == [0, 0, 1]


def test_a_called_instance_that_was_cancelled_by_itself_is_an_incident():
    case = given(caller(), child=CHILD).start()
    called = next(one for one in case.world.instances.values() if one.program.id == "child")

    case.world.do(called.key, c.CancelInstance(at=case.world.now))

    assert case.problems == ["called-process-cancelled"]


def test_the_called_instance_knows_its_parent_and_root():
    case = given(caller(), child=CHILD).start()

    called = next(one for one in case.world.instances.values() if one.program.id == "child")
    assert called.state.head.root == case.key
    assert called.state.head.parent == case.key | case.visit("call")
    assert called.state.head.depth == 1


def test_endless_recursion_ends_in_an_incident():
    case = given("start -> again[call]{process=process} -> end").start()

    deepest = [one for one in case.world.instances.values() if one.incidents]
    assert [incident.kind for one in deepest for incident in one.incidents] == ["call-depth"]


def test_many_calls_at_once_ask_for_as_many_numbers():
    case = given("start -> call[call]{process=child count=20} -> end", child=CHILD).start()

    assert case.waits_at == ["work"] * 20
    assert len({one.child for one in case.of(e.ChildCalled)}) == 20


# ---- which version ------------------------------------------------------------------------------------------------


def tagged(tag: str, work: str) -> bytes:
    """A version of `child` with a tag, whose only task has a telling name."""
    mark = f'<bpmn:extensionElements><zeebe:versionTag value="{tag}"/></bpmn:extensionElements>'.encode()
    xml = draw_xml(f"start -> {work}[user] -> end", "child")
    return xml.replace(b'isExecutable="true">', b'isExecutable="true">' + mark, 1)


def test_a_version_is_called_by_its_tag_also_when_a_newer_one_is_there():
    case = given(caller("binding=versionTag tag=v1"), tagged("v1", "old"), tagged("v2", "new"))

    assert case.start().waits_at == ["old"]


def test_a_tag_that_no_version_has_is_an_incident_that_names_it():
    case = given(caller("binding=versionTag tag=v9"), tagged("v1", "old")).start()

    assert case.problems == ["called-process-missing"]
    assert case.of(e.IncidentRaised)[0].params["tag"] == "v9"


def test_what_was_deployed_together_is_called():
    assert given(caller("binding=deployment"), child=CHILD).start().waits_at == ["work"]
    assert given(caller("binding=deployment")).start().problems == ["called-process-missing"]


def test_a_process_that_only_messages_start_can_not_be_called_and_says_so():
    case = given(caller(), child="start[start message m] -> work[user] -> end").start()

    [incident] = case.of(e.IncidentRaised)
    assert (incident.kind, incident.code) == ("called-process-missing", "engine.called_no_start")


def test_a_process_that_calls_itself_without_end_stops_at_the_limit():
    case = given("start -> call[call]{process=process} -> end").start()

    kinds = [incident.kind for one in case.world.instances.values() for incident in one.incidents]
    assert kinds == ["call-depth"]


@pytest.mark.parametrize("options", ["binding=versionTag", "binding=newest"])
def test_a_binding_that_says_nothing_is_refused(options):
    assert "call" in [one.element for one in unsupported(draw(caller(options)))]


# ---- global tasks -------------------------------------------------------------------------------------------------


def with_task(drawing: str, task: str) -> bytes:
    """The drawing with a global task beside its process; call activities that call "child" call the task."""
    xml = draw_xml(drawing).replace(b"</bpmn:definitions>", f"{task}</bpmn:definitions>".encode())
    return re.sub(rb'<zeebe:calledElement processId="child"([^>]*)/>', rb"", xml).replace(
        b"<bpmn:callActivity", b'<bpmn:callActivity calledElement="child"'
    )


GLOBAL_USER = '<bpmn:globalUserTask id="child" name="check"/>'
SCRIPT = (
    '<bpmn:globalScriptTask id="child"><bpmn:extensionElements><zeebe:script expression="=x + 1" resultVariable="y"/>'
    "</bpmn:extensionElements></bpmn:globalScriptTask>"
)


def test_a_global_user_task_is_called_and_counts_under_its_own_id():
    case = given(with_task(caller(), GLOBAL_USER)).start()
    assert case.waits_at == ["child"]
    assert len(case.world.instances) == 1

    assert case.complete("child", ok=True).waits_at == ["after"]
    assert (case.times("child"), case.times("call")) == (1, 1)
    assert case.variables == {"ok": True}


def test_a_global_script_task_sees_what_the_call_maps_in_and_gives_what_it_maps_out():
    case = given(with_task(caller("in.x==a*10 out.z==y"), SCRIPT)).start(a=1)

    assert case.variables == {"a": 1, "z": 11}


@pytest.mark.parametrize("tag", ["globalTask", "globalManualTask"])
def test_other_global_tasks_pass(tag):
    assert given(with_task(caller(), f'<bpmn:{tag} id="child"/>')).start().waits_at == ["after"]


def test_two_calls_of_one_global_task_and_a_boundary_event_on_a_call():
    drawing = """
        start -> fork[and] -> one[call]{process=child} -> end
        fork -> two[call]{process=child count=2} -> end
        one ~(timer PT1H)~> late[user] -> end
    """
    case = given(with_task(drawing, GLOBAL_USER)).start()
    assert case.waits_at == ["child"] * 3

    case.wait(hours=1)
    assert case.waits_at == ["child", "child", "late"]
    assert case.complete("child").complete("child").complete("late").ended


def test_a_global_task_that_can_not_run_is_named():
    xml = with_task(caller(), '<bpmn:globalBusinessRuleTask id="child"/>')

    assert [one.element for one in unsupported(read(xml))] == ["child"]
    assert write(read(xml)) == write(read(write(read(xml))))
