"""One store suite for both drivers."""

import pytest

from lingqu.kernel.errors import Conflict, Invalid
from lingqu.store import DatabaseFailed, Lost, open_database

GUARD = ("scope", "id", "answer", "at", "expires")


@pytest.fixture
def c(database):
    connection = database.writing()
    yield connection
    connection.close()


def guard(name, answer=None, at=1):
    return ("s", name, answer, at, None)


def ids(c):
    return [row[0] for row in c.rows("SELECT id FROM guard ORDER BY id")]


def test_what_is_committed_is_seen_by_a_reader(database, c):
    c.begin()
    c.insert("guard", GUARD, [guard("a", b"\x00\xff")])
    c.commit()
    with database.reading() as reader:
        assert reader.row("SELECT scope, id, answer, expires FROM guard") == ("s", "a", b"\x00\xff", None)


def test_what_is_rolled_back_is_not_there(database, c):
    c.begin()
    c.insert("guard", GUARD, [guard("a")])
    c.rollback()
    assert ids(c) == []


def test_insert_answers_only_the_rows_that_were_new(c):
    c.insert("guard", GUARD, [guard("a")])
    assert c.insert("guard", GUARD, [guard("a"), guard("b")], ignore=True, returning=("id",)) == [("b",)]


def test_insert_of_a_row_that_is_there_fails(c):
    c.insert("guard", GUARD, [guard("a")])
    with pytest.raises(DatabaseFailed):
        c.insert("guard", GUARD, [guard("a")])


def test_a_big_insert_answers_every_row(c):
    names = {f"n{number}" for number in range(5000)}
    found = c.insert("guard", GUARD, [guard(name) for name in names], ignore=True, returning=("id",))
    assert {row[0] for row in found} == names


def test_upsert_replaces_what_is_there(c):
    c.insert("guard", GUARD, [guard("a", b"old")])
    c.upsert("guard", ("scope", "id"), GUARD, [guard("a", b"new"), guard("b", b"b")])
    assert c.rows("SELECT id, answer FROM guard ORDER BY id") == [("a", b"new"), ("b", b"b")]


def test_many_rows_are_updated_by_key(c):
    c.insert("guard", GUARD, [guard("a"), guard("b"), guard("c")])
    c.update_many("guard", ("scope", "id"), ("at", "answer"), [("s", "a", 7, b"x"), ("s", "c", 9, None)])
    assert c.rows("SELECT id, at, answer FROM guard ORDER BY id") == [("a", 7, b"x"), ("b", 1, None), ("c", 9, None)]


def test_many_rows_are_deleted_by_key(c):
    c.insert("guard", GUARD, [guard("a"), guard("b"), guard("c")])
    c.delete_many("guard", ("scope", "id"), [("s", "a"), ("s", "c")])
    assert ids(c) == ["b"]


@pytest.mark.parametrize("names", [["a", "c"], ["it's", 'say "x"', "中文 %s ?"], []])
def test_a_list_is_one_parameter(c, names):
    c.insert("guard", GUARD, [guard(name) for name in (*names, "other")])
    assert {row[0] for row in c.rows("SELECT id FROM guard WHERE id IN ??", [names])} == set(names)
    assert {row[0] for row in c.rows("SELECT id FROM guard WHERE id NOT IN ??", [names])} == {"other"}


def test_keys_of_63_bits_pass_through_lists(c):
    key = (1 << 63) - 1
    c.insert("batch", ("node", "number", "at"), [(key, 1, 5)])
    assert c.rows("SELECT node FROM batch WHERE node IN ??", [[key, 3]]) == [(key,)]


def test_run_counts_the_rows_it_changed(c):
    c.insert("guard", GUARD, [guard("a"), guard("b")])
    assert c.run("UPDATE guard SET at = ? WHERE scope = ?", [3, "s"]) == 2


def test_a_failed_savepoint_undoes_only_its_part(c):
    c.begin()
    c.insert("guard", GUARD, [guard("kept")])
    with pytest.raises(DatabaseFailed), c.savepoint():
        c.insert("guard", GUARD, [guard("lost"), guard("kept")])
    c.insert("guard", GUARD, [guard("later")])
    c.commit()
    assert ids(c) == ["kept", "later"]


def test_lock_rows_come_in_the_order_of_their_keys(c):
    c.insert("batch", ("node", "number", "at"), [(node, 1, node * 10) for node in (3, 1, 2)])
    c.begin()
    assert c.lock_rows("batch", "node", [3, 1, 4, 2], columns=("at",)) == [(1, 10), (2, 20), (3, 30)]
    c.rollback()


def test_locked_rows_are_left_out_for_others(postgres_database):
    one, two = postgres_database.writing(), postgres_database.writing()
    one.insert("batch", ("node", "number", "at"), [(1, 1, 0), (2, 1, 0)])
    one.begin()
    two.begin()
    assert one.lock_rows("batch", "node", [1]) == [(1,)]
    assert two.lock_rows("batch", "node", [1, 2]) == [(2,)]
    one.close()
    two.close()


def test_a_reader_sees_one_moment(database, c):
    with database.reading() as reader:
        assert reader.rows("SELECT id FROM guard") == []
        c.insert("guard", GUARD, [guard("a")])
        assert reader.rows("SELECT id FROM guard") == []


def test_a_reader_cannot_write(database):
    with pytest.raises(DatabaseFailed), database.reading() as reader:
        reader.run("DELETE FROM guard")


def test_after_a_failure_the_next_reader_is_fine(database):
    with pytest.raises(DatabaseFailed), database.reading() as reader:
        reader.rows("SELECT nothing FROM nowhere")
    with database.reading() as reader:
        assert reader.row("SELECT 1") == (1,)


def test_a_killed_connection_is_lost(postgres_database):
    one, two = postgres_database.writing(), postgres_database.writing()
    two.rows("SELECT pg_terminate_backend(?::int)", [one.process])
    with pytest.raises(Lost):
        one.rows("SELECT 1")
    one.close()
    two.close()


def test_readers_survive_a_server_that_hung_up(postgres_database):
    with postgres_database.reading() as reader:
        process = reader.process
    killer = postgres_database.writing()
    killer.rows("SELECT pg_terminate_backend(?::int)", [process])
    killer.close()
    with postgres_database.reading() as reader:
        assert reader.row("SELECT 1") == (1,)


def test_a_failed_transaction_cannot_be_committed(postgres_database):
    c = postgres_database.writing()
    c.begin()
    with pytest.raises(DatabaseFailed):
        c.rows("SELECT nothing FROM nowhere")
    with pytest.raises(DatabaseFailed):
        c.commit()
    c.close()


def test_a_second_writer_of_one_file_is_told_so(tmp_path):
    address = f"sqlite:///{tmp_path}/one.db"
    first, second = open_database(address), open_database(address)
    first.upgrade()
    with pytest.raises(Conflict, match="another one does"):
        second.writing()
    first.close()
    second.writing().close()
    second.close()


@pytest.mark.parametrize(
    "address",
    ["", "lingqu.db", "mysql://x/y", "sqlite://", "sqlite:////nowhere/at/all.db", "postgresql://u:geheim@h:abc/d"],
)
def test_an_address_that_cannot_be_one_is_refused_without_its_password(address):
    with pytest.raises(Invalid) as wrong:
        open_database(address)
    assert "geheim" not in str(wrong.value)


def test_the_password_is_not_shown():
    assert "geheim" not in open_database("postgresql://u:geheim@h/d").address.shown


def test_the_database_tells_the_time(c):
    assert c.clock() > 1_700_000_000_000
