"""Complex gateways: activated by their condition, then waiting for what can still come, then reset."""

from __future__ import annotations

from engine.given import given
from lingqu.engine import events as e

TWO_OF_THREE = """
    start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 2"} -> after[user] -> end
             fork -> b[user] -> gate
             fork -> c[user] -> gate
"""


def test_tokens_wait_until_the_condition_holds():
    case = given(TWO_OF_THREE).start().complete("a")
    assert case.waits_at == ["b", "c"]

    assert case.complete("c").waits_at == ["after", "b"]


def test_what_comes_later_resets_the_gateway_and_passes_no_flow_that_has_no_condition():
    case = given(TWO_OF_THREE).start().complete("a").complete("b").complete("after")
    assert case.waits_at == ["c"]

    case.complete("c")

    assert case.ended
    assert case.times("after") == 1
    assert case.times("gate") == 1
    assert len(case.of(e.GatewayReset)) == 1


def test_a_token_that_can_not_come_any_more_is_not_waited_for():
    case = given(TWO_OF_THREE + "c ~(timer PT1H)~> gone[end]").start().complete("a").complete("b")
    assert case.of(e.GatewayReset) == []

    case.wait(hours=1)

    assert len(case.of(e.GatewayReset)) == 1
    assert case.waits_at == ["after"]


def test_conditions_behind_it_can_tell_the_start_from_the_reset():
    case = given("""
        start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"}
                 fork -> b[user] -> gate
        gate -(waitingForStart)-> first[user] -> end
        gate -(not(waitingForStart))-> rest[user] -> end
    """).start()

    assert case.complete("b").waits_at == ["a", "first"]
    assert case.complete("a").waits_at == ["first", "rest"]
    assert case.times("gate") == 2


def test_the_default_flow_is_taken_when_nothing_else_is_also_on_reset():
    case = given("""
        start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"}
                 fork -> b[user] -> gate
        gate -(waitingForStart)-> first[user] -> end
        gate -(default)-> rest[user] -> end
    """).start()

    assert case.complete("a").complete("b").waits_at == ["first", "rest"]


def test_a_condition_counts_by_flow():
    case = given("""
        start -> fork[and] -> a[user] -> gate[complex]{when='=get value(activationCounts, "a-gate") > 0'} -> after[user] -> end
                 fork -> b[user] -> gate
    """).start()
    assert case.complete("b").waits_at == ["a"]

    assert case.complete("a").waits_at == ["after"]


def test_after_a_reset_it_starts_again():
    case = given("""
        start -> again[xor] -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"} -> after[user] -> ask[xor]
                 fork -> b[user] -> gate
        ask -(more)-> again
        ask -(default)-> end
    """).start(more=True)
    case.complete("a").complete("b").complete("after")
    assert case.waits_at == ["a", "b"]

    case.complete("b", more=False)
    assert case.waits_at == ["a", "after"]
    assert case.complete("after").complete("a").ended


def test_a_token_on_the_way_back_to_the_gateway_is_waited_for_before_it_resets():
    case = (
        given("""
        start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"} -> after[user] -> end
                 fork -> b[user] -> c[user] -> gate
    """)
        .start()
        .complete("a")
    )

    case.complete("b")
    assert case.of(e.GatewayReset) == []
    assert case.complete("c").complete("after").ended


def test_a_second_token_on_a_flow_that_was_served_waits_for_the_next_start():
    case = given("""
        start -> twice[task]{gives=2} -> gate[complex]{when="=activationCount >= 1"} -> after[user] -> end
                 start2[task] -> gate
        start -> start2
    """).start()

    assert case.waits_at == ["after", "after"]
    assert case.times("gate") == 2


def test_a_condition_reads_data_and_is_judged_again_when_they_change():
    case = (
        given("""
        start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= needed"} -> after[user] -> end
                 fork -> b[user] -> gate
    """)
        .start(needed=2)
        .complete("a")
    )
    assert case.waits_at == ["b"]

    assert case.set(needed=1).waits_at == ["after", "b"]


def test_a_condition_that_is_neither_true_nor_false_is_one_incident_of_the_scope():
    case = (
        given("""
        start -> fork[and] -> a[user] -> gate[complex]{when="=wanted"} -> after[user] -> end
                 fork -> b[user] -> gate
    """)
        .start(wanted=7)
        .complete("a")
    )
    assert case.problems == ["expression"]
    assert case.complete("b").problems == ["expression"]

    case.set(wanted=True).resolve()

    assert (case.problems, case.waits_at) == ([], ["after"])


def test_no_flow_to_take_at_the_start_is_an_incident_on_reset_it_is_none():
    drawing = """
        start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"} -(go)-> after[user] -> end
                 fork -> b[user] -> gate
    """
    case = given(drawing).start(go=False).complete("a")
    assert case.problems == ["no-flow-selected"]
    assert case.complete("b").of(e.GatewayReset) == []

    case.set(go=True).resolve()
    assert case.waits_at == ["after", "after"]

    case = given(drawing).start(go=True).complete("a").complete("after").set(go=False).complete("b")
    assert (case.problems, case.ended) == ([], True)


def test_with_one_incoming_flow_it_splits_like_an_inclusive_gateway():
    case = given("""
        start -> gate[complex] -(x > 0)-> a[user] -> end
                 gate -(x > 1)-> b[user] -> end
                 gate -(default)-> c[user] -> end
    """)

    assert case.start(x=2).waits_at == ["a", "b"]
    assert given("start -> gate[complex] -(x > 0)-> a[user] -> end\n gate -(default)-> c[user] -> end").start(
        x=0
    ).waits_at == ["c"]


def test_an_interrupted_scope_takes_its_waiting_gateways_along():
    case = (
        given("""
        start -> part[scope] {
            start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"} -> after[user] -> end
                     fork -> b[user] -> gate
        }
        part -> end
        part ~(timer PT1H)~> late[user] -> end
    """)
        .start()
        .complete("a")
        .wait(hours=1)
    )

    assert case.waits_at == ["late"]
    assert case.complete("late").ended


def test_each_run_of_a_multi_instance_scope_has_its_own_gateway():
    case = (
        given("""
        start -> part[scope]{count=2} {
            start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"} -> end
                     fork -> b[user] -> gate
        }
        part -> end
    """)
        .start()
        .complete("a")
        .complete("a")
        .complete("b")
    )
    assert case.waits_at == ["b"]

    assert case.complete("b").ended


def test_going_back_before_the_gateway_takes_its_activation_back():
    case = given(TWO_OF_THREE).start().complete("a").complete("b").rewind("b")
    assert case.waits_at == ["b", "c"]

    case.complete("c")
    assert case.waits_at == ["after", "b"]
    assert case.complete("b").complete("after").ended


def test_without_a_flow_behind_it_the_path_ends_there():
    case = given("""
        start -> fork[and] -> a[user] -> gate[complex]{when="=activationCount >= 1"}
                 fork -> b[user] -> gate
    """).start()

    assert case.complete("a").complete("b").ended
