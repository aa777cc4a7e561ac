"""The ledger's rules by themselves: what may follow what, and what is to be done with a job that comes back."""

import pytest

from lingqu.hub.connecting import Idempotency
from lingqu.hub.lanes import WIDTH, Lanes
from lingqu.hub.ledger import TRANSITIONS, EffectState, Entry, Step, next_step

P, S, C, R, U = EffectState
NOW = 1_000_000


def entry(state, **more):
    given = {
        "job": 1, "tenant": "", "instance": 0, "document": 0, "connection": "x", "action": "y",
        "idempotency": Idempotency.LOOKUP, "state": state, "fence": 1, "attempts": 1, "business_key": "",
        "payload_hash": "", "created_at": 0, "sent_at": None, "settled_at": None, "next_at": None,
        "request": b"", "response": b"", "error": "",
    }  # fmt: skip
    return Entry(**{**given, **more})


def test_nothing_leads_from_unknown_to_sent():
    assert S not in TRANSITIONS[U]


def test_what_is_confirmed_stays_so():
    assert TRANSITIONS[C] == frozenset()


def test_only_what_is_planned_is_sent():
    assert [state for state, following in TRANSITIONS.items() if S in following] == [P]


@pytest.mark.parametrize(
    ("row", "step"),
    [
        (entry(P), Step.SEND),
        (entry(P, next_at=NOW + 1), Step.WAIT),
        (entry(R), Step.SEND),
        (entry(S, sent_at=NOW - 5000), Step.PROBE),
        (entry(S, sent_at=NOW - 500), Step.WAIT),  # the target may still be at work
        (entry(U, next_at=NOW), Step.PROBE),
        (entry(U, next_at=NOW + 1), Step.WAIT),
        (entry(C), Step.COMPLETE),
    ],
)
def test_what_follows_for_a_job_that_comes_back(row, step):
    assert next_step(row, NOW, settle_ms=2000)[0] is step


def test_a_lane_lets_in_a_few_at_a_time():
    lanes = Lanes()
    assert [lanes.enter("a", NOW) for _ in range(WIDTH)] == [0] * WIDTH
    assert lanes.enter("a", NOW) > NOW
    lanes.leave("a")
    assert lanes.enter("a", NOW) == 0


def test_a_dead_target_stops_its_own_lane_only():
    lanes = Lanes()
    until = lanes.failed("dead", NOW)
    assert lanes.enter("dead", NOW) == until > NOW
    assert lanes.enter("alive", NOW) == 0


def test_a_lane_rests_longer_each_time_but_not_for_ever():
    lanes = Lanes()
    rests = [lanes.failed("a", NOW) - NOW for _ in range(20)]
    assert rests == sorted(rests)
    assert rests[0] < rests[-1] == 30_000


def test_after_its_rest_one_call_tries_and_an_answer_opens_the_lane():
    lanes = Lanes()
    until = lanes.failed("a", NOW)
    assert lanes.enter("a", until) == 0
    assert lanes.enter("a", until) > until
    lanes.worked("a")
    assert lanes.enter("a", until) == 0


def test_a_target_s_own_wish_is_obeyed():
    lanes = Lanes()
    lanes.rest("a", NOW + 7000)
    assert lanes.enter("a", NOW + 6999) == NOW + 7000
    assert lanes.enter("a", NOW + 7000) == 0
