"""How votes decide: the settings of the five-parameter policy."""

from __future__ import annotations

import pytest

from approvals.rounds import Case, given
from lingqu.approvals import plane as planes
from lingqu.approvals.commands import CastVote, SeatsResolved
from lingqu.approvals.drawn import policy
from lingqu.approvals.verdict import CompleteWith, EndInstance, GoBack
from lingqu.kernel.errors import Conflict, Forbidden, Unprocessable
from lingqu.model.bpmn.lingqu import Approval


def test_one_veto_rejects_and_cancels_who_has_not_spoken_with_the_reason():
    case = given("all, veto; A B C").does("A yes", "B no")
    assert (case.stands, case.reason) == ("rejected", "veto")
    assert case.table == "A decided, B decided, C cancelled(rejected)"
    assert [(act.person, act.verb) for act in case.round.actions] == [("A", "approve"), ("B", "reject")]


def test_all_pass_when_the_last_has_approved():
    case = given("all, veto; A B").does("A yes")
    assert case.stands == "pending"
    assert case.does("B yes").stands == "passed"


def test_three_of_five_is_rejected_at_the_third_no():
    case = given("at-least:3, impossible; A B C D E").does("A no", "B no")
    assert case.stands == "pending"
    case.does("C no")
    assert (case.stands, case.reason) == ("rejected", "impossible")


def test_three_of_five_passes_at_the_fifth_vote():
    case = given("at-least:3, impossible; A B C D E").does("A yes", "B no", "C yes", "D no")
    assert case.stands == "pending"
    assert case.does("E yes").stands == "passed"


def test_two_thirds_of_three_is_two():
    assert given("ratio:2/3, impossible; A B C").does("A yes", "B yes").stands == "passed"


def test_sixty_seven_percent_of_three_is_more_than_two():
    case = given("ratio:67/100, impossible; A B C").does("A yes", "B yes")
    assert case.stands == "pending"
    assert case.does("C yes").stands == "passed"


WEIGHTS = "weight:60, veto-holders; A*50 B*30 C*20!"


def test_weights_pass_when_they_reach_the_limit():
    assert given(WEIGHTS).does("A yes", "B no", "C yes").stands == "passed"


def test_a_veto_holder_rejects_alone():
    case = given(WEIGHTS).does("A yes", "C no")
    assert (case.stands, case.reason) == ("rejected", "veto")


def test_a_named_veto_holder_is_heard_before_an_early_pass():
    case = given(WEIGHTS).does("A yes", "B yes")
    assert case.stands == "pending"
    assert case.does("C yes").stands == "passed"


def test_a_vote_in_a_sibling_branch_is_not_touched():
    case = given(WEIGHTS)
    case.opens(Approval(), task=9).seats("M N", task=9).does("M yes", task=9)
    sibling = case.plane.rounds[9]
    case.does("C no")
    assert case.plane.rounds[9] == sibling


def test_a_seat_without_weight_does_not_count_in_a_weighted_vote():
    case = given("weight:10, impossible; A*10 B*0").does("B no")
    assert case.stands == "pending"
    assert case.does("A yes").stands == "passed"


def test_without_early_close_everybody_speaks_and_one_veto_still_rejects():
    case = given("any, veto; A B C", early_close=False).does("A yes", "B no")
    assert case.stands == "pending"
    assert case.does("C yes").stands == "rejected"


def test_all_reject_is_needed_where_the_rule_says_so():
    case = given("any, all; A B").does("A no")
    assert case.stands == "pending"
    assert given("any, all; A B").does("A no", "B no").reason == "all-rejected"


def test_who_has_spoken_without_reaching_the_limit_is_rejected_not_left_hanging():
    case = given("at-least:2, all; A B C").does("A yes", "B no", "C no")
    assert (case.stands, case.reason) == ("rejected", "not-enough")


def test_any_of_lets_one_win_and_tells_the_other_who_was_faster():
    case = given("; A B", mode="any")
    mine, yours = (CastVote(at=5_000, by=who, task=7, vote="approve") for who in "AB")
    won = case.do(mine)
    assert won.verdict == CompleteWith(outcome="approved")
    with pytest.raises(Conflict) as late:
        case.do(yours)
    assert late.value.message.text("en") == "Already decided by A"
    assert late.value.message.text("zh") == "已由 A 处理"


def test_a_person_votes_once():
    with pytest.raises(Conflict, match="decided already"):
        given("all, veto; A B").does("A yes", "A yes")


def test_a_stranger_does_not_vote():
    with pytest.raises(Forbidden, match="not among"):
        given("all, veto; A B").does("X yes")


def test_who_sits_for_another_votes_in_both_names():
    case = given("all, veto; C<A").does("C yes")
    assert (case.round.actions[0].person, case.round.actions[0].on_behalf_of) == ("C", "A")


@pytest.mark.parametrize(
    ("on_reject", "verdict"),
    [
        ("end", EndInstance(reason="approvals.rejected")),
        ("send-back", GoBack(to="initiator", mode="rerun")),
        ("flow", CompleteWith(outcome="rejected")),
        ("nothing", CompleteWith(outcome="rejected")),
    ],
)
def test_the_policy_says_what_a_rejection_does(on_reject, verdict):
    case = given("all, veto; A B", on_reject=on_reject).does("A no")
    assert case.last.verdict == verdict


def test_a_send_back_closes_the_round_whatever_the_votes():
    case = given("all, veto; A B C").does("A yes", "B back")
    assert (case.stands, case.reason) == ("closed", "sent-back")
    assert case.last.verdict == GoBack(to="initiator", mode="rerun")
    assert case.table == "A decided, B decided, C cancelled(sent-back)"


@pytest.mark.parametrize(
    ("rules", "seats"), [("at-least:3, impossible", "A B"), ("weight:60, veto", "A*50"), ("all, veto", "A*0<B ")]
)
def test_a_vote_that_could_never_pass_is_refused_when_the_seats_are_known(rules, seats):
    if rules.startswith("all"):  # the same for a round without any seat
        with pytest.raises(Unprocessable, match="Nobody"):
            Case().opens(Approval()).do(SeatsResolved(at=3_000, task=7, places=()))
        return
    with pytest.raises(Unprocessable, match="never pass"):
        given(f"{rules}; {seats}")


@pytest.mark.parametrize(
    "drawn",
    [
        Approval(mode="some"),
        Approval(pass_rule="ratio:3/2"),
        Approval(pass_rule="ratio:1/0"),
        Approval(pass_rule="at-least:0"),
        Approval(pass_rule="weight:NaN"),
        Approval(pass_rule="all:3"),
        Approval(reject_rule="perhaps"),
        Approval(on_reject="explode"),
        Approval(send_back_to="previous"),
    ],
)
def test_a_policy_that_means_nothing_is_refused_with_its_attribute(drawn):
    with pytest.raises(Unprocessable) as wrong:
        policy(drawn)
    assert "Expected" in wrong.value.message.text("en")


def test_the_second_visit_of_an_element_is_round_two():
    case = given("all, veto; A").does("A back")
    case.opens(Approval(), task=20)
    assert case.plane.rounds[20].number == 2
    assert case.plane.book.visits == {"3/0": 2}


def test_a_command_needs_the_book_and_its_own_page_only():
    assert planes.needs(CastVote(at=1, by="A", task=7, vote="approve")) == {0, 7}
