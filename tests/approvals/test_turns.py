"""Sequential rounds, transfers, troubles, copies and urging."""

from __future__ import annotations

import pytest

from approvals.rounds import TASK, Case, given
from lingqu.approvals import commands as c
from lingqu.approvals.state import Ladder, SeatState
from lingqu.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unprocessable
from lingqu.model.bpmn.lingqu import Approval


def test_seats_open_one_after_the_other():
    case = given("; A B C", mode="sequential")
    assert case.table == "A active, B waiting, C waiting"
    assert case.does("A yes").table == "A decided, B active, C waiting"


def test_whose_turn_has_not_come_may_not_act():
    with pytest.raises(Forbidden, match="not your turn"):
        given("; A B", mode="sequential").does("B yes")


def test_a_transferred_seat_keeps_its_place_and_the_log_keeps_the_chain():
    case = given("; A B C", mode="sequential").does("A to D")
    assert case.table == "D active, B waiting, C waiting"
    assert (case.round.seats[0].chain, case.round.seats[0].origin) == (("A",), "transferred")
    case.does("D yes")
    assert case.table == "D decided, B active, C waiting"
    assert [(act.person, act.verb, act.to) for act in case.round.actions] == [
        ("A", "transfer", ("D",)),
        ("D", "approve", ()),
    ]


def test_a_transferred_seat_keeps_its_weight_and_veto():
    case = given("weight:60, veto-holders; A*50 C*20!").does("C to D", "D no")
    assert case.stands == "rejected"


def test_who_gave_the_seat_away_has_no_vote_left():
    with pytest.raises(Forbidden, match="not among"):
        given("all, veto; A B").does("A to D", "A yes")


@pytest.mark.parametrize(("to", "error"), [("A", Invalid), ("B", Conflict)])
def test_a_seat_goes_neither_to_oneself_nor_to_who_sits_already(to, error):
    with pytest.raises(error):
        given("all, veto; A B").does(f"A to {to}")


def test_the_next_seat_without_a_person_waits_for_an_operator_and_never_passes_silently():
    case = given("; A (gone) C", mode="sequential").does("A yes")
    assert case.round.seats[1].state is SeatState.CALLED
    case.do(c.SeatsMissing(at=case.tick(), task=TASK, seat=2, code="work.nobody", params={"rule": "user:B"}))
    assert (case.round.trouble.seat, case.stands) == (2, "pending")
    # the operator has helped: the engine asks again
    case.opens(Approval(mode="sequential"))
    assert case.round.trouble is None
    case.do(c.TurnResolved(at=case.tick(), task=TASK, seat=2, person="X", chain=("B",), origin="substituted"))
    assert case.table == "A decided, X active, C waiting"
    assert case.does("X yes", "C yes").stands == "passed"


def test_seats_are_found_once_even_if_two_nodes_look():
    case = given("all, veto; A B")
    with pytest.raises(Conflict):
        case.seats("A B")


def test_a_round_whose_people_are_not_found_asks_again_when_told():
    case = Case().opens(Approval())
    case.do(c.SeatsMissing(at=case.tick(), task=TASK, code="work.nobody"))
    with pytest.raises(Conflict):
        case.do(c.SeatsMissing(at=case.tick(), task=TASK, code="work.nobody"))
    case.opens(Approval())
    assert case.seats("A").table == "A active"


def test_a_task_that_ends_closes_its_round_and_the_second_time_nothing_happens():
    case = given("all, veto; A B").does("A yes")
    case.do(c.CloseRound(at=case.tick(), task=TASK))
    assert (case.stands, case.last.verdict) == ("closed", None)
    assert case.table == "A decided, B cancelled(task-ended)"
    assert case.do(c.CloseRound(at=case.tick(), task=TASK)).events == ()


def test_one_row_a_person_however_often_copied():
    case = given("all, veto; A B")
    case.do(c.AddCopy(at=case.tick(), by="A", task=TASK, people=("X", "Y", "X")))
    case.do(c.AddCopy(at=case.tick(), by="B", task=TASK, people=("Y", "Z")))
    assert case.plane.book.copied == ["X", "Y", "Z"]


def test_urging_reaches_those_who_have_not_acted():
    case = given("all, veto; A B C").does("A yes")
    case.do(c.Urge(at=case.tick(), by="S", task=TASK))
    assert case.last.events[0].people == ("B", "C")


def test_each_rung_of_the_ladder_is_taken_once():
    case = given("all, veto; A B")
    case.do(c.SetLadder(at=case.tick(), task=TASK, due=50))
    assert case.do(c.SetLadder(at=case.tick(), task=TASK, due=60)).events == ()
    assert len(case.do(c.Urge(at=case.tick(), task=TASK, rung=1, following=70)).events) == 2
    assert case.do(c.Urge(at=case.tick(), task=TASK, rung=1, following=90)).events == ()
    assert case.plane.book.ladders == {"7": Ladder(1, 70)}
    assert len(case.do(c.Urge(at=case.tick(), task=TASK, rung=2)).events) == 2
    assert case.plane.book.ladders == {"7": Ladder(2, 0)}


def test_a_rung_with_nobody_to_remind_moves_the_ladder_on():
    case = Case()
    assert [type(event).__name__ for event in case.do(c.Urge(at=1, task=12, rung=1)).events] == ["LadderSet"]


def test_a_task_without_a_round_is_urged_by_the_names_that_come_along():
    case = Case()
    case.do(c.Urge(at=case.tick(), task=12, rung=1, people=("A",)))
    assert case.last.events[0].people == ("A",)
    assert case.do(c.Urge(at=case.tick(), task=12, rung=1, people=("A",))).events == ()


def test_what_is_decided_is_not_urged():
    case = given("all, veto; A").does("A yes")
    with pytest.raises(Conflict):
        case.do(c.Urge(at=case.tick(), task=TASK))


def test_an_administrator_may_move_a_seat_and_the_log_names_both():
    case = given("all, veto; A B")
    case.do(c.TransferSeat(at=case.tick(), by="root", task=TASK, seat=1, to="D", forced=True))
    assert (case.round.actions[0].person, case.round.actions[0].on_behalf_of) == ("root", "A")
    assert case.table == "D active, B active"


def test_a_send_back_goes_to_the_initiator_only_and_else_changes_nothing():
    case = given("all, veto; A B")
    with pytest.raises(Unprocessable, match="not supported yet"):
        case.do(c.SendBack(at=case.tick(), by="A", task=TASK, to="previous"))
    assert case.stands == "pending"


def test_a_task_without_a_round_has_none():
    with pytest.raises(NotFound):
        Case().do(c.CastVote(at=1, by="A", task=TASK, vote="approve"))
