"""Boundary events: what interrupts an activity, what only starts beside it, who catches an error."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu.engine import events as e

LATE = "start -> work[user] -> end\n work ~(timer PT1H)~> late[user] -> end"


def test_a_timer_interrupts_the_activity():
    case = given(LATE).start().wait(hours=1)

    assert case.waits_at == ["late"]
    assert case.case.tasks[0].owner == case.visit("late")


def test_a_timer_is_cancelled_when_the_activity_completes():
    case = given(LATE).start().complete("work")

    assert case.ended
    assert len(case.of(e.TimerCancelled)) == 1


def test_a_quiet_timer_starts_beside_the_activity_each_time():
    case = given("start -> work[user] -> end\n work ~(?timer R2/PT1H)~> remind[user] -> end").start().wait(hours=5)

    assert case.waits_at == ["remind", "remind", "work"]
    assert case.case.timers == []


def test_a_message_brings_its_variables():
    case = given("start -> work[user] -> end\n work ~(message stop =id)~> stopped[user] -> end").start(id="A")

    case.message("stop", "A", why="no money")

    assert case.waits_at == ["stopped"]
    assert case.variables["why"] == "no money"


def test_a_quiet_message_may_come_again():
    case = given("start -> work[user] -> end\n work ~(?message note =id)~> noted[user] -> end").start(id="A")

    case.message("note", "A").message("note", "A")

    assert case.waits_at == ["noted", "noted", "work"]


def test_an_error_of_a_worker_is_caught_on_the_boundary_with_its_variables():
    case = given("start -> pay[service] -> end\n pay ~(error NO_MONEY)~> ask[user] -> end").start()

    case.throw("pay", "NO_MONEY", missing=5)

    assert case.waits_at == ["ask"]
    assert case.variables == {"missing": 5}


def test_a_matching_code_comes_before_any():
    case = given("""
        start -> pay[service] -> end
        pay ~(any: error)~> other[user] -> end
        pay ~(this: error E1)~> exact[user] -> end
    """).start()

    assert case.throw("pay", "E1").waits_at == ["exact"]


def test_an_uncaught_error_is_an_incident_and_the_work_can_be_done_again():
    case = given("start -> pay[service] -> end").start().throw("pay", "E1")
    assert case.problems == ["unhandled-error"]

    case.resolve()

    assert case.complete("pay").ended


NESTED = """
    start -> outer[scope] {
        start -> inner[scope] {
            start -> fork[and] -> a[user] -> failed[end error E1]
                     fork -> b[user] -> end
        }
        inner -> end
    }
    outer -> end
    %s ~(error %s)~> caught[user] -> end
"""


@pytest.mark.parametrize("code", ["E1", ""])
def test_an_error_end_event_is_caught_further_out(code):
    case = given(NESTED % ("outer", code)).start().complete("a")

    assert case.waits_at == ["caught"]
    assert case.times("b") == 0


def test_an_error_of_another_code_is_not_caught():
    case = given(NESTED % ("outer", "E2")).start().complete("a")

    assert case.problems == ["unhandled-error"]
    assert case.waits_at == ["b"]


def test_the_boundary_event_was_brought_by_its_host():
    case = given(LATE).start()
    work = case.visit("work")

    case.wait(hours=1)

    boundary = case.visit("work-timer")
    assert next(tokens for n, _, _, tokens in case.case.lineage if n == boundary) == ((-1, work),)


def test_a_boundary_timer_that_is_none_is_an_incident_before_the_work_begins():
    case = given("start -> work[user] -> end\n work ~(timer =delay)~> late[user] -> end").start()
    assert case.problems == ["expression"]
    assert case.case.tasks == []

    case.set(delay="PT1H").resolve()

    assert len(case.case.tasks) == 1
    assert case.wait(hours=1).waits_at == ["late"]


def test_a_repeating_timer_that_cannot_be_read_any_more_is_an_incident_and_the_work_goes_on():
    case = given("start -> work[user] -> end\n work ~(?timer cycle =pace)~> remind[task] -> end").start(pace="R/PT1H")
    case.set(pace="never").wait(hours=1)
    assert case.problems == ["expression"]

    case.resolve()

    assert case.waits_at == ["work"]
    assert case.complete("work").ended
