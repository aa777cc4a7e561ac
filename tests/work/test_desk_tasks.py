"""Plain tasks at the desk: claiming, completing, forms and rights of fields, drafts, delegation, urging, copies."""

from __future__ import annotations

import pytest

from lingqu.kernel.errors import Conflict, Forbidden, NotFound, Unprocessable

GROUP = "start -> pay[user]{groups=finance} -> end"
FORM = {
    "type": "default",
    "id": "claim",
    "components": [
        {"type": "textfield", "key": "what", "label": "What", "validate": {"required": True}},
        {"type": "number", "key": "amount", "label": "Amount", "validate": {"min": 1}},
        {"type": "textfield", "key": "note", "label": "Note"},
    ],
}
WITH_FORM = "start -> pay[user]{assignee=fan form=claim} -> next[user]{assignee=fei} -> end"


def test_a_group_task_is_claimed_once_and_leaves_the_others_lists(office):
    office.deploy(GROUP)
    office.start()
    assert office.list("fan").items[0].claimable
    key = office.task("fan")
    office.does("fan", "claim", key)
    assert (office.todo("fan"), office.todo("fei")) == (["pay"], [])
    with pytest.raises(Conflict) as late:
        office.does("fei", "claim", key)
    assert late.value.params["person"] == "fan"
    office.does("fan", "unclaim", key)
    assert office.todo("fei") == ["pay"]


def test_completing_an_unclaimed_task_claims_it_in_the_same_breath(office):
    office.deploy(GROUP)
    instance = office.start()
    key = office.task("fei")
    done = office.does("fei", "complete", key, {"paid": True}, opinion="paid by bank")
    assert (done.decided, done.outcome, office.status(instance)) == (True, "passed", 1)
    assert office.variables(instance)["paid"] is True
    rows = office.list("fei", "done").items
    assert [(row.name, row.verdict, row.assignee.login) for row in rows] == [("pay", "complete", "fei")]
    story = office.story("fei", key)
    assert "Fei commented on “pay”" in story
    assert "Fei completed “pay”" in story


def test_who_is_no_candidate_may_not_complete(office):
    office.deploy(GROUP)
    office.start()
    key = office.task("fei")
    with pytest.raises(Forbidden):
        office.does("sam", "complete", key)  # the initiator sees it
    with pytest.raises(NotFound):
        office.does("dora", "complete", key)


def test_the_form_is_checked_and_each_field_named(office):
    office.deploy(WITH_FORM, forms=[FORM])
    instance = office.start()
    with pytest.raises(Unprocessable) as wrong:
        office.does("fan", "complete", None, {"amount": 0, "hacked": 1})
    told = {error["field"]: error["message"].text("zh") for error in wrong.value.params["errors"]}
    assert told == {"what": "必填", "amount": "不能小于 1", "hacked": "表单中没有该字段"}
    assert office.todo("fan") == ["pay"]
    office.does("fan", "complete", None, {"what": "taxi", "amount": 30})
    assert office.variables(instance) == {"what": "taxi", "amount": 30}


def test_hidden_fields_are_neither_seen_nor_written(office):
    office.deploy(
        WITH_FORM,
        forms=[FORM],
        pay='<lingqu:field name="note" access="hidden"/><lingqu:field name="amount" access="read"/>',
    )
    office.start(note="secret", amount=3)
    key = office.task("fan")
    page = office.page("fan", key)
    assert page.variables == {"amount": 3}
    assert page.fields == {"note": "hidden", "amount": "read"}
    for values, code in (({"note": "x"}, "forms.hidden"), ({"amount": 4}, "forms.read_only")):
        with pytest.raises(Unprocessable) as wrong:
            office.does("fan", "complete", key, {"what": "taxi", **values})
        assert [error["message"].code for error in wrong.value.params["errors"]] == [code]


def test_who_writes_a_hidden_field_leaves_a_line_for_the_auditors(office):
    office.deploy("start -> pay[user]{assignee=fan} -> end", pay='<lingqu:field name="rate" access="hidden"/>')
    office.start(rate=3)
    key = office.task("fan")
    with pytest.raises(Unprocessable):
        office.does("fan", "complete", key, {"rate": 4})
    office.settle()
    lines = office.rows("SELECT person, action, subject, detail FROM audit_line")
    assert [(p, a, s, bytes(d)) for p, a, s, d in lines] == [("fan", "hidden-field", str(key), b'{"fields":["rate"]}')]


def test_rights_hold_for_a_task_without_a_form(office):
    office.deploy("start -> pay[user]{assignee=fan} -> end", pay='<lingqu:field name="rate" access="read"/>')
    office.start(rate=3)
    with pytest.raises(Unprocessable):
        office.does("fan", "complete", None, {"rate": 4})
    assert office.does("fan", "complete", None, {"other": 4}).decided


def test_two_who_edit_different_fields_merge_and_the_same_field_conflicts(office):
    office.deploy(
        "start -> sign[user]{form=claim} -> end",
        forms=[FORM],
        sign='<lingqu:approval><lingqu:seat who="group:finance"/><lingqu:seat who="head"/></lingqu:approval>',
    )
    instance = office.start(what="taxi", amount=3, note="")
    key = office.task("fei")
    etag = office.page("fei", key).etag
    office.does("fei", "approve", key, {"what": "taxi", "amount": 9, "note": ""}, etag=etag)
    office.does("fan", "approve", key, {"what": "taxi", "amount": 3, "note": "ok"}, etag=etag)
    assert office.variables(instance) == {"what": "taxi", "amount": 9, "note": "ok"}
    with pytest.raises(Conflict) as both:
        office.does("hana", "approve", key, {"what": "taxi", "amount": 7}, etag=etag)
    assert both.value.params["fields"] == "amount"


def test_a_draft_is_its_writers_own_and_goes_with_the_task(office):
    office.deploy(WITH_FORM, forms=[FORM])
    office.start()
    key = office.task("fan")
    office.desk.draft(office.who("fan"), key, {"what": "ta"})
    assert office.page("fan", key).draft == {"what": "ta"}
    assert office.page("sam", key).draft is None
    with pytest.raises(Forbidden):
        office.desk.draft(office.who("sam"), key, {"what": "x"})
    office.does("fan", "complete", key, {"what": "taxi"})
    office.settle()
    assert office.rows("SELECT count(*) FROM task_draft") == [(0,)]


def test_an_assigned_task_goes_to_who_stands_in_and_the_log_names_both(office):
    office.delegates("fan", "dora")
    office.deploy("start -> pay[user]{assignee=fan} -> end")
    office.start()
    assert (office.todo("fan"), office.todo("dora")) == ([], ["pay"])
    assert "By delegation Dora acts on “pay” for Fan" in office.story("dora", office.task("dora"))


def test_a_chain_of_delegations_is_followed_and_only_on_its_days(office):
    office.delegates("hana", "dora", "2026-10-01", "2026-10-31")
    office.delegates("dora", "fei", "2026-11-01", "2026-11-30")
    office.deploy("start -> sign[user] -> end", sign='<lingqu:approval><lingqu:seat who="head"/></lingqu:approval>')
    office.start()
    assert office.todo("dora") == ["sign"]
    seat = office.page("dora", office.task("dora")).seats[0]
    assert (seat.person.login, seat.on_behalf_of.login, seat.origin) == ("dora", "hana", "delegated")


def test_urging_by_hand_is_told_and_rate_limited(office):
    office.deploy("start -> pay[user]{assignee=fan} -> end")
    office.start()
    key = office.task("fan")
    office.does("sam", "urge", key)
    assert office.list("fan").items[0].urged_at == office.time
    assert [kind for (kind,) in office.rows("SELECT kind FROM notice WHERE person = 'fan' ORDER BY id")] == [
        "task_offered",
        "task_urged",
    ]
    with pytest.raises(Conflict, match="try again in"):
        office.does("sam", "urge", key)
    office.time += 10 * 60_000
    office.does("sam", "urge", key)
    with pytest.raises(Forbidden):
        office.does("fan", "urge", key)  # who has to act cannot urge themselves


def test_each_rung_of_the_ladder_is_taken_once_and_the_head_hears(office):
    office.deploy(
        "start -> pay[user]{assignee=fan} -> end",
        pay='<lingqu:urge after="PT4H" repeat="R2/PT4H" escalate="head"/>',
    )
    office.start()
    office.passes(hours=3)
    assert office.rows("SELECT count(*) FROM notice WHERE kind = 'task_overdue'") == [(0,)]
    for _ in range(5):
        office.passes(hours=4)
    told = office.rows("SELECT person FROM notice WHERE kind = 'task_overdue' ORDER BY id")
    assert told == [("fan",), ("hana",)] * 3
    assert office.rows("SELECT count(*) FROM timer") == [(0,)]


def test_a_ladder_ends_with_its_task(office):
    office.deploy("start -> pay[user]{assignee=fan} -> end", pay='<lingqu:urge after="PT4H"/>')
    office.start()
    office.does("fan", "complete")
    office.passes(hours=5)
    assert office.rows("SELECT count(*) FROM timer") == [(0,)]
    assert office.rows("SELECT count(*) FROM notice WHERE kind = 'task_overdue'") == [(0,)]


def test_copies_are_one_row_a_person_and_read_once(office):
    office.deploy(
        "start -> pay[user]{assignee=fan} -> end",
        pay='<lingqu:copy to="user:dora,initiator" at="start"/><lingqu:copy to="group:finance"/>',
    )
    instance = office.start()
    key = office.task("fan")
    office.does("fan", "copy", key, ["dora", "gus"])
    office.does("fan", "complete", key)
    copied = office.rows("SELECT person FROM party WHERE role = 'copied' ORDER BY person")
    assert copied == [("dora",), ("fan",), ("fei",), ("gus",), ("sam",)]
    row = office.list("dora", "copied").items[0]
    assert (row.key, row.instance, row.unread) == (key, instance, True)
    assert "copy" not in office.page("dora", key).actions
    office.desk.read(office.who("dora"), instance)
    assert not office.list("dora", "copied").items[0].unread


def test_lists_are_paged_by_place_and_filtered(office):
    office.deploy(GROUP, process="one", one='<lingqu:title template="=number"/>')
    for n in range(7):
        office.start(process="one", number=f"PO-{n}")
    first = office.list("fan", limit=3)
    second = office.list("fan", limit=3, before=first.next)
    third = office.list("fan", limit=3, before=second.next)
    titles = [row.title for page in (first, second, third) for row in page.items]
    assert titles == [f"PO-{n}" for n in reversed(range(7))]
    assert (first.total, third.next) == (7, None)
    assert [row.title for row in office.list("fan", text="po-4").items] == ["PO-4"]
    assert office.list("fan", process="other").items == ()


def test_the_api_of_tools_completes_as_an_administrator_and_else_obeys_the_form(office):
    office.deploy(WITH_FORM, forms=[FORM])
    office.start()
    key = office.task("fan")
    with pytest.raises(Unprocessable):
        office.does("fan", "complete", key, {"anything": 1}, tool=True)
    office.does("eve", "complete", key, {"anything": 1}, tool=True)
    assert office.todo("fei") == ["next"]


def test_assigning_asks_for_rights(office):
    office.deploy(GROUP)
    office.start()
    key = office.task("fan")
    with pytest.raises(Forbidden):
        office.does("sam", "assign", key, "fei")
    office.does("eve", "assign", key, "fei")
    assert (office.todo("fei"), office.todo("fan")) == (["pay"], [])
    office.does("eve", "assign", key, "")
    assert office.todo("fan") == ["pay"]


def test_the_story_is_told_in_the_readers_language(office):
    office.deploy("start -> pay[user]{assignee=fan} -> end")
    office.start()
    key = office.task("fan")
    office.does("fan", "complete", key)
    assert office.story("sam", key, "zh") == ["Sam 发起了流程", "到达「pay」", "Fan 完成了「pay」", "流程结束"]
