"""Forgetting an instance or a person: dry runs, what goes, what is renamed, and that history still tells the state."""

import json

import pytest

from api_house import Person, soon
from api_things import EXPENSE
from lingqu.bootstrap.forgetting import forget_person
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.runtime import renaming
from lingqu.runtime.audit import audit
from lingqu.store.tables import metadata
from runtime.drawings import END, START, chain, drawing, service, user

WAITS = drawing("waits", chain(START, user("ask", "wang.min"), service("work"), END))
NAMES = ("admin", "wang.min")


@pytest.fixture
def admin(house, client):
    house.runtime.deploy([("waits.bpmn", WAITS)])
    return Person(client, "admin")


def rows(house, sql, *params):
    with house.db.reading() as c:
        return c.rows(sql, params)


def everywhere(house, text):
    """Tables in which a text stands somewhere; deployed files are what they are."""
    found = set()
    with house.db.reading() as c:
        for table in metadata.sorted_tables:
            if table.name in {"resource", "page"}:
                continue
            for row in c.rows(f"SELECT * FROM {table.name}"):  # noqa: S608 - our own names
                if any(
                    text in (bytes(v).decode(errors="replace") if not isinstance(v, int | str) else str(v))
                    for v in row
                    if v is not None
                ):
                    found.add(table.name)
        for (body,) in c.rows("SELECT body FROM page"):
            if text.encode() in bytes(body):
                found.add("page")
    return found


def started(house, client):
    """An instance in which wang.min started, and did a task: it waits for a job now."""
    wang = Person(client, "wang.min")
    instance = house.runtime.writer.call(house.runtime.start("waits", variables=EXPENSE, by="wang.min")).instance
    (task,) = rows(house, "SELECT key FROM task WHERE instance = ? AND state = 0", instance)[0]
    wang.post(f"/v2/user-tasks/{task}/completion", {"variables": {"done": True}})
    return instance


def todo(person):
    """The key of the person's task, once the seats have been found."""
    return soon(lambda: person.get("/api/tasks", box="todo")["items"])[0]["key"]


def test_a_dry_run_changes_nothing(house, client, admin):
    started(house, client)
    before = everywhere(house, "wang.min")
    told = admin.post("/api/people/wang.min/forgetting")
    assert told["dryRun"] is True
    assert told["instances"] == 1
    assert told["pseudonym"] is None
    assert told["rows"]["person"] == 1
    assert everywhere(house, "wang.min") == before


def test_a_person_is_forgotten_in_a_running_instance_and_it_goes_on(house, client, admin):
    instance = started(house, client)
    assert {"history", "task", "person", "instance"} <= everywhere(house, "wang.min")

    told = admin.post("/api/people/wang.min/forgetting", {"dryRun": False})

    assert everywhere(house, "wang.min") == set()
    assert rows(house, "SELECT started_by FROM instance WHERE key = ?", instance) == [(told["pseudonym"],)]
    assert "history" in everywhere(house, told["pseudonym"])
    assert audit(house.db).differences == ()
    (job,) = house.runtime.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=1)
    from lingqu.engine.commands import CompleteJob

    house.runtime.writer.call(house.runtime.job_command(CompleteJob(at=0, job=job.key, variables={})))
    assert rows(house, "SELECT status FROM instance WHERE key = ?", instance) == [(1,)]
    assert audit(house.db).differences == ()
    (line,) = rows(house, "SELECT person, subject FROM audit_line WHERE action = 'person.forgotten'")
    assert line == ("admin", told["pseudonym"])
    assert client.post("/api/session", json={"user": "wang.min", "password": "lingqu-test"}).status_code == 401


def test_who_has_open_work_is_not_forgotten(house, client, admin):
    house.runtime.writer.call(house.runtime.start("waits", variables={}, by="wang.min"))
    answer = admin.call("POST", "/api/people/wang.min/forgetting", json={"dryRun": False})
    assert answer.status_code == 409
    assert "1 open tasks" in answer.text
    assert "person" in everywhere(house, "wang.min")


def test_nobody_forgets_themselves(house, admin):
    with pytest.raises(Conflict):
        forget_person(house.runtime, "", "admin", by="admin", dry=False)


def test_a_stranger_to_the_directory_is_not_found(house, admin):
    with pytest.raises(NotFound):
        forget_person(house.runtime, "", "no.body", by="admin", dry=True)


def test_what_was_cut_off_goes_on_with_the_same_pseudonym(house, client, admin, monkeypatch):
    first, second = started(house, client), started(house, client)
    real, done = renaming.rename, []

    def once(tx, instance, *args, **more):
        if done:
            raise RuntimeError("cut off")
        done.append(instance)
        real(tx, instance, *args, **more)

    monkeypatch.setattr(renaming, "rename", once)
    with pytest.raises(RuntimeError, match="cut off"):
        forget_person(house.runtime, "", "wang.min", by="admin", dry=False)
    monkeypatch.setattr(renaming, "rename", real)
    told = forget_person(house.runtime, "", "wang.min", by="admin", dry=False)
    names = {row[0] for row in rows(house, "SELECT started_by FROM instance WHERE key IN ??", [first, second])}
    assert names == {told.pseudonym}
    assert everywhere(house, "wang.min") == set()
    assert audit(house.db).differences == ()


def test_a_cached_instance_is_read_anew(house, client, admin):
    instance = started(house, client)
    version = rows(house, "SELECT version FROM instance WHERE key = ?", instance)[0][0]
    admin.post("/api/people/wang.min/forgetting", {"dryRun": False})
    assert rows(house, "SELECT version FROM instance WHERE key = ?", instance)[0][0] == version + 1


def test_an_instance_is_forgotten_with_its_books(house, client, admin):
    instance = started(house, client)
    answer = admin.call("POST", f"/api/instances/{instance}/forgetting", json={"dryRun": False})
    assert answer.status_code == 409, "it runs"
    admin.post(f"/v2/process-instances/{instance}/cancellation")
    told = admin.post(f"/api/instances/{instance}/forgetting")
    assert told["rows"]["history"] >= 3
    assert rows(house, "SELECT 1 FROM instance WHERE key = ?", instance) == [(1,)]

    admin.post(f"/api/instances/{instance}/forgetting", {"dryRun": False})
    left = {
        table.name
        for table in metadata.sorted_tables
        if "instance" in table.columns and rows(house, f"SELECT 1 FROM {table.name} WHERE instance = ?", instance)  # noqa: S608
    }
    assert left <= {"operation_log"}
    assert {bytes(one) for (one,) in rows(house, "SELECT detail FROM operation_log WHERE instance = ?", instance)} <= {
        b"{}"
    }
    (line,) = rows(house, "SELECT person, detail FROM audit_line WHERE action = 'instance.forgotten'")
    assert line[0] == "admin"
    assert json.loads(bytes(line[1]))["instances"] == [str(instance)]
    assert audit(house.db).differences == ()


def test_only_administrators_forget(client, admin):
    answer = Person(client, "wang.min").call("POST", "/api/people/admin/forgetting", json={})
    assert answer.status_code == 403


ROUND = drawing(
    "round",
    chain(
        START,
        '<bpmn:userTask id="check"><bpmn:extensionElements><zeebe:userTask/><lingqu:approval mode="all">'
        '<lingqu:seat who="user:wang.min"/><lingqu:seat who="user:admin"/></lingqu:approval>'
        "</bpmn:extensionElements></bpmn:userTask>",
        END,
    ),
)


def test_a_round_goes_on_without_the_name_of_who_has_voted(house, client, admin):
    house.runtime.deploy([("round.bpmn", ROUND)])
    instance = house.runtime.writer.call(house.runtime.start("round", variables={}, by="admin")).instance
    wang = Person(client, "wang.min")
    key = todo(wang)
    wang.post(f"/api/tasks/{key}/approve", {"opinion": "fine"})
    assert "page" in everywhere(house, "wang.min")

    told = admin.post("/api/people/wang.min/forgetting", {"dryRun": False})
    assert everywhere(house, "wang.min") == set()
    assert {"page", "seat", "history", "party"} <= everywhere(house, told["pseudonym"])
    assert audit(house.db).differences == ()
    admin.post(f"/api/tasks/{key}/approve", {})
    assert rows(house, "SELECT status FROM instance WHERE key = ?", instance) == [(1,)]
    assert audit(house.db).differences == ()


def test_every_column_that_may_hold_a_person_is_thought_of():
    """A new column with one of these names has to be renamed, deleted or named here with its reason."""
    from lingqu.directory.forgetting import OWN
    from lingqu.runtime.forgetting import BOOKS

    thought = {*OWN, *BOOKS, *renaming.COLUMNS}
    thought |= {("instance", "started_by"), ("process_right", "who"), ("task_draft", "person"), ("person", "login")}
    names = {
        "person",
        "by",
        "assignee",
        "who",
        "started_by",
        "updated_by",
        "on_behalf_of",
        "login",
        "giver",
        "taker",
        "recipient",
    }
    there = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in names
    }
    assert there - thought == set()


def test_every_field_that_may_hold_a_person_is_thought_of():
    from lingqu.approvals.events import ApprovalEvent
    from lingqu.engine.events import Event

    looks = ("person", "people", "assignee", "user", "by", "giver", "behalf", "copied", "also", "chain")
    other = {"brought_by", "by_caller", "body"}
    found = {
        field
        for family in (Event, ApprovalEvent)
        for kind in family.__subclasses__()
        for field in kind.__struct_fields__
        if any(part in field.split("_") or part == field for part in looks) or field.endswith("users")
    }
    assert found - renaming.PEOPLE - other == set()
