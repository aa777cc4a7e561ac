"""Copies of a SQLite database: whole although taken under load, put back in place of one, refused when not sound."""

import sqlite3
import threading
from pathlib import Path

import pytest

from lingqu.cli.backup import backup as backup_command
from lingqu.kernel.errors import Conflict, Invalid, NotFound
from lingqu.runtime import Runtime
from lingqu.runtime.audit import audit
from lingqu.store import open_database
from lingqu.store.copies import backup, restore, sound
from runtime.drawings import ONE_JOB


@pytest.fixture
def database(sqlite_template, tmp_path):
    path = tmp_path / "lingqu.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return path


@pytest.fixture
def node(database):
    runtime = Runtime(open_database(f"sqlite:///{database}"))
    runtime.begin()
    runtime.deploy([("one.bpmn", ONE_JOB)])
    yield runtime
    runtime.stop()
    runtime.db.close()


def started(path):
    db = open_database(f"sqlite:///{path}")
    try:
        assert audit(db).differences == ()
        with db.reading() as c:
            return c.rows("SELECT count(*) FROM instance")[0][0]
    finally:
        db.close()


def test_a_copy_taken_while_instances_start_is_one_state_of_everything(node, database, tmp_path):
    for _ in range(20):
        node.writer.call(node.start("one-job"))
    over = threading.Event()
    answered = []

    def load():
        while not over.is_set():
            answered.append(node.writer.call(node.start("one-job")).instance)

    client = threading.Thread(target=load)
    client.start()
    copies = [tmp_path / "copies" / f"{number}.sqlite" for number in range(3)]
    for copy in copies:
        assert backup(database, copy) == copy.stat().st_size
    over.set()
    client.join(30)
    counts = [started(copy) for copy in copies]
    assert counts == sorted(counts)
    assert 20 <= counts[0] <= counts[-1] <= 20 + len(answered)


def test_what_was_restored_goes_on(node, database, tmp_path):
    node.writer.call(node.start("one-job"))
    copy = tmp_path / "copy.sqlite"
    backup(database, copy)
    other = tmp_path / "elsewhere" / "lingqu.sqlite"
    restore(copy, other)
    again = Runtime(open_database(f"sqlite:///{other}"))
    again.begin()
    try:
        (job,) = again.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=5)
        fresh = again.writer.call(again.start("one-job")).instance
        assert fresh != job.instance
    finally:
        again.stop()
        again.db.close()


def test_a_database_is_replaced_only_when_asked_and_kept_beside(node, database, tmp_path):
    copy = tmp_path / "copy.sqlite"
    backup(database, copy)
    node.writer.call(node.start("one-job"))
    with pytest.raises(Conflict, match="other"):
        restore(copy, database, replace=True)  # the node works on it
    node.stop()
    node.db.close()
    with pytest.raises(Conflict, match="--replace"):
        restore(copy, database)
    restore(copy, database, replace=True)
    assert started(database) == 0
    assert started(Path(f"{database}.before")) == 1


def test_a_copy_never_replaces_a_file(database, tmp_path):
    (tmp_path / "there").write_text("precious")
    with pytest.raises(Conflict):
        backup(database, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "precious"
    with pytest.raises(NotFound):
        backup(tmp_path / "nowhere", tmp_path / "copy")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["lingqu.sqlite", "there"]


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00 cut off"])
def test_what_is_no_database_is_not_put_in_place(database, tmp_path, content):
    copy = tmp_path / "copy"
    copy.write_bytes(content)
    with pytest.raises(Invalid):
        restore(copy, database, replace=True)
    sound(database)


def test_a_damaged_copy_is_refused(database, tmp_path):
    with sqlite3.connect(database) as c:
        rows = [("s", str(n) * 50, 0, b"") for n in range(2000)]
        c.executemany("INSERT INTO guard (scope, id, at, answer) VALUES (?, ?, ?, ?)", rows)
    c.close()
    copy = tmp_path / "copy"
    backup(database, copy)
    body = bytearray(copy.read_bytes())
    body[len(body) // 2 : len(body) // 2 + 4096] = bytes(4096)
    copy.write_bytes(body)
    with pytest.raises(Invalid):
        restore(copy, database, replace=True)


def test_the_command_sends_users_of_postgresql_to_its_own_tools(monkeypatch, tmp_path):
    monkeypatch.setenv("LINGQU_DATABASE", "postgresql://nobody@127.0.0.1/nothing")
    with pytest.raises(Invalid) as told:
        backup_command(tmp_path / "copy")
    assert "pg_dump" in told.value.message.text("zh")
