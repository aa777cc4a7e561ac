"""Rewind by lineage: what descends dies, other branches keep what they did, a join fires once."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.kernel.errors import Conflict, NotFound

CHAIN = "start -> s[user] -> a[user] -> b[user] -> end"
SPLIT = """
    start -> s[user] -> fork[and] -> b[user] -> join[and] -> f[user] -> end
                        fork -> d[user] -> e[user] -> join
"""


def test_the_run_goes_back_to_an_earlier_task():
    case = given(CHAIN).start().complete("s").complete("a")

    case.rewind("s")

    assert case.waits_at == ["s"]
    assert case.complete("s").complete("a").complete("b").ended


def test_the_element_is_entered_again_with_the_lineage_it_had():
    case = given(CHAIN).start().complete("s").complete("a")
    before = next(tokens for n, _, _, tokens in case.case.lineage if n == case.visit("a"))

    case.rewind("a")

    assert case.case.lineage[-1][3] == before


def test_a_join_that_has_fired_gives_back_the_token_of_the_other_branch():
    case = given(SPLIT).start().complete("s").complete("b").complete("d").complete("e")
    assert case.waits_at == ["f"]

    case.rewind("b")
    assert case.waits_at == ["b"]

    case.complete("b")
    assert case.waits_at == ["f"]
    assert case.times("d") == 1
    assert case.complete("f").ended


def test_the_sibling_keeps_its_work_while_one_branch_goes_back():
    case = given(SPLIT).start().complete("s").complete("b").complete("d")
    assert case.waits_at == ["e"]

    case.rewind("d", asker=case.visit("e"))

    assert case.waits_at == ["d"]
    assert case.complete("d").complete("e").waits_at == ["f"]
    assert case.times("b") == 1


def test_a_token_that_waits_at_the_join_is_taken_back_with_its_branch():
    case = given(SPLIT).start().complete("s").complete("b")

    case.rewind("b")

    assert case.waits_at == ["b", "d"]
    assert len(case.of(e.TokensDropped)) == 1
    assert case.complete("b").complete("d").complete("e").waits_at == ["f"]


def test_going_back_before_the_split_takes_both_branches_back():
    case = given(SPLIT).start().complete("s").complete("b").complete("d")

    case.rewind("s")

    assert case.waits_at == ["s"]
    assert case.complete("s").complete("b").complete("d").complete("e").complete("f").ended
    assert case.times("join") == 1


def test_a_branch_cannot_send_its_sibling_back():
    case = given(SPLIT).start().complete("s")

    with pytest.raises(Conflict, match="another parallel branch"):
        case.rewind("d", asker=case.visit("b"))


def test_a_visit_whose_scope_has_ended_cannot_be_gone_back_to():
    case = (
        given("""
        start -> part[scope] {
            start -> a[user] -> end
        }
        part -> b[user] -> end
    """)
        .start()
        .complete("a")
    )

    with pytest.raises(Conflict, match="scope"):
        case.rewind("a")


def test_a_visit_that_never_was_cannot_be_gone_back_to():
    case = given(CHAIN).start()

    with pytest.raises(NotFound):
        case.do(c.Rewind(at=0, target=12345))


def test_what_a_scope_holds_dies_with_it():
    case = (
        given("""
        start -> s[user] -> part[scope] {
            start -> a[user] -> end
        }
        part -> b[user] -> end
        part ~(timer PT1H)~> end
    """)
        .start()
        .complete("s")
    )

    case.rewind("s")

    assert case.waits_at == ["s"]
    assert case.case.timers == []


def test_going_back_inside_one_inner_instance_leaves_the_others_alone():
    case = (
        given("""
        start -> part[scope]{count=2} {
            start -> a[user] -> b[user] -> end
        }
        part -> end
    """)
        .start()
        .complete("a")
    )
    assert case.waits_at == ["a", "b"]

    case.rewind("a") if case.case.lineage[-1][1] == case.case.program.by_id["a"] else case.do(
        c.Rewind(
            at=case.world.now, target=next(n for n, o, *_ in case.case.lineage if o == case.case.program.by_id["a"])
        )
    )

    assert case.waits_at == ["a", "a"]


def test_the_dry_run_lists_what_would_die():
    from lingqu.engine.rewind import dry_run

    case = given(SPLIT).start().complete("s").complete("b").complete("d")

    plan = dry_run(case.case.state, case.visit("s"), case.case.lineage)

    assert plan.dies == (case.visit("e"),)
    assert plan.waits == (case.task("e"),)
    assert [token for _, _, token in plan.dropped] == [
        (case.case.program.nodes[case.case.program.by_id["b"]].outgoing[0].ordinal, case.visit("b"))
    ]


def test_after_two_returns_a_join_gets_each_token_back_once():
    case = given(SPLIT).start().complete("s").complete("b").complete("d").complete("e")
    case.rewind("b").complete("b")
    assert case.waits_at == ["f"]

    case.rewind("d")
    assert case.waits_at == ["d"]
    assert len(case.case.live_element(0).parked[case.case.program.by_id["join"]]) == 1

    assert case.complete("d").complete("e").waits_at == ["f"]
    assert case.complete("f").ended


def test_one_inner_instance_of_a_task_cannot_be_gone_back_to():
    case = given("start -> a[user]{count=2} -> end").start().complete("a")

    with pytest.raises(Conflict, match="one run of a multi-instance"):
        case.rewind("a")
