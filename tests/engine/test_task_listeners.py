"""Task listeners: jobs that are asked before a user task is created, assigned, updated or completed."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.kernel.errors import Conflict, Unprocessable

TASK = "start -> work[user]{on-assigning=as on-updating=up on-completing=c1,c2 out.r==result} -> after[user] -> end"


def listeners(case):
    return [job.listener for job in case.case.jobs]


def answer(case, **given):
    """A listener's job is completed, with what it says."""
    return case.do(c.CompleteJob(at=case.world.now, job=case.case.jobs[0].n, **given))


def assign(case, assignee, **given):
    return case.do(c.AssignTask(at=case.world.now, task=case.task("work"), assignee=assignee, **given))


def task(case):
    return next(one for one in case.case.tasks if case.case.element_of(one) == "work")


def test_completing_waits_for_all_listeners_and_keeps_its_variables():
    case = given(TASK).start().complete("work", result=5)
    assert (listeners(case), case.waits_at) == (["completing"], ["work"])
    assert case.variables == {}

    answer(answer(case))

    assert case.waits_at == ["after"]
    assert case.variables == {"r": 5}


def test_large_variables_wait_too():
    big = "长" * 40_000
    case = given(TASK).start().complete("work", result=big)

    assert answer(answer(case)).variables == {"r": big}


def test_a_listener_that_denies_leaves_the_task_as_it_was():
    case = given(TASK).start().complete("work", result=5)

    answer(case, denied=True, denied_reason="the amount is missing")

    assert (listeners(case), case.waits_at, case.variables) == ([], ["work"], {})
    [ended] = case.of(e.TaskChangeEnded)
    assert (ended.denied, ended.reason) == (True, "the amount is missing")
    assert answer(answer(case.complete("work", result=6))).variables == {"r": 6}


def test_assigning_can_be_corrected_and_denied():
    case = assign(given(TASK).start(), "u1")
    assert task(case).assignee == ""

    answer(case, corrections=c.Corrections(assignee="u2", priority=80))
    assert task(case).assignee == "u2"
    assert case.of(e.TaskUpdated)[-1].priority == 80

    answer(assign(case, "u3"), denied=True)
    assert task(case).assignee == "u2"


def test_corrections_that_are_denied_in_the_end_are_lost():
    case = given(TASK).start().complete("work")

    answer(case, corrections=c.Corrections(priority=99))
    answer(case, denied=True)

    assert case.of(e.TaskUpdated) == []


def test_updating_is_asked_about():
    case = given(TASK).start()
    case.do(c.UpdateTask(at=case.world.now, task=case.task("work"), priority=10, due=5))
    assert case.of(e.TaskUpdated) == []

    answer(case, corrections=c.Corrections(due=9))

    [updated] = case.of(e.TaskUpdated)
    assert (updated.priority, updated.due) == (10, 9)


def test_what_a_listener_brings_is_seen_by_the_next_and_local_to_the_task():
    case = given(TASK).start().complete("work", result=1)

    answer(case, variables={"checked": True})

    assert case.case.local_variables("work") == {"checked": True}


def test_nobody_asks_for_another_change_meanwhile():
    case = given(TASK).start().complete("work")

    with pytest.raises(Conflict):
        case.do(c.CompleteTask(at=case.world.now, task=case.task("work")))
    with pytest.raises(Conflict):
        assign(case, "u1")


def test_creating_comes_first_and_then_the_first_assignment():
    case = given("start -> work[user]{assignee=u1 on-creating=c on-assigning=as} -> end").start()
    assert listeners(case) == ["creating"]
    assert task(case).assignee == ""

    answer(case, corrections=c.Corrections(assignee="u2"))
    assert listeners(case) == ["assigning"]

    answer(case)
    assert task(case).assignee == "u2"


def test_a_first_assignment_that_is_denied_leaves_the_task_without_assignee():
    case = given("start -> work[user]{assignee=u1 on-assigning=as} -> end").start()

    answer(case, denied=True)

    assert task(case).assignee == ""


def test_creating_cannot_be_denied():
    case = given("start -> work[user]{on-creating=c} -> end").start()

    with pytest.raises(Conflict):
        answer(case, denied=True)
    assert answer(case).complete("work").ended


def test_a_type_that_cannot_be_read_is_an_incident_and_the_change_goes_on_when_it_is_resolved():
    case = given("start -> work[user]{on-completing==kind} -> end").start().complete("work")
    assert case.problems == ["expression"]

    case.set(kind="c").resolve()

    assert listeners(case) == ["completing"]
    assert answer(case).ended


def test_a_listener_without_retries_is_an_incident():
    case = given(TASK).start().complete("work")
    case.do(c.FailJob(at=case.world.now, job=case.case.jobs[0].n, retries=0))
    assert case.problems == ["job-no-retries"]

    assert answer(answer(case.resolve())).waits_at == ["after"]


def test_an_interrupting_boundary_event_takes_the_listeners_away():
    case = given(TASK + "\n work ~(timer PT1H)~> late[user] -> end").start().complete("work").wait(hours=1)

    assert (case.waits_at, case.case.jobs) == (["late"], [])


def test_only_task_listeners_deny():
    case = given("start -> work[user]{on-start=a} -> end").start()

    with pytest.raises(Unprocessable):
        answer(case, denied=True)


def test_start_and_end_listeners_stand_around_those_of_the_task():
    case = given("start -> work[user]{on-start=a on-creating=b on-completing=c on-end=d} -> end").start()
    told = listeners(case)
    told += listeners(answer(case))
    answer(case).complete("work")
    told += listeners(case)
    told += listeners(answer(case))

    assert told == ["start", "creating", "completing", "end"]
    assert answer(case).ended
