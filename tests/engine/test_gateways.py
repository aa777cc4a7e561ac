"""Exclusive and parallel gateways, drawn."""

from __future__ import annotations

from engine.given import given
from lingqu.engine import events as e

FORK_AND_JOIN = """
    start -> fork[and] -> legal[user] -> join[and] -> end
             fork -> finance[user] -> join
"""

CHECK = """
    start -> check[xor] -(amount > 1000)-> boss[user] -> end
             check -(default)-> clerk[user] -> end
"""


def test_a_join_waits_for_every_branch():
    case = given(FORK_AND_JOIN).start()
    assert case.waits_at == ["finance", "legal"]

    case.complete("legal")

    assert case.waits_at == ["finance"]


def test_the_last_branch_carries_the_join():
    case = given(FORK_AND_JOIN).start().complete("legal").complete("finance")

    assert case.ended
    assert case.times("join") == 1


def test_a_join_counts_tokens_per_flow():
    case = given("""
        start -> fork[and] -> a[xor] -> join[and] -> after[user] -> end
                 fork -> b[xor] -> a
                 fork -> slow[user] -> join
    """).start()
    assert case.waits_at == ["slow"]

    case.complete("slow")

    assert case.waits_at == ["after"]
    assert len(case.of(e.TokensJoined)[0].tokens) == 2
    assert not case.complete("after").ended  # the second token still waits at the join


def test_a_parallel_gateway_judges_no_condition():
    case = given("""
        start -> fork[and] -(amount > 1000)-> legal[user] -> end
                 fork -(colour = )-> finance[user] -> end
    """).start(amount=1)

    assert case.waits_at == ["finance", "legal"]


def test_the_first_flow_whose_condition_holds_is_taken():
    assert given(CHECK).start(amount=2000).waits_at == ["boss"]


def test_without_a_true_condition_the_default_is_taken():
    assert given(CHECK).start(amount=10).waits_at == ["clerk"]


def test_a_condition_that_is_null_does_not_hold():
    assert given(CHECK).start().waits_at == ["clerk"]


def test_no_flow_at_all_is_an_incident_that_can_be_resolved():
    case = given("start -> check[xor] -(ok = true)-> a[user] -> end\n check -(ok = false)-> b[user] -> end").start()
    assert case.problems == ["no-flow-selected"]

    case.set(ok=False).resolve()

    assert case.problems == []
    assert case.waits_at == ["b"]


def test_a_condition_that_is_not_boolean_is_an_incident():
    case = given("start -> check[xor] -(x)-> a[user] -> end\n check -(default)-> b[user] -> end").start(x="yes")

    assert case.problems == ["expression"]


def test_every_activation_tells_who_brought_it():
    case = given(FORK_AND_JOIN).start().complete("legal").complete("finance")

    join = next(one for one in case.of(e.ElementActivated) if one.element == case.case.program.by_id["join"])
    assert {source for _, source in join.brought_by} == {case.visit("legal"), case.visit("finance")}
