"""Approvals end to end: a round finds its people, votes are cast at the desk, the token moves on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from lingqu.kernel.errors import Conflict, Forbidden, NotFound, Unprocessable

LINE = """
    start -> sign[user] -> pay[user]{assignee=fan} -> end
"""
FORK = """
    start -> sign[user] -> check[xor] -(sign_outcome = "approved")-> pay[user]{assignee=fan} -> end
             check -(default)-> fix[user]{assignee=sam} -> join[end]
"""


def approval(*who: str, **attributes: str) -> str:
    named = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    seats = "".join(f'<lingqu:seat who="{one}"/>' for one in who)
    return f"<lingqu:approval {named}>{seats}</lingqu:approval>"


def test_a_round_finds_the_head_and_the_group_and_passes_when_all_approve(office):
    office.deploy(LINE, sign=approval("head", "group:finance"))
    instance = office.start()
    assert [office.todo(one) for one in ("hana", "fei", "fan", "sam")] == [["sign"], ["sign"], ["sign"], []]
    assert office.does("hana", "approve").outcome == "pending"
    assert office.does("fei", "approve", opinion="fine").outcome == "pending"
    done = office.does("fan", "approve")
    assert (done.decided, done.outcome) == (True, "passed")
    assert office.variables(instance)["sign_outcome"] == "approved"
    assert office.todo("fan") == ["pay"]


def test_one_veto_takes_the_reject_flow_and_the_others_list_is_empty(office):
    office.deploy(FORK, sign=approval("head", "group:finance", onReject="flow"))
    instance = office.start()
    assert office.does("fei", "reject", opinion="too dear").outcome == "rejected"
    assert office.variables(instance)["sign_outcome"] == "rejected"
    assert (office.todo("hana"), office.todo("sam")) == ([], ["fix"])


def test_a_rejection_may_end_the_process(office):
    office.deploy(LINE, sign=approval("head", onReject="end"))
    instance = office.start()
    office.does("hana", "reject")
    assert office.status(instance) == 2


def test_two_at_once_on_an_any_of_round_make_one_decision(office):
    office.deploy(LINE, sign=approval("group:finance", mode="any"))
    office.start()
    key = office.task("fei")
    viewers = [office.who("fei"), office.who("fan")]

    def votes(viewer):
        try:
            return office.desk.approve(viewer, key).outcome
        except Conflict as late:
            return late.code

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(votes, viewers))
    office.settle()
    assert outcomes == ["approvals.already_decided", "passed"]
    assert office.todo("fan") == ["pay"]


def test_who_comes_too_late_learns_who_was_faster(office):
    office.deploy(LINE, sign=approval("group:finance", mode="any"))
    office.start()
    key = office.task("fan")
    office.does("fei", "approve")
    with pytest.raises(Conflict) as late:
        office.does("fan", "approve", key)
    assert late.value.params["by"] == "fei"


def test_seats_open_one_after_the_other_and_are_looked_up_again(office):
    office.deploy(LINE, sign=approval("head", "head:2", mode="sequential"))
    office.start()
    assert (office.todo("hana"), office.todo("gus")) == (["sign"], [])
    key = office.task("hana")
    office.delegates("gus", "dora")
    office.does("hana", "approve")
    assert (office.todo("gus"), office.todo("dora")) == ([], ["sign"])
    assert office.does("dora", "approve", key).outcome == "passed"
    assert "Dora approved “sign” for Gus" in office.story("dora", key)


def test_a_seat_whose_person_has_left_raises_an_incident_and_goes_on_after_it(office):
    office.deploy(LINE, sign=approval("user:hana", "user:gus", mode="sequential"))
    instance = office.start()
    key = office.task("hana")
    office.leaves("gus")
    office.does("hana", "approve")
    assert office.rows("SELECT code FROM incident WHERE resolved_at IS NULL") == [("work.rule_empty",)]
    office.returns("gus")
    office.runtime.writer.call(office.runtime.resolve_incident(key, by="eve"))
    office.settle()
    assert office.todo("gus") == ["sign"]
    assert office.rows("SELECT incidents FROM instance WHERE key = ?", instance) == [(0,)]


def test_a_rule_that_finds_nobody_is_never_silent(office):
    office.deploy(LINE, sign=approval("group:nobody"))
    office.start()
    assert office.rows("SELECT kind, code FROM incident") == [("seats-missing", "work.rule_empty")]
    assert [n for (n,) in office.rows("SELECT kind FROM notice WHERE person = 'eve'")] == ["incident"]


def test_a_policy_that_can_never_pass_with_these_people_is_an_incident(office):
    office.deploy(LINE, sign=approval("group:finance", passRule="at-least:3", rejectRule="impossible"))
    office.start()
    assert office.rows("SELECT code FROM incident") == [("approvals.too_few_seats",)]


def test_a_sent_back_document_is_corrected_and_goes_round_again(office):
    office.deploy(
        "start -> write[user]{assignee=sam} -> sign[user] -> pay[user]{assignee=fan} -> end",
        sign=approval("head", "user:fei"),
    )
    office.start()
    office.does("sam", "complete", None, {"amount": 5})
    key = office.task("hana")
    assert office.does("hana", "send_back", opinion="the amount is wrong").outcome == "closed"
    assert (office.todo("fei"), office.todo("sam")) == ([], ["write"])
    office.does("sam", "complete", None, {"amount": 4})
    assert (office.list("hana").items[0].round, office.task("hana") != key) == (2, True)
    office.does("hana", "approve")
    assert office.does("fei", "approve").outcome == "passed"


def test_straight_back_asks_only_who_sent_it_back(office):
    office.deploy(
        "start -> write[user]{assignee=sam} -> one[user] -> two[user] -> pay[user]{assignee=fan} -> end",
        one=approval("head"),
        two=approval("user:fei"),
    )
    office.start()
    office.does("sam", "complete", None, {"amount": 5})
    office.does("hana", "approve")
    office.does("fei", "send_back", mode="straight", opinion="which account?")
    office.does("sam", "complete", None, {"account": "A1"})
    assert (office.todo("hana"), office.todo("fei")) == ([], ["two"])
    key = office.task("fei")
    assert office.does("fei", "approve").outcome == "passed"
    assert office.todo("fan") == ["pay"]
    assert "「one」审批通过: 此前已通过, 重新提交后直达退回人" in office.story("fei", key, "zh")


def test_a_transferred_seat_changes_lists_and_the_story(office):
    office.deploy(LINE, sign=approval("head", "user:fei"))
    office.start()
    key = office.task("hana")
    office.does("hana", "transfer", key, "dora", opinion="on leave")
    assert (office.todo("hana"), office.todo("dora")) == ([], ["sign"])
    assert "Hana transferred “sign” to Dora" in office.story("dora", key)
    with pytest.raises(Forbidden):
        office.does("hana", "approve", key)


def test_work_is_not_handed_to_who_has_left(office):
    office.deploy(LINE, sign=approval("head"))
    office.start()
    office.leaves("dora")
    with pytest.raises(Unprocessable):
        office.does("hana", "transfer", None, "dora")


def test_an_administrator_moves_a_seat_but_does_not_vote(office):
    office.deploy(LINE, sign=approval("head"))
    office.start()
    key = office.task("hana")
    with pytest.raises(Forbidden):
        office.does("eve", "approve", key)
    office.does("eve", "transfer", key, "dora")
    assert office.todo("dora") == ["sign"]


def test_a_stranger_sees_and_does_nothing(office):
    office.deploy(LINE, sign=approval("head"))
    office.start()
    key = office.task("hana")
    with pytest.raises(NotFound):
        office.page("dora", key)
    with pytest.raises(NotFound):
        office.does("dora", "approve", key)


def test_a_repeated_call_gets_the_same_answer_and_votes_once(office):
    office.deploy(LINE, sign=approval("group:finance"))
    office.start()
    key = office.task("fei")
    first = office.does("fei", "approve", key, idempotency_key="k1")
    assert office.does("fei", "approve", key, idempotency_key="k1") == first
    assert office.rows("SELECT count(*) FROM seat WHERE state = 3") == [(1,)]


def test_the_wrong_verb_is_refused_in_words(office):
    office.deploy(LINE, sign=approval("head"))
    office.start()
    with pytest.raises(Unprocessable, match="approve or reject"):
        office.does("hana", "complete")
    office.does("hana", "approve")
    with pytest.raises(Unprocessable, match="no vote"):
        office.does("fan", "approve")


def test_feel_and_weights_say_who_decides(office):
    seats = '<lingqu:seat who="user:hana" weight="50"/><lingqu:seat who="=signers" weight="30"/>'
    office.deploy(LINE, sign=f'<lingqu:approval passRule="weight:60" rejectRule="impossible">{seats}</lingqu:approval>')
    office.start(signers=["fei", "group:finance"])
    office.does("fan", "approve")
    assert office.does("hana", "approve").outcome == "passed"


def test_a_called_process_asks_the_head_of_who_started_the_whole(office):
    office.deploy("start -> sign[user] -> end", process="inner", sign=approval("head"))
    office.deploy("start -> go[user]{assignee=fan} -> sub[call]{process=inner} -> end")
    office.start("sam")
    office.does("fan", "complete")
    row = office.list("hana").items[0]
    assert (row.name, row.started_by.login) == ("sign", "sam")
