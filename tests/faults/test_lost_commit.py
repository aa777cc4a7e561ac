"""A connection that goes away before, inside or after COMMIT: everything that was answered is there exactly once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lingqu.engine.commands import CompleteJob
from lingqu.runtime import GuardClaim, RowWork, Runtime
from lingqu.runtime.audit import audit
from lingqu.store import Lost
from lingqu.store.postgres import PostgresConnection
from runtime.drawings import ONE_JOB
from runtime.looking import rows


@pytest.fixture
def node(postgres_database):
    found = Runtime(postgres_database)
    found.begin()
    found.deploy([("one.bpmn", ONE_JOB)])
    yield found
    found.stop()


class Cut:
    """Ends the writer's connection at the next commit: before the server hears of it, or after it has done it."""

    def __init__(self, monkeypatch, *, arrives):
        self.left = 1
        self.arrives = arrives
        original = PostgresConnection.commit

        def commit(connection):
            if not self.left:
                return original(connection)
            self.left -= 1
            if self.arrives:
                original(connection)
            connection.close()
            raise Lost("cut by the test")

        monkeypatch.setattr(PostgresConnection, "commit", commit)


@pytest.mark.parametrize("arrives", [True, False], ids=["after the commit", "before the commit"])
def test_a_commit_of_unknown_fate_is_looked_up_and_done_once(node, monkeypatch, arrives):
    Cut(monkeypatch, arrives=arrives)
    started = node.writer.call(node.start("one-job", variables={}))
    assert rows(node, "SELECT key FROM instance") == [(started.instance,)]
    [job] = node.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=9)
    node.writer.call(node.job_command(CompleteJob(at=0, job=job.key)))
    assert audit(node.db).differences == ()


def test_a_commit_that_is_still_under_way_when_the_node_looks_is_waited_for(node, monkeypatch, postgres_database):
    """The old session has written everything and its COMMIT comes late: the new one waits for it, then sees it."""
    late: list[PostgresConnection] = []
    original = PostgresConnection.commit
    closing = PostgresConnection.close

    def commit(connection):
        if not late:
            late.append(connection)
            raise Lost("cut by the test")
        return original(connection)

    def close(connection):
        if connection not in late:
            closing(connection)

    monkeypatch.setattr(PostgresConnection, "commit", commit)
    monkeypatch.setattr(PostgresConnection, "close", close)
    future = node.writer.submit(node.start("one-job", variables={}))
    watcher = postgres_database.writing()
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while watcher.row(waiting) == (0,):
        threading.Event().wait(0.01)
    assert not future.done()
    original(late[0])
    started = future.result(20)
    assert rows(node, "SELECT key FROM instance") == [(started.instance,)]
    closing(late[0])
    watcher.close()
    assert audit(node.db).differences == ()


def test_killed_sessions_lose_and_double_nothing(node, postgres_database):
    """The server kills the writer's session again and again while clients start and complete."""
    stop = threading.Event()

    def kill():
        killer = postgres_database.writing()
        while not stop.is_set():
            killer.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND application_name = 'lingqu'"
            )
            stop.wait(0.03)
        killer.close()

    killing = threading.Thread(target=kill)
    killing.start()

    def client(name):
        answered = []
        for turn in range(25):
            guard = GuardClaim("client", f"{name}/{turn}")
            answered.append(node.writer.call(node.start("one-job", variables={}, guard=guard), timeout=60).instance)
        return answered

    with ThreadPoolExecutor(4) as pool:
        answered = [key for keys in pool.map(client, range(4)) for key in keys]
    stop.set()
    killing.join()
    with postgres_database.reading() as c:
        there = sorted(key for (key,) in c.rows("SELECT key FROM instance"))
    assert there == sorted(answered)
    assert len(set(answered)) == 100
    assert audit(postgres_database).differences == ()


def test_after_a_reconnect_the_cache_is_empty(node, monkeypatch):
    node.writer.call(node.start("one-job", variables={}))
    assert len(node._cache) == 1
    Cut(monkeypatch, arrives=True)
    node.writer.call(RowWork(run=lambda tx: None))
    assert len(node._cache) == 0
