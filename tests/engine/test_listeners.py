"""Execution listeners: jobs before an element is active and before it completes, and what waits for them."""

from __future__ import annotations

import pytest

from drawing import draw, draw_xml
from engine.given import Given, given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.errors import Conflict

BOTH = "start -> work[user]{on-start=a,b on-end=z in.x==y out.r==result} -> after[user] -> end"


def heard(case):
    """The open jobs of listeners: (event, type)."""
    created = {one.n: one.type for one in case.of(e.JobCreated)}
    return [(job.listener, created[job.n]) for job in case.case.jobs]


def done(case, **variables):
    """Complete the oldest job."""
    return case.do(c.CompleteJob(at=case.world.now, job=case.case.jobs[0].n, variables=variables))


def test_start_listeners_come_one_after_the_other_before_the_element_is_active():
    case = given(BOTH).start(y=1)
    assert heard(case) == [("start", "a")]
    assert case.case.tasks == []

    done(case)
    assert heard(case) == [("start", "b")]

    done(case)
    assert heard(case) == []
    assert case.waits_at == ["work"]
    assert len(case.case.tasks) == 1


def test_what_a_start_listener_brings_is_local_and_seen_by_the_element():
    drawing = "start -> work[user]{assignee==who on-start=a} -> end"
    case = done(given(drawing).start(), who="u1")

    assert case.case.tasks[0].assignee == "u1"
    assert case.variables == {}
    assert case.case.local_variables("work") == {"who": "u1"}


def test_end_listeners_come_after_the_output_mappings_and_bring_into_the_scope_around():
    case = given(BOTH).start(y=1)
    done(done(case)).complete("work", result=5)
    assert heard(case) == [("end", "z")]
    assert case.variables == {"y": 1, "r": 5}

    done(case, seen=True)

    assert case.waits_at == ["after"]
    assert case.variables == {"y": 1, "r": 5, "seen": True}


def test_boundary_events_do_not_listen_while_a_listener_is_at_work():
    drawing = "start -> work[user]{on-start=a on-end=z} -> end\n work ~(timer PT1H)~> late[user] -> end"
    case = given(drawing).start()
    assert case.case.timers == []

    done(case)
    assert len(case.case.timers) == 1

    case.complete("work")
    assert case.case.timers == []
    assert done(case).ended


def test_a_listener_without_retries_is_an_incident_and_nothing_else_is_lost():
    case = given(BOTH).start(y=1)
    case.do(c.FailJob(at=case.world.now, job=case.case.jobs[0].n, retries=0, error="no"))
    assert case.problems == ["job-no-retries"]

    case.resolve()

    assert heard(case) == [("start", "a")]
    assert heard(done(case)) == [("start", "b")]


def test_a_type_that_cannot_be_read_is_an_incident_and_is_tried_again():
    case = given("start -> work[user]{on-start==kind} -> end").start()
    assert case.problems == ["expression"]

    case.set(kind="a").resolve()

    assert heard(case) == [("start", "a")]
    assert done(case).waits_at == ["work"]


def test_a_type_of_an_end_listener_that_cannot_be_read_is_tried_again():
    case = given("start -> work[user]{on-end==kind} -> end").start().complete("work")
    assert case.problems == ["expression"]

    case.set(kind="z").resolve()

    assert heard(case) == [("end", "z")]
    assert done(case).ended


def test_a_flow_that_cannot_be_chosen_does_not_call_the_listeners_again():
    drawing = "start -> work[user]{on-end=z} -(x > 1)-> end"
    case = given(drawing).start(x=0).complete("work")
    done(case)
    assert case.problems == ["no-flow-selected"]

    case.set(x=2).resolve()

    assert case.ended
    assert len(case.of(e.JobCreated)) == 1


def test_a_listener_cannot_throw_an_error():
    case = given(BOTH).start(y=1)

    with pytest.raises(Conflict):
        case.do(c.ThrowJobError(at=case.world.now, job=case.case.jobs[0].n, code="E"))


def test_cancelling_takes_the_listeners_away():
    case = given(BOTH).start(y=1).cancel()

    assert case.case.jobs == []
    assert len(case.of(e.JobCancelled)) == 1


def test_each_run_of_a_multi_instance_has_its_listeners():
    case = given("start -> work[task]{mi=[1,2] on-start=a on-end=z} -> end").start()
    assert heard(case) == [("start", "a"), ("start", "a")]

    done(done(case))
    assert heard(case) == [("end", "z"), ("end", "z")]

    assert done(done(case)).ended
    assert case.times("work") == 2


def test_a_scope_completes_after_its_end_listeners():
    drawing = (
        "start -> part[scope]{on-start=a on-end=z} {\n start -> work[user] -> end\n }\n part -> after[user] -> end"
    )
    case = given(drawing).start()
    assert case.waits_at == []

    case = done(case).complete("work")
    assert heard(case) == [("end", "z")]

    assert done(case).waits_at == ["after"]


@pytest.mark.parametrize(
    "element",
    [
        "x[service]{on-start=a on-end=z}",
        "x[throw message m]{on-start=a on-end=z}",
        "x[catch timer PT0S]{on-start=a on-end=z}",
        "x[script]{expression==1 result=r on-start=a on-end=z}",
        "x[manual]{on-start=a on-end=z}",
    ],
)
def test_elements_of_all_kinds_have_listeners(element):
    case = given(f"start -> {element} -> end").start()
    assert heard(case) == [("start", "a")]

    done(case).wait(1)
    if not case.case.jobs[0].listener:
        case.complete("x")

    assert heard(case) == [("end", "z")]
    assert done(case).ended


def test_gateways_and_end_events_have_listeners():
    case = given("start -> g[xor]{on-start=a} -(x)-> stop[end]{on-start=b on-end=z}\n g -(default)-> end").start()

    done(case, x=True)
    assert heard(case) == [("start", "b")]
    assert done(done(case)).ended


# ---- the process --------------------------------------------------------------------------------------------------

LISTENERS = (
    b'<bpmn:extensionElements><zeebe:executionListeners><zeebe:executionListener eventType="start" type="a"/>'
    b'<zeebe:executionListener eventType="end" type="z"/></zeebe:executionListeners></bpmn:extensionElements>'
)


def process(drawing):
    xml = draw_xml(drawing)
    place = xml.index(b">", xml.index(b"<bpmn:process")) + 1
    return Given(xml[:place] + LISTENERS + xml[place:])


WITH_HANDLER = """
    start -> work[user] -> end
    on[event-scope] {
        start[start? message m] -> got[user] -> end
    }
"""


def test_a_process_begins_after_its_start_listeners_and_ends_after_its_end_listeners():
    case = process(WITH_HANDLER).start(x=1)
    assert heard(case) == [("start", "a")]
    assert (case.waits_at, case.case.subscriptions) == ([], [])

    done(case, y=2)
    assert case.waits_at == ["work"]
    assert len(case.case.subscriptions) == 1
    assert case.variables == {"x": 1, "y": 2}

    case.complete("work")
    assert heard(case) == [("end", "z")]
    assert case.case.subscriptions == []
    assert not case.ended

    assert done(case, z=3).ended
    assert case.variables == {"x": 1, "y": 2, "z": 3}


def test_start_listeners_come_before_all_that_a_process_without_a_start_event_begins_with():
    case = process("a[user] -> end\nb[user] -> end").start()
    assert [heard(case), case.case.tasks] == [[("start", "a")], []]

    assert done(case).waits_at == ["a", "b"]


def test_a_process_that_a_message_starts_waits_for_its_listeners_too():
    case = process("go[start message m]{out.r==amount} -> work[user] -> end").message("m", amount=5)
    case.key = next(iter(case.world.instances))
    assert heard(case) == [("start", "a")]

    assert done(case).waits_at == ["work"]
    assert case.variables == {"r": 5}


def test_a_process_can_be_cancelled_while_its_listeners_are_at_work():
    case = process(WITH_HANDLER).start().cancel()

    assert case.case.jobs == []
    assert not case.case.running


def test_a_caller_waits_for_the_end_listeners_of_the_called_process():
    child = process("start -> end")
    case = Given(draw_xml("start -> call[call]{process=process} -> after[user] -> end", "caller"), *child.xml)
    case.start("caller")
    called = next(one for one in case.world.instances.values() if one.program.id == "process")

    for _ in range(2):
        case.world.do(called.key, c.CompleteJob(at=case.world.now, job=called.jobs[0].n))

    assert case.waits_at == ["after"]


@pytest.mark.parametrize(
    ("drawing", "element"),
    [
        ("start[start]{on-start=a} -> end", "start"),
        ("start -> g[xor]{on-end=a} -> end", "g"),
        ("start -> e[end error E]{on-end=a}", "e"),
        ("start -> g[event-gateway] -> t[timer PT1H]{on-start=a} -> end", "t"),
        ("r[receive]{instantiate=true on-start=a} -> end", "r"),
        ("start -> a[user]{on-start=''} -> end", "a"),
        ("start -> a[service]{on-completing=a} -> end", "a"),
    ],
)
def test_where_nothing_waits_listeners_are_refused_by_name(drawing, element):
    assert element in {one.element for one in unsupported(draw(drawing))}
