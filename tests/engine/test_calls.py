"""Call activities: another process runs, its variables go down and come up, errors and cancellation travel."""

from __future__ import annotations

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.state import Status

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
