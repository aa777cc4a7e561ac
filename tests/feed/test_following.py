"""Following commits: everything once and in order, on one node and on several, however the pages are cut."""

import random

import pytest

from drawing import draw_xml
from lingqu.feed.cursor import Cursor
from lingqu.feed.following import OVER, follow, newest
from lingqu.kernel.errors import Invalid
from lingqu.runtime import RowWork, Runtime
from runtime.conftest import Clock

DRAWING = "start -> a[user] -> end"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def runtime(database, clock):
    node = Runtime(database, clock=clock)
    node.begin()
    node.deploy([("p.bpmn", draw_xml(DRAWING, process="p"))])
    yield node
    node.stop()


def begin(node, count=1):
    futures = [node.writer.submit(node.start("p")) for _ in range(count)]
    return [future.result(30).instance for future in futures]


def read(node, cursor, limit, now):
    """All rows after a cursor, page by page, and the cursor at the end."""
    found = []
    while True:
        with node.db.reading() as c:
            page = follow(c, cursor, now=now, limit=limit)
        found += [row for commit in page.commits for row in commit.history]
        cursor = page.cursor
        if not page.more:
            return found, cursor


def stored(node):
    with node.db.reading() as c:
        return set(c.rows("SELECT instance, version FROM history"))


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_pages_of_any_size_hold_every_row_once_and_in_order(runtime, clock, limit):
    for _ in range(4):
        begin(runtime, 3)
        clock.forward(10)
    rows, cursor = read(runtime, Cursor(), limit, clock())

    told = [(row[2], row[3]) for row in rows]
    assert len(told) == len(set(told))
    assert set(told) == stored(runtime)
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    assert read(runtime, cursor, limit, clock()) == ([], cursor)


def test_a_commit_larger_than_a_page_is_not_cut(runtime, clock):
    many = begin(runtime, 40)
    rows, _ = read(runtime, Cursor(), 5, clock())
    assert {row[2] for row in rows} == set(many)
    assert len(rows) == len(stored(runtime))


def test_now_leaves_out_what_was(runtime, clock):
    begin(runtime)
    with runtime.db.reading() as c:
        cursor = newest(c)
    [late] = begin(runtime)
    rows, _ = read(runtime, cursor, 10, clock())
    assert {row[2] for row in rows} == {late}


def test_commits_of_two_nodes_are_merged_and_none_is_missed(postgres_database, clock):
    chance = random.Random(7)  # noqa: S311 - the same dice each run
    nodes = [Runtime(postgres_database, clock=clock) for _ in range(2)]
    for node in nodes:
        node.begin()
    try:
        nodes[0].deploy([("p.bpmn", draw_xml(DRAWING, process="p"))])
        rows, cursor = [], Cursor()
        for _ in range(30):
            begin(chance.choice(nodes))
            clock.forward(chance.choice([0, 5]))
            if chance.random() < 0.4:
                more, cursor = read(nodes[0], cursor, chance.choice([1, 4]), clock())
                rows += more
        more, cursor = read(nodes[1], cursor, 3, clock())
        told = [(row[2], row[3]) for row in rows + more]
        assert len(told) == len(set(told))
        assert set(told) == stored(nodes[0])
        assert len(cursor.read) == 2
    finally:
        for node in nodes:
            node.stop()


def test_a_node_that_is_long_gone_is_folded_into_the_floor_and_told_no_more(runtime, clock, database):
    begin(runtime)
    gone = runtime.node
    runtime.writer.call(RowWork(run=lambda tx: tx.c.run("UPDATE node SET alive = ?", [clock() - OVER - 1])))
    rows, cursor = read(runtime, Cursor(), 10, clock())
    assert rows
    assert (cursor.floor, cursor.read) == (gone, {})
    assert read(runtime, cursor, 10, clock()) == ([], cursor)


@pytest.mark.parametrize(
    "text", ["x", "!!!", "eyJhIjoxfQ", "WzEsWzJdXQ", "WzEsW1stMSwyXV1d", "A" * 40_000, str(Cursor({1: 2}))[:-2]]
)
def test_what_is_no_cursor_is_refused(text):
    with pytest.raises(Invalid):
        Cursor.parse(text)


def test_a_cursor_is_read_as_it_was_written():
    cursor = Cursor({3: 1 << 40, 9: 1}, 2)
    assert Cursor.parse(str(cursor)) == cursor
    assert (cursor.of(1), cursor.of(3), cursor.of(12)) == (None, 1 << 40, 0)
