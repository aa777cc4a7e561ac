"""Laws over generated rounds: a decision is final, monotone, single, and independent of what came after it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.rounds import TASK, Case
from lingqu.approvals import commands as c
from lingqu.approvals.decide import decide
from lingqu.approvals.policy import All, AnyOf, AtLeast, Policy, Ratio, Weight
from lingqu.approvals.state import Action, Seat, SeatState
from lingqu.kernel.errors import Conflict, Rejected

PEOPLE = "ABCDEF"

rules = st.one_of(
    st.just(All()),
    st.just(AnyOf()),
    st.integers(1, 6).map(lambda k: AtLeast(seats=k)),
    st.integers(1, 5).flatmap(lambda q: st.integers(1, q).map(lambda p: Ratio(p=p, q=q))),
    st.integers(1, 120).map(lambda w: Weight(least=Decimal(w))),
)
policies = st.builds(
    Policy,
    passing=rules,
    rejecting=st.sampled_from(["veto", "veto-holders", "impossible", "all"]),
    early_close=st.booleans(),
    on_reject=st.sampled_from(["end", "send-back", "flow", "nothing"]),
    order=st.sampled_from(["parallel", "sequential"]),
    counted=st.sampled_from(["every", "weighted"]),
)
places = st.lists(
    st.tuples(st.integers(0, 50), st.booleans()).map(lambda two: {"weight": Decimal(two[0]), "veto": two[1]}),
    min_size=1,
    max_size=6,
)
acts = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["approve", "reject", "back"])), max_size=12)


def votes(seats, drawn):
    """One action a seat, in the drawn order."""
    seen, made = set(), []
    for person, verb in drawn:
        n = PEOPLE.index(person) + 1
        if n > len(seats) or n in seen or verb == "back":
            continue
        seen.add(n)
        made.append(Action(n=len(made) + 1, at=len(made), verb=verb, person=person, seat=n))
    return made


@given(policies, places, acts)
def test_once_decided_no_later_action_changes_it(policy, drawn_seats, drawn_acts):
    seats = [Seat(n=n, person=PEOPLE[n - 1], **one) for n, one in enumerate(drawn_seats, 1)]
    actions = votes(seats, drawn_acts)
    standings = [decide(policy, seats, actions[:many]) for many in range(len(actions) + 1)]
    first = next((n for n, one in enumerate(standings) if one.standing != "pending"), len(standings))
    assert all(one == standings[first] for one in standings[first:])


@given(policies, places, acts)
def test_when_everybody_has_spoken_there_is_a_decision(policy, drawn_seats, drawn_acts):
    seats = [Seat(n=n, person=PEOPLE[n - 1], **one) for n, one in enumerate(drawn_seats, 1)]
    actions = votes(seats, drawn_acts)
    counted = any(seat.weight > 0 or policy.counted == "every" for seat in seats)
    if counted and len(actions) == len(seats):
        assert decide(policy, seats, actions).standing in ("passed", "rejected")


@given(policies, places, acts)
def test_cancelling_the_rest_does_not_change_why_it_was_decided(policy, drawn_seats, drawn_acts):
    seats = [Seat(n=n, person=PEOPLE[n - 1], **one) for n, one in enumerate(drawn_seats, 1)]
    actions = votes(seats, drawn_acts)
    spoke = {action.seat for action in actions}
    after = [
        msgspec.structs.replace(seat, state=SeatState.DECIDED if seat.n in spoke else SeatState.CANCELLED)
        for seat in seats
    ]
    assert decide(policy, seats, actions) == decide(policy, after, actions)


@settings(max_examples=200)
@given(policies, places, acts)
def test_any_story_folds_and_ends_in_one_verdict(policy, drawn_seats, drawn_acts):
    case = Case()
    case.do(c.OpenRound(at=case.tick(), task=TASK, element=3, policy=policy))
    seats = tuple(c.Place(person=PEOPLE[n], **one) for n, one in enumerate(drawn_seats))
    try:
        case.do(c.SeatsResolved(at=case.tick(), task=TASK, places=seats))
    except Rejected:
        assert not case.round.seated
        return
    verdicts = []
    for person, verb in drawn_acts:
        was_over = case.round.decided
        command = (
            c.SendBack(at=case.tick(), by=person, task=TASK)
            if verb == "back"
            else c.CastVote(at=case.tick(), by=person, task=TASK, vote=verb)
        )
        try:
            outcome = case.do(command)
        except Conflict:
            continue
        except Rejected:
            assert not was_over, "a decided round gave another answer than 409"
            continue
        assert not was_over, "a decided round took an act"
        verdicts += [outcome.verdict] if outcome.verdict else []
        case.turn()
    assert len(verdicts) == int(case.round.decided)
    if case.round.decided:
        assert not [seat for seat in case.round.seats if seat.state < SeatState.DECIDED], "a seat is left open"
