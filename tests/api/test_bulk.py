"""Bulk start over HTTP: what rows may be, what each is answered, and that a batch starts each of them once."""

import json

import pytest

from api_house import Person
from runtime.drawings import END, START, chain, drawing, user


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def admin(house, client):
    house.runtime.deploy([("many.bpmn", drawing("many", chain(START, user("a"), END)))], by="admin")
    return Person(client, "admin")


def send(person, content, kind="text/csv", process="many", **asked):
    answer = person.call(
        "POST",
        f"/api/processes/{process}/bulk",
        content=content if isinstance(content, bytes) else content.encode(),
        params={"batch": "b1", **asked},
        headers={"content-type": kind},
    )
    assert answer.status_code == 200, answer.text
    *rows, last = [json.loads(line) for line in answer.text.splitlines()]
    return rows, last


def variables(house, instance):
    with house.db.reading() as c:
        rows = c.rows("SELECT name, value FROM variable WHERE instance = ? AND scope = 0", [int(instance)])
    return dict(rows)


def test_a_row_of_a_table_is_an_instance_with_its_cells_as_variables(house, admin):
    rows, last = send(admin, '\ufeffname,amount,code,note\n张三,12.50,007,\n"Li, Si",true,"""017""",{x\n')

    assert last == {"rows": 2, "started": 2, "again": 0, "failed": 0}
    assert variables(house, rows[0]["instanceKey"]) == {"name": '"张三"', "amount": "12.50", "code": '"007"'}
    assert variables(house, rows[1]["instanceKey"]) == {
        "name": '"Li, Si"',
        "amount": "true",
        "code": '"017"',
        "note": '"{x"',
    }


def test_a_line_of_ndjson_is_an_instance(house, admin):
    rows, _ = send(admin, '{"a": {"b": [1.10]}}\n\n{}\n', "application/x-ndjson")

    assert [one["row"] for one in rows] == [1, 2]
    assert variables(house, rows[0]["instanceKey"]) == {"a": '{"b":[1.10]}'}


def test_a_row_that_cannot_be_read_fails_alone(admin):
    rows, last = send(admin, '{"a": 1}\nnonsense\n[1]\n{"a": 2}\n', "application/x-ndjson")

    assert [one.get("code") for one in rows] == [None, "api.bad_row", "api.bad_row", None]
    assert last == {"rows": 4, "started": 2, "again": 0, "failed": 2}


def test_a_row_with_too_few_cells_fails_alone(admin):
    rows, last = send(admin, "a,b\n1,2\n3\n4,5\n")

    assert "1 cells" in rows[1]["detail"]
    assert (last["started"], last["failed"]) == (2, 1)


@pytest.mark.parametrize("content", ["", "a,a\n1,2\n", "a,\n1,2\n", b"\xff\xfe\n1\n"])
def test_a_header_that_is_none_ends_the_file_with_a_reason(admin, content):
    rows, last = send(admin, content)

    assert rows == []
    assert (last["ended"], last["code"]) == (True, "api.bad_row")


def test_the_same_batch_again_starts_nothing_and_answers_the_same(house, admin):
    table = "n\n" + "".join(f"{n}\n" for n in range(700))
    first, _ = send(admin, table)
    again, last = send(admin, table)

    assert last == {"rows": 700, "started": 0, "again": 700, "failed": 0}
    assert [one["instanceKey"] for one in again] == [one["instanceKey"] for one in first]
    with house.db.reading() as c:
        assert c.row("SELECT count(*) FROM instance") == (700,)


def test_a_file_that_has_grown_starts_only_what_is_new(admin):
    send(admin, "n\n1\n2\n")
    _, last = send(admin, "n\n1\n2\n3\n")

    assert last == {"rows": 3, "started": 1, "again": 2, "failed": 0}


def test_a_row_that_has_changed_since_is_refused(admin):
    send(admin, "n\n1\n2\n")
    rows, last = send(admin, "n\n1\n7\n")

    assert rows[1]["code"] == "runtime.row_changed"
    assert last["failed"] == 1


def test_rows_that_were_answered_may_be_passed_over(admin):
    rows, _ = send(admin, "n\n1\n2\n3\n", skip=2)

    assert [one["row"] for one in rows] == [3]


def test_another_batch_starts_the_same_rows_again(admin):
    send(admin, "n\n1\n")
    _, last = send(admin, "n\n1\n", batch="b2")

    assert last["started"] == 1


def test_a_batch_needs_a_name_and_a_process(admin):
    nameless = admin.call("POST", "/api/processes/many/bulk", content=b"{}")
    lost = admin.call("POST", "/api/processes/nowhere/bulk", content=b"{}", params={"batch": "b"})

    assert (nameless.status_code, nameless.json()["code"]) == (400, "api.field_missing")
    assert lost.status_code == 404
