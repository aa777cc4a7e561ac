"""Statements that answer nothing travel with the next that does: what that must not change."""

import pytest

from lingqu.store import DatabaseFailed, Lost, Taken, flight

GUARD = ("scope", "id", "answer", "at", "expires")
COUNT = "SELECT count(*) FROM guard"


@pytest.fixture
def c(postgres_database):
    connection = postgres_database.writing()
    yield connection
    connection.close()


def guard(name, answer=None):
    return ("s", name, answer, 1, None)


def put(c, *names):
    c.insert("guard", GUARD, [guard(name) for name in names])


def test_what_waits_is_there_for_the_next_question(c):
    c.begin()
    put(c, "a", "b")
    c.delete_many("guard", ("scope", "id"), [("s", "a")])
    assert c.rows("SELECT id FROM guard") == [("b",)]
    c.rollback()
    assert c.rows(COUNT) == [(0,)]


def test_what_a_waiting_statement_raises_comes_with_the_next_and_nothing_is_kept(c):
    put(c, "taken")
    c.begin()
    put(c, "new")
    put(c, "taken")
    with pytest.raises(Taken) as wrong:
        c.commit()
    assert wrong.value.table == "guard"
    c.rollback()
    assert c.rows(COUNT) == [(1,)]


def test_what_was_prepared_outlives_a_failure(c):
    put(c, "taken")
    for number in range(3 * 3):
        c.begin()
        put(c, f"n{number}", "taken" if number % 3 else f"m{number}")
        if number % 3:
            with pytest.raises(DatabaseFailed):
                c.rows(COUNT)
            c.rollback()
        else:
            c.commit()
    assert c.rows(COUNT) == [(1 + 3 * 2,)]


def test_more_statements_than_are_kept(c, monkeypatch):
    monkeypatch.setattr(flight, "_KEPT", 4)
    for turn in range(5):
        for number in range(9):
            assert c.rows(f"SELECT {number} + ?", [turn]) == [(number + turn,)]
    assert c.rows("SELECT count(*) FROM pg_prepared_statements")[0][0] <= 4


def test_flights_larger_than_any_buffer(c):
    large = b"x" * 1_000_000
    c.begin()
    for number in range(40):
        c.insert("guard", GUARD, [guard(str(number), large)])
    found = c.rows("SELECT answer FROM guard")
    c.commit()
    assert [len(answer) for (answer,) in found] == [len(large)] * 40


def test_a_session_that_is_gone_is_lost_whatever_waited(postgres_database, c):
    other = postgres_database.writing()
    c.begin()
    assert c.rows(COUNT) == [(0,)]
    put(c, "a")
    other.rows("SELECT pg_terminate_backend(?::int)", [c.process])
    with pytest.raises(Lost):
        c.commit()
    assert other.rows(COUNT) == [(0,)]
    other.close()
