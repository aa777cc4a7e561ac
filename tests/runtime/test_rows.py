"""Rows: many changes of a batch, written by few statements, leave what they would have left one by one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lingqu.runtime.audit_rows import Retold
from lingqu.runtime.rows import Rows

KEYS = [(1, "person", "anna", 0), (1, "person", "bob", 1), (2, "group", "all", 0)]


def fields(key, tenant):
    return {"task": key[0], "kind": key[1], "who": key[2], "seat": key[3], "tenant": tenant, "instance": 5}


changes = st.tuples(
    st.sampled_from(["insert", "ensure", "upsert", "update", "delete", "clear"]),
    st.sampled_from(KEYS),
    st.sampled_from(["x", "y"]),
)


def do(rows, kind, key, tenant):
    """One change, asked of Rows or of what does each at once."""
    match kind:
        case "clear":
            rows.clear("offer", {"task": key[0]})
        case "delete":
            rows.delete("offer", key)
        case "update":
            rows.update("offer", key, {"tenant": tenant})
        case _:
            getattr(rows, kind)("offer", key, fields(key, tenant))


@pytest.fixture
def c(database):
    connection = database.writing()
    yield connection
    connection.close()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(st.lists(changes, max_size=5), max_size=3), min_size=1, max_size=3))
def test_a_batch_of_decisions_equals_their_changes_one_by_one(c, batches):
    c.run("DELETE FROM offer")
    expected = Retold()
    offers = expected.tables["offer"]
    for decisions in batches:
        batch = Rows()
        for decision in decisions:
            rows = Rows()
            for kind, key, tenant in decision:
                there = key in offers
                if (kind == "insert" and there) or (kind == "update" and not there):
                    continue  # a projector inserts what is new and updates what is there
                do(rows, kind, key, tenant)
                do(expected, kind, key, tenant)
            batch = batch.then(rows)
        batch.write(c)
    found = {row[:4]: row[4] for row in c.rows("SELECT task, kind, who, seat, tenant FROM offer")}
    assert found == {key: row["tenant"] for key, row in offers.items()}


def test_an_inserted_row_that_is_deleted_never_was():
    rows = Rows()
    do(rows, "insert", KEYS[0], "x")
    rows.delete("offer", KEYS[0])
    assert rows.inserted("offer") == []


@pytest.mark.parametrize("count", [1, 300])
def test_the_number_of_statements_does_not_grow_with_the_rows(count):
    class Counting:
        statements = 0

        def __getattr__(self, name):
            def statement(*args, **kwargs):
                type(self).statements += 1

            return statement

    Counting.statements = 0
    rows = Rows()
    for number in range(count):
        do(rows, "insert", (number, "person", "a", 0), "x")
        rows.update("task", (number,), {"state": 1})
        rows.delete("timer", (number,))
    rows.write(Counting())
    assert Counting.statements == 3
