"""A request with an Idempotency-Key is done once, whatever becomes of its answer."""

import threading

import pytest

from api_house import Person
from lingqu.api import once
from lingqu.kernel.errors import Unanswered
from lingqu.runtime import RowWork
from lingqu.runtime.guards import forget


@pytest.fixture
def admin(client):
    return Person(client, "admin")


FORM = '{"id": "ask", "type": "default", "schemaVersion": 16, "components": []}'


def add(person, name, key="k-1", **more):
    body = {"name": name, "kind": "form", "content": FORM}
    return person.call("POST", "/api/models", json=body, headers={"Idempotency-Key": key}, **more)


def models(person):
    return [one["name"] for one in person.get("/api/models")]


def test_the_second_gets_the_answer_of_the_first(admin):
    first = add(admin, "night")
    second = add(admin, "night")
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert first.status_code < 300
    assert second.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert models(admin) == ["night"]
    assert add(admin, "night", key="k-2").json()["id"] != first.json()["id"]
    assert models(admin) == ["night", "night"]


def test_another_body_under_the_same_key_is_refused(admin):
    add(admin, "night")
    answer = add(admin, "day")
    assert (answer.status_code, answer.json()["code"]) == (422, "api.key_used")


def test_keys_of_others_and_of_other_paths_are_others(client, admin):
    add(admin, "night")
    other = admin.call("POST", "/api/tokens", json={"name": "n"}, headers={"Idempotency-Key": "k-1"})
    assert "idempotent-replayed" not in other.headers
    stranger = add(Person(client, "wang.min"), "night")
    assert stranger.status_code == 403


def test_what_was_refused_leaves_the_key_free(admin):
    assert add(admin, "").status_code == 400
    assert add(admin, "night").status_code < 300


def test_many_at_the_same_time_are_one(client, admin):
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(add(admin, "night").status_code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert models(admin) == ["night"]
    assert add(admin, "night").headers["idempotent-replayed"] == "true"


def test_after_a_crash_in_between_the_second_is_told_to_look(admin, house, monkeypatch):
    async def died(_place, _kept):
        raise RuntimeError("the node died")

    with monkeypatch.context() as patched:
        patched.setattr(once._Place, "keep", died)
        assert add(admin, "night").status_code == 500
    answer = add(admin, "night")
    assert (answer.status_code, answer.json()["code"]) == (409, "api.key_open")
    assert models(admin) == ["night"]


def test_what_was_not_answered_in_time_is_not_done_twice(admin, house, monkeypatch):
    call = house.runtime.writer.call

    def done_but_not_told(work):
        call(work)
        raise Unanswered("runtime.no_answer_yet", retry_after=5)

    with monkeypatch.context() as patched:
        patched.setattr(house.runtime.writer, "call", done_but_not_told)
        first = add(admin, "night")
    second = add(admin, "night")
    assert [(one.status_code, one.json()["title"]) for one in (first, second)] == [(504, "DEADLINE_EXCEEDED")] * 2
    assert models(admin) == ["night"]


def test_keys_are_forgotten_after_a_day(admin, house):
    add(admin, "night")
    late = house.runtime.now() + once.LASTS + 1
    house.runtime.writer.call(RowWork(run=lambda tx: forget(tx.c, late)))
    assert "idempotent-replayed" not in add(admin, "night").headers
    assert models(admin) == ["night", "night"]


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_cannot_be_one_is_refused(admin, key):
    assert add(admin, "night", key=key).status_code == 400
