"""Inclusive gateways: every flow that holds, and a join that waits for what can still come."""

from __future__ import annotations

from engine.given import given

FORK = """
    start -> fork[or] -(x > 0)-> a[user] -> join[or] -> after[user] -> end
             fork -(x > 1)-> b[user] -> join
             fork -(x > 2)-> c[user] -> join
"""


def test_every_flow_that_holds_is_taken():
    assert given(FORK).start(x=2).waits_at == ["a", "b"]


def test_the_join_waits_for_those_that_were_taken():
    case = given(FORK).start(x=2).complete("a")
    assert case.waits_at == ["b"]

    assert case.complete("b").waits_at == ["after"]
    assert case.times("join") == 1


def test_one_flow_alone_passes_the_join():
    assert given(FORK).start(x=1).complete("a").waits_at == ["after"]


def test_a_token_that_was_interrupted_is_waited_for_no_more():
    case = given(FORK + "b ~(timer PT1H)~> late[user] -> end").start(x=2).complete("a")

    assert case.wait(hours=1).waits_at == ["after", "late"]


def test_nothing_to_take_is_an_incident():
    assert given(FORK).start(x=0).problems == ["no-flow-selected"]
