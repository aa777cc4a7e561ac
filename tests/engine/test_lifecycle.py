"""The table of legal moves, and that real histories keep to it."""

from __future__ import annotations

from engine.given import given
from lingqu.engine import events as e
from lingqu.engine.apply import APPLY
from lingqu.engine.lifecycle import MOVES, TOLD_BY, legal
from lingqu.engine.state import Lifecycle


def test_every_event_is_applied():
    assert set(APPLY) == set(e.Event.__subclasses__())


def test_every_state_can_be_left_for_an_end_or_is_one():
    for state in Lifecycle:
        assert MOVES[state] or state in (Lifecycle.COMPLETED, Lifecycle.TERMINATED)


def test_nothing_comes_back_from_the_end():
    assert not any(legal(Lifecycle.COMPLETED, state) for state in Lifecycle)


def test_a_run_with_incidents_keeps_to_the_table():
    case = (
        given("""
        start -> a[user]{out.y==x} -> g[xor] -(y > 1)-> b[service]{type==kind} -> end
        a ~(timer PT1H)~> end
    """)
        .start()
        .complete("a")
        .set(y=2, kind="k")
        .resolve()
        .complete("b")
    )
    moves = {event: state for state, event in TOLD_BY.items()}
    now: dict[int, Lifecycle] = {}

    for event in case.events:
        if type(event) in moves:
            assert legal(now.get(event.n), moves[type(event)]), event
            now[event.n] = moves[type(event)]
    assert set(now.values()) <= {Lifecycle.COMPLETED, Lifecycle.TERMINATED}
