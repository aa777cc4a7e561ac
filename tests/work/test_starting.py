"""What may I start, and starting it."""

from __future__ import annotations

import pytest

from lingqu.kernel.errors import Forbidden, NotFound, Unprocessable
from lingqu.runtime import DeploymentRefused
from lingqu.work import starting

FORM = {
    "type": "default",
    "id": "ask",
    "components": [{"type": "number", "key": "amount", "validate": {"required": True, "min": 1}}],
}


def startable(office, login):
    with office.db.reading() as c:
        return [one.process_id for one in starting.startable(c, office.desk.drawings, office.who(login))]


def begin(office, login, process, variables, **more):
    return starting.start(office.runtime, office.desk.drawings, office.who(login), process, variables, **more)


def test_the_drawing_names_who_may_start(office):
    office.deploy("start -> end", process="open")
    office.deploy("start -> end", process="shut", shut='<lingqu:starters candidateGroups="finance"/>')
    office.deploy("start[start message order] -> end", process="by-message")
    assert startable(office, "sam") == ["open"]
    assert startable(office, "fan") == ["open", "shut"]
    with pytest.raises(Forbidden):
        begin(office, "sam", "shut", {})
    with pytest.raises(Forbidden):
        begin(office, "sam", "by-message", {})
    with pytest.raises(NotFound):
        begin(office, "sam", "missing", {})


def test_rights_given_to_a_process_are_obeyed(office):
    office.deploy("start -> end", process="open")
    columns = ("tenant", "process_id", "what", "kind", "who")
    office.write(lambda tx: tx.c.insert("process_right", columns, [("", "open", "start", "person", "fan")]))
    assert (startable(office, "sam"), startable(office, "fan")) == ([], ["open"])
    with pytest.raises(Forbidden):
        begin(office, "sam", "open", {})


def test_the_start_form_is_checked_and_the_title_told(office):
    office.deploy(
        "start[start]{form=ask} -> pay[user]{assignee=fan} -> end",
        forms=[FORM],
        process="ask-money",
        **{"ask-money": '<lingqu:title template="=&quot;¥&quot; + string(amount)"/>'},
    )
    with pytest.raises(Unprocessable) as wrong:
        begin(office, "sam", "ask-money", {"amount": 0})
    assert [error["field"] for error in wrong.value.params["errors"]] == ["amount"]
    assert begin(office, "sam", "ask-money", {"amount": 5}).title == "¥5"


def test_a_repeated_start_is_one_instance(office):
    office.deploy("start -> end", process="open")
    first = begin(office, "sam", "open", {}, idempotency_key="k")
    assert begin(office, "sam", "open", {}, idempotency_key="k") == first
    assert office.rows("SELECT count(*) FROM instance") == [(1,)]


def test_a_form_that_could_not_be_enforced_is_refused_at_deployment(office):
    drawn = {"type": "default", "id": "odd", "components": [{"type": "hologram", "id": "h1", "key": "x"}]}
    with pytest.raises(DeploymentRefused) as refused:
        office.deploy("start -> end", forms=[drawn])
    errors = [(p.file, p.element, p.code) for p in refused.value.problems if p.severity == "error"]
    assert errors == [("odd.form", "h1", "forms.unknown_component")]
    assert startable(office, "sam") == []
