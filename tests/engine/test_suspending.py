"""Suspended instances: nothing moves, nothing is lost, and what waited is done in its order."""

import typing

import pytest

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine import pausing
from lingqu.engine.state import Held, Waiting
from lingqu.kernel.errors import Conflict, NotFound

ONE_JOB = "start -> pack[service]{type=pack} -> check[user] -> end"
RACE = """
    start -> wait[receive]{message=paid key==order} -> paid[user] -> end
    wait ~(late: timer PT1H)~> remind[user] -> end
"""
CALLER = "start -> call[call]{process=child} -> after[user] -> end"
CHILD = "start -> inner[user] -> end"


def suspend(case):
    return case.do(c.SuspendInstance(at=case.world.now))


def resume(case):
    return case.do(c.ResumeInstance(at=case.world.now))


def held(case):
    return [record for record in case.case.state.shelf.records() if isinstance(record, Held)]


def test_a_jobs_result_waits_until_the_instance_goes_on():
    case = given(ONE_JOB).start()

    suspend(case).complete("pack", parcel="P1")
    assert case.times("pack") == 0
    assert "parcel" not in case.variables

    resume(case)
    assert case.waits_at == ["check"]
    assert case.variables["parcel"] == "P1"
    assert held(case) == []


def test_a_job_that_was_answered_cannot_be_answered_again():
    case = given(ONE_JOB).start()
    job = case.job("pack")
    suspend(case).complete("pack")

    with pytest.raises(NotFound):
        case.do(c.CompleteJob(at=case.world.now, job=job))


def test_a_job_that_failed_meanwhile_can_be_tried_again_after_it():
    case = suspend(given(ONE_JOB).start()).fail("pack", retries=1)

    resume(case)

    assert case.case.jobs[0].retries == 1
    assert case.complete("pack").waits_at == ["check"]


def test_a_large_result_waits_by_reference():
    long = "x" * 9000
    case = suspend(given(ONE_JOB).start()).complete("pack", text=long)
    assert len(str(case.last)) < 2000

    assert resume(case).variables["text"] == long


def test_a_user_task_is_refused_with_a_clear_message():
    case = suspend(given("start -> check[user] -> end").start())

    for command in (
        c.CompleteTask(at=case.world.now, task=case.task("check")),
        c.AssignTask(at=case.world.now, task=case.task("check"), assignee="a"),
    ):
        with pytest.raises(Conflict, match="suspended"):
            case.do(command)
    assert resume(case).complete("check").ended


def test_a_message_waits_and_a_timer_fires_late():
    case = suspend(given(RACE).start(order="1"))
    case.message("paid", "1", amount=5).wait(hours=2)
    assert case.times("wait") == 0

    resume(case)

    assert case.waits_at == ["paid"]  # the message came first
    assert case.variables["amount"] == 5


def test_a_timer_that_was_due_before_the_message_comes_first():
    case = suspend(given(RACE).start(order="1"))
    case.wait(hours=2).message("paid", "1")

    resume(case)

    assert case.waits_at == ["remind"]


def test_a_message_that_comes_too_late_is_given_back_to_others():
    case = given(RACE)
    case.start(order="1")
    suspend(case).wait(hours=2).message("paid", "1")
    case.start(order="1")

    resume(case)

    assert case.waits_at == ["paid", "remind"]
    assert [event.name for event in case.of(e.MessagePublished)] == ["paid"]


def test_signals_wait_too():
    case = suspend(given("start -> on[catch signal go] -> after[user] -> end").start())
    case.signal("go", n=1)

    assert resume(case).waits_at == ["after"]
    assert case.variables["n"] == 1


def test_a_repeating_timer_makes_up_for_what_it_missed():
    case = given("start -> a[user] -> end\na ~(?timer R3/PT1H)~> note[task] -> done[end]").start()

    suspend(case).wait(hours=5)
    assert case.times("note") == 0

    resume(case).wait(minutes=1)
    assert case.times("note") == 3


def test_called_instances_are_suspended_and_resumed_with_their_caller():
    case = given(process=CALLER, child=CHILD).start()
    suspend(case)
    child = next(one for one in case.world.instances.values() if one.key != case.key)

    assert child.status.name == "SUSPENDED"
    with pytest.raises(Conflict, match="called it"):
        case.world.do(child.key, c.ResumeInstance(at=case.world.now))

    resume(case).complete("inner")
    assert case.waits_at == ["after"]


def test_a_child_that_was_suspended_itself_stays_so_when_its_caller_goes_on():
    case = given(process=CALLER, child=CHILD).start()
    child = next(one for one in case.world.instances.values() if one.key != case.key)
    case.world.do(child.key, c.SuspendInstance(at=case.world.now))

    resume(suspend(case))
    assert child.status.name == "SUSPENDED"

    case.world.do(child.key, c.ResumeInstance(at=case.world.now))
    assert case.complete("inner").waits_at == ["after"]


def test_a_letter_of_a_child_waits_for_its_suspended_caller():
    case = given(process=CALLER, child=CHILD).start()
    child = next(one for one in case.world.instances.values() if one.key != case.key)
    suspend(case)
    case.world.do(child.key, c.CancelInstance(at=case.world.now))
    assert case.problems == []

    assert resume(case).problems == ["called-process-cancelled"]


def test_variables_can_be_set_and_conditions_are_judged_when_it_goes_on():
    case = given("start -> a[user] -> end\na ~(condition =ok)~> b[user] -> end").start(ok=False)

    suspend(case).set(ok=True)
    assert case.case.waiting() == ["a"]

    assert resume(case).waits_at == ["b"]


def test_retries_can_be_set_meanwhile():
    case = suspend(given(ONE_JOB).start())

    case.do(c.SetJobRetries(at=case.world.now, job=case.job("pack"), retries=7))

    assert resume(case).case.jobs[0].retries == 7


def test_a_suspended_instance_can_be_cancelled_and_leaves_nothing():
    case = suspend(given(ONE_JOB).start()).complete("pack")

    case.cancel()

    assert case.case.status.name == "CANCELLED"
    assert list(case.case.state.shelf.records()) == []


def test_the_jobs_that_pause_are_those_without_incident():
    case = given("start -> f[and] -> a[service]{type=a} -> end\nf -> b[service]{type=b} -> end").start()
    case.fail("a", retries=0)

    suspend(case)

    assert case.last[0].jobs == (case.job("b"),)


@pytest.mark.parametrize("twice", [c.SuspendInstance, c.ResumeInstance])
def test_nothing_is_suspended_or_resumed_twice(twice):
    case = given(ONE_JOB).start()
    if twice is c.SuspendInstance:
        suspend(case)

    with pytest.raises(Conflict):
        case.do(twice(at=case.world.now))


def test_every_command_waits_is_done_or_is_refused():
    kinds = [set(pausing.WAITS), set(pausing.AT_ONCE), set(pausing.REFUSED)]

    assert set.union(*kinds) == set(c.Command.__subclasses__())
    assert sum(map(len, kinds)) == len(set.union(*kinds))
    assert set(pausing.WAITS) == set(typing.get_args(Waiting))
