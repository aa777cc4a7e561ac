"""Conditional events: judged when they become active and after each change; they fire when they become true."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu.engine import events as e

WAITING = "start -> hot[condition =temperature > 30] -> cool[user] -> end"


def test_a_catching_event_waits_until_the_condition_is_true():
    case = given(WAITING).start(temperature=20)
    assert case.waits_at == ["hot"]

    assert case.set(temperature=25).waits_at == ["hot"]
    assert case.set(temperature=31).waits_at == ["cool"]


def test_a_condition_that_is_true_already_fires_at_once():
    assert given(WAITING).start(temperature=40).waits_at == ["cool"]


def test_null_is_not_true():
    assert given(WAITING).start().waits_at == ["hot"]


def test_nothing_is_left_of_a_condition_that_was_waited_for():
    case = given("start -> hot[condition =temperature > 30] -> end").start().set(temperature=31)

    assert case.ended
    assert len(case.of(e.ConditionClosed)) == 1


BOUNDARY = "start -> work[user] -> end\n work ~(%scondition =stop)~> stopped[user] -> end"


def test_an_interrupting_boundary_event_ends_the_activity_and_fires_once():
    case = given(BOUNDARY % "").start().set(stop=True)
    assert case.waits_at == ["stopped"]

    assert case.set(stop=False).set(stop=True).waits_at == ["stopped"]


def test_a_boundary_event_that_is_true_on_entry_fires_before_the_work_begins():
    case = given(BOUNDARY % "").start(stop=True)

    assert case.waits_at == ["stopped"]
    assert case.of(e.TaskCreated)[0].owner == case.visit("stopped")


def test_a_quiet_boundary_event_fires_again_only_after_the_condition_was_false():
    case = given(BOUNDARY % "?").start().set(stop=True, other=1).set(other=2)
    assert case.waits_at == ["stopped", "work"]

    assert case.set(stop=False).set(stop=True).waits_at == ["stopped", "stopped", "work"]


def test_a_script_interrupts_what_follows_it_before_it_is_reached():
    case = given("""
        start -> part[scope] {
            start -> count[script]{expression="=true" result=stop} -> next[task] -> end
        }
        part -> end
        part ~(condition =stop)~> stopped[user] -> end
    """).start()

    assert case.waits_at == ["stopped"]
    assert case.times("count") == 1
    assert case.times("next") == 0


WATCHED = """
    start -> work[user] -> end
    watch[event-scope] {
        start[start%s condition =stop] -> inside[user] -> end
    }
"""


def test_an_interrupting_event_subprocess_takes_the_place_of_its_scope():
    case = given(WATCHED % "").start().set(stop=True)
    assert case.waits_at == ["inside"]

    assert case.set(stop=False).set(stop=True).waits_at == ["inside"]
    assert case.complete("inside").ended


def test_an_event_subprocess_that_is_true_at_the_start_comes_before_everything_else():
    case = given(WATCHED % "").start(stop=True)

    assert case.waits_at == ["inside"]
    assert case.times("work") == 0
    assert case.complete("inside").ended


def test_a_quiet_event_subprocess_runs_beside_its_scope():
    case = given(WATCHED % "?").start().set(stop=True)

    assert case.waits_at == ["inside", "work"]
    assert case.complete("work").complete("inside").ended


def test_the_result_of_an_activity_does_not_interrupt_the_activity_itself():
    case = given(BOUNDARY % "").start().complete("work", stop=True)

    assert case.ended
    assert case.times("work") == 1


def test_behind_an_event_based_gateway_the_condition_may_be_first():
    case = given("""
        start -> first[event-gateway] -> hot[condition =temperature > 30] -> cool[user] -> end
        first -> late[timer PT1H] -> end
    """).start()

    assert case.set(temperature=31).waits_at == ["cool"]
    assert case.case.timers == []


def test_a_local_variable_is_seen_by_the_activity_that_has_it():
    case = given("""
        start -> fork[and] -> a[user]{in.stop==false} -> end
        fork -> b[user]{in.stop==false} -> end
        a ~(condition =stop)~> stopped[user] -> end
        b ~(condition =stop)~> other[user] -> end
    """).start()

    case.set(case.visit("a"), local=True, stop=True)

    assert case.waits_at == ["b", "stopped"]


def test_each_of_many_inner_instances_watches_its_own():
    case = given("""
        start -> part[scope]{count=40} {
            start -> work[user] -> end
            watch[event-scope] {
                start[start condition =stop] -> inside[user] -> end
            }
        }
        part -> end
    """).start()

    assert case.set(stop=True).waits_at == ["inside"] * 40


@pytest.mark.parametrize("drawing", [WAITING, BOUNDARY.replace("stop)", "temperature > 30)") % ""])
def test_a_condition_that_cannot_be_judged_is_one_incident_until_it_can(drawing):
    case = given(drawing.replace("temperature > 30", "if temperature > 30 then true else 7")).start(temperature=1)
    assert case.problems == ["expression"]
    assert case.set(temperature=2).problems == ["expression"]

    case.set(temperature=31)

    assert case.problems == []
    assert case.waits_at in (["cool"], ["stopped"])


def test_resolving_judges_a_condition_again():
    case = given("start -> hot[condition =if on = 1 then true else 7] -> end").start(on=2)
    assert case.problems == ["expression"]

    assert case.resolve().problems == ["expression"]


def test_a_rewind_sets_the_condition_again():
    case = given("start -> first[user] -> hot[condition =temperature > 30] -> cool[user] -> end").start()
    case.complete("first", temperature=31).rewind("first").complete("first", temperature=5)

    assert case.waits_at == ["hot"]


def test_tokens_on_their_way_end_with_everything_else_in_the_scope():
    case = given("start -> fork[and] -> stop[end terminate]\n fork -> work[user] -> end").start()

    assert case.ended
    assert case.times("work") == 0
