"""Standard loops: an activity runs again while its condition holds, tested before or after, at most so often."""

from __future__ import annotations

from engine.given import given

AFTER = "start -> work[user]{while==more} -> after[user] -> end"


def test_tested_after_the_activity_runs_at_least_once():
    case = given(AFTER).start(more=False)
    assert case.waits_at == ["work"]

    assert case.complete("work").waits_at == ["after"]


def test_it_runs_again_while_what_a_run_brings_keeps_the_condition():
    case = given(AFTER).start().complete("work", more=True).complete("work", more=True)
    assert case.waits_at == ["work"]

    assert case.complete("work", more=False).waits_at == ["after"]
    assert case.times("work") == 3


def test_tested_before_it_may_never_run():
    case = given("start -> work[user]{while==more test-before=true} -> after[user] -> end").start(more=False)

    assert case.waits_at == ["after"]
    assert case.times("work") == 0


def test_a_maximum_ends_the_loop():
    case = given("start -> work[user]{while==true most=2} -> after[user] -> end").start().complete("work")
    assert case.waits_at == ["work"]

    assert case.complete("work").waits_at == ["after"]


def test_a_maximum_alone_is_a_number_of_runs():
    case = given("start -> work[task]{most=3} -> end").start()

    assert case.ended
    assert case.times("work") == 3


def test_the_counter_of_a_run_counts_from_one_tested_before_or_after():
    for first in ("false", "true"):
        case = given(f"""
            start -> work[script]{{expression="=append(seen, loopCounter)" result=seen while="=loopCounter < 3" test-before={first}}} -> end
        """).start(seen=[])
        assert case.variables["seen"] == [1, 2, 3]


def test_a_scope_can_loop_and_an_event_on_its_boundary_ends_the_whole():
    case = (
        given("""
        start -> part[scope]{while==more} {
            start -> work[user] -> end
        }
        part -> end
        part ~(message stop =1)~> stopped[user] -> end
    """)
        .start()
        .complete("work", more=True)
    )
    assert case.waits_at == ["work"]

    assert case.message("stop", "1").waits_at == ["stopped"]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident_at_the_end_of_the_run():
    case = given(AFTER).start().complete("work", more=7)
    assert case.problems == ["expression"]

    case.set(more=False).resolve()

    assert case.waits_at == ["after"]


def test_a_loop_without_rest_is_an_incident_not_a_hang():
    assert given("start -> work[task]{while==true} -> end").start().problems == ["loop-limit"]


def test_the_runs_of_a_loop_are_undone_one_by_one():
    case = (
        given("""
        start -> work[user]{most=2} -> undo[throw compensation] -> after[user] -> end
        work ~(compensation)~> back[user]
    """)
        .start()
        .complete("work")
        .complete("work")
    )
    assert case.waits_at == ["back"]

    assert case.complete("back").waits_at == ["back"]
    assert case.complete("back").waits_at == ["after"]
