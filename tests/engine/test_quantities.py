"""Token quantities: how many tokens an activity needs to begin, and how many it gives."""

from __future__ import annotations

import pytest

from drawing import draw
from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine.unsupported import unsupported


def test_an_activity_begins_when_as_many_tokens_have_come():
    case = given("""
        start -> fork[and] -> a[user] -> both[user]{needs=2} -> end
                 fork -> b[user] -> both
    """).start()
    assert case.complete("a").waits_at == ["b"]

    assert case.complete("b").waits_at == ["both"]
    assert case.complete("both").ended


def test_the_tokens_may_come_along_one_flow():
    case = given("start -> make[task]{gives=4} -> pair[user]{needs=2} -> end").start()

    assert case.waits_at == ["pair", "pair"]


def test_an_activity_gives_as_many_tokens_along_each_flow():
    case = given("start -> make[task]{gives=2} -> a[user] -> end\n make -> b[user] -> end").start()

    assert case.waits_at == ["a", "a", "b", "b"]


def test_only_flows_whose_condition_holds_get_tokens():
    case = given("start -> make[task]{gives=3} -(x)-> a[user] -> end\n make -(default)-> b[user] -> end").start(x=True)

    assert case.waits_at == ["a", "a", "a"]


def test_tokens_too_few_wait_for_ever():
    case = given("start -> make[task]{gives=3} -> pair[task]{needs=2} -> end").start()

    assert case.waits_at == []
    assert case.case.running
    assert case.times("pair") == 1


def test_a_boundary_event_gives_one_token():
    case = given("start -> a[user]{gives=2} -> b[user] -> end\n a ~(timer PT1H)~> late[user] -> end").start()

    assert case.wait(hours=1).waits_at == ["late"]


def test_a_multi_instance_gathers_before_it_begins_and_gives_when_all_are_done():
    case = given("start -> make[task]{gives=2} -> many[user]{count=2 needs=2 gives=3} -> a[user] -> end").start()
    assert case.waits_at == ["many", "many"]

    assert case.complete("many").complete("many").waits_at == ["a", "a", "a"]


def test_a_scope_gathers_and_gives_like_any_activity():
    case = given("""
        start -> make[task]{gives=2} -> part[scope]{needs=2 gives=2} {
            start -> inner[user] -> end
        }
        part -> a[user] -> end
    """).start()
    assert case.waits_at == ["inner"]

    assert case.complete("inner").waits_at == ["a", "a"]


def test_a_parallel_join_takes_one_token_of_each_flow():
    case = given("""
        start -> fork[and] -> two[task]{gives=2} -> join[and] -> after[user] -> end
                 fork -> one[task] -> join
    """).start()

    assert case.waits_at == ["after"]
    assert case.complete("after").case.running


def test_an_inclusive_join_waits_for_tokens_that_gather():
    case = (
        given("""
        start -> fork[and] -> a[user] -> both[task]{needs=2} -> join[or] -> after[user] -> end
                 fork -> b[user] -> both
                 fork -> c[user] -> join
    """)
        .start()
        .complete("c")
        .complete("a")
    )
    assert case.waits_at == ["b"]

    assert case.complete("b").waits_at == ["after"]


def test_gathered_tokens_go_when_their_scope_ends():
    case = (
        given("""
        start -> part[scope] {
            start -> fork[and] -> a[user] -> both[user]{needs=2} -> end
                     fork -> b[user] -> both
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


@pytest.mark.parametrize(
    "drawing",
    [
        "start -> a[task]{needs=0} -> end",
        "start -> a[task]{gives=0} -> end",
        "start -> g[event-gateway] -> a[receive]{needs=2} -> end\n g -> t[timer PT1H] -> end",
        "start -> b[user] -> end\n b ~(compensation)~> a[task]{needs=2}",
    ],
)
def test_quantities_that_can_not_be_gathered_are_refused(drawing):
    assert ("a", "engine.unsupported_feature") in [(one.element, one.code) for one in unsupported(draw(drawing))]


def test_going_back_to_an_activity_takes_all_its_tokens_back():
    case = given("start -> a[user] -> make[task]{gives=2} -> b[user] -> end").start().complete("a").complete("b")

    case.rewind("a")

    assert case.waits_at == ["a"]
    assert case.complete("a").waits_at == ["b", "b"]


def test_going_back_to_one_of_several_tokens_leaves_the_others():
    case = given("start -> make[task]{gives=2} -> b[user] -> c[user] -> end").start()
    case.complete("b")
    assert case.waits_at == ["b", "c"]

    first = next(n for n, where, *_ in case.case.lineage if where == case.case.program.by_id["b"])
    case.do(c.Rewind(at=case.world.now, target=first))

    assert case.waits_at == ["b", "b"]


def test_going_back_with_one_token_gives_the_gathered_other_one_back():
    case = given("start -> make[task]{gives=2} -> b[user] -> pair[user]{needs=2} -> end").start()
    case.complete("b").complete("b")
    assert case.waits_at == ["pair"]
    first = next(n for n, where, *_ in case.case.lineage if where == case.case.program.by_id["b"])

    case.do(c.Rewind(at=case.world.now, target=first))

    assert case.waits_at == ["b"]
    assert case.complete("b").waits_at == ["pair"]
