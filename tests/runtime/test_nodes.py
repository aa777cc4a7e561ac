"""Nodes that come and go: what the others see of them, and what they leave behind."""

import psycopg
import pytest
from structlog.testing import capture_logs

from lingqu.runtime import RowWork, Runtime
from lingqu.runtime.node import DEAD, renewal
from lingqu.store import open_database
from lingqu.store.schema import _connected, _others_live
from runtime.looking import rows, settled

DAY = 86_400_000
ALIVE = "SELECT alive FROM node WHERE id = ?"
NUMBERS = "SELECT node, number FROM batch ORDER BY node, number"


@pytest.fixture
def node(database, clock):
    made = Runtime(database, clock=clock)
    made.begin()
    yield made
    made.stop()


def left_by_another(node, name, *, alive, numbers):
    """A node that was there before, and its batch numbers with their times."""
    c = node.db.writing()
    c.insert("node", ("id", "name", "started", "alive", "reads"), [(name, "n", 0, alive, 1)])
    c.insert("batch", ("node", "number", "at"), [(name, number, at) for number, at in enumerate(numbers, 1)])
    c.close()


def test_a_node_that_stops_signs_off_as_its_last_act(node, clock):
    node.writer.submit(renewal(node.node))
    node.stop()
    assert rows(node, ALIVE, node.node)[0][0] < clock.at - DEAD


def test_who_is_alone_after_the_others_have_stopped_may_upgrade_at_once(postgres_database):
    others = [Runtime(open_database(postgres_database.address.alchemy)) for _ in range(2)]
    for one in others:
        one.begin()
    with _connected(postgres_database.address) as connection:
        assert _others_live(connection)
    for one in others:
        one.stop()
        one.db.close()
    with _connected(postgres_database.address) as connection:
        assert not _others_live(connection)


def test_a_node_whose_database_is_away_when_it_ends_stops_all_the_same(postgres_database):
    node = Runtime(postgres_database)
    node.begin()
    node.drain()
    node.writer._thread.join(20)
    before = rows(node, ALIVE, node.node)
    with psycopg.connect(postgres_database.address.target, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [node.writer._committer._c.process])
    with capture_logs() as logged:
        node.stop()
    assert [line["event"] for line in logged] == ["node could not sign off"]
    assert rows(node, ALIVE, node.node) == before


def test_batch_numbers_of_nodes_that_are_over_go_one_node_after_the_other(database, clock):
    node = Runtime(database, clock=clock)
    now, old = clock.at, clock.at - 8 * DAY
    left_by_another(node, 901, alive=old, numbers=[old] * 3)
    left_by_another(node, 902, alive=old, numbers=[old] * 2)
    left_by_another(node, 903, alive=now, numbers=[old, now])
    node.begin()

    def left():
        node.writer.call(renewal(node.node))
        return {one: number for one, number in rows(node, NUMBERS) if one > 900}

    assert sorted(left()) == [902, 903]
    assert left() == {903: 2}
    assert left() == {903: 2}
    node.stop()


def test_a_nodes_own_old_batch_numbers_go_a_portion_at_a_time(node, clock, monkeypatch):
    monkeypatch.setattr("lingqu.runtime.node._PORTION", 4)
    for _ in range(9):
        node.writer.call(renewal(0))
    young = rows(node, "SELECT max(number) FROM batch")[0][0] + 1
    clock.at += 8 * DAY

    def oldest():
        node.writer.call(renewal(node.node))
        return rows(node, "SELECT min(number) FROM batch")[0][0]

    assert (oldest(), oldest()) == (5, 9)
    while (found := oldest()) < young:
        assert found % 4 == 1
    assert oldest() >= young


def test_a_node_whose_clock_is_wrong_takes_nothing_for_expired(database):
    node = Runtime(database)
    node.begin()
    settled(node)
    now = node.now()
    node.writer.call(node.publish("paid", "A", ttl_ms=1, message_id="x"))
    node.writer.call(RowWork(run=lambda tx: tx.c.run("UPDATE message SET expires_at = ?", [now - 60_000])))
    node.writer.call(RowWork(run=lambda tx: tx.c.run("UPDATE guard SET expires = ?", [now - 60_000])))
    there = "SELECT (SELECT count(*) FROM message), (SELECT count(*) FROM guard)"

    node._watch.compare(lambda: node.now() - 5000)
    node._sweep_messages()
    node._renew()  # which compares again, with the database
    settled(node)
    assert rows(node, there) == [(1, 1)]

    node._sweep_messages()
    node._renew()
    settled(node)
    assert rows(node, there) == [(0, 0)]
    node.stop()
