"""SIGKILL at random moments, of one node and of several at once: what was answered is there exactly once."""

import subprocess
import sys
from contextlib import ExitStack

import pytest

from faults.clients import FILES
from faults.nodes import HERE, BusyNode, chance, prepare, url_of
from faults.verdict import check
from lingqu.runtime import Runtime
from lingqu.store import open_database


def killed(url, names, lines):
    """Nodes with these names work until each has said so much, then all are killed at once; what they had said."""
    nodes = [BusyNode(url, name) for name in names]
    try:
        for node in nodes:
            node.wait_for(lines)
    finally:
        said = [line for node in nodes for line in node.kill()]
    return said


def run(database, names, *, kills, lines):
    """Kill them so often, after a random number of answers; the verdict over all of it."""
    url, random = url_of(database), chance()
    database.close()
    prepare(url, FILES)
    said = []
    for turn in range(kills):
        said += killed(url, [f"{name}{turn}" for name in names], random.randint(2, lines))
    return check(url, said)


def in_turn(database, many, *, kills, lines, server=None):
    """So many nodes work; again and again one is killed and another takes its place while the rest go on; the verdict.

    `server`: a cluster that is killed and started as well, every third time.
    """
    url, random = url_of(database), chance()
    prepare(url, FILES)
    names = iter(range(many + kills))
    said = []
    with ExitStack() as alive:

        def born():
            node = BusyNode(url, f"n{next(names)}")
            alive.callback(node.kill)
            return node

        nodes = [born() for _ in range(many)]
        for turn in range(kills):
            place = random.randrange(many)
            nodes[place].wait_for(random.randint(2, lines))
            if server is not None and turn % 3 == 1:
                for node in nodes:
                    node.wait_for(1)  # one that cannot even begin ends, as it should
                server.kill()
                server.start()
            said += nodes[place].kill()
            nodes[place] = born()
        for node in nodes:
            node.wait_for(1)
            said += node.kill()
    return check(url, said)


def test_a_killed_node_leaves_a_prefix_of_what_it_accepted(database):
    assert all(run(database, ["n"], kills=2, lines=120))


@pytest.mark.parametrize("many", [2, 4])
def test_killed_processes_on_one_database(postgres_database, many):
    assert all(run(postgres_database, "abcd"[:many], kills=1, lines=60))


def test_one_of_several_is_killed_while_the_others_go_on(postgres_database):
    assert all(in_turn(postgres_database, 3, kills=4, lines=30))


def test_the_server_is_killed_under_several_nodes_of_which_one_is_killed_as_well(breakable, address):
    assert all(in_turn(open_database(address), 2, kills=3, lines=30, server=breakable))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("many", [2, 4])
def test_one_after_the_other_is_killed_while_the_others_go_on(postgres_database, many):
    assert all(in_turn(postgres_database, many, kills=60, lines=200))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_server_and_nodes_are_killed_again_and_again(breakable, address):
    assert all(in_turn(open_database(address), 3, kills=45, lines=200, server=breakable))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_processes_are_killed_again_and_again(postgres_database, many):
    assert all(run(postgres_database, "abcd"[:many], kills=60, lines=400))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_process_on_sqlite_is_killed_again_and_again(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/lingqu.db")
    database.upgrade()
    assert all(run(database, ["n"], kills=120, lines=400))


def test_a_second_process_cannot_write_the_same_file(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/one.db")
    database.upgrade()
    node = Runtime(database)
    node.begin()
    second = "import sys; from lingqu.store import open_database; open_database(sys.argv[1]).writing()"
    found = subprocess.run(
        [sys.executable, "-c", second, url_of(database)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=HERE,
    )
    assert found.returncode != 0
    assert "another one does" in found.stderr
    node.stop()
    database.close()


def test_a_killed_node_gives_the_file_back(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/one.db")
    database.upgrade()
    url = url_of(database)
    database.close()
    prepare(url, FILES)
    killed(url, ["n"], 8)
    again = open_database(url)
    again.writing().close()
    again.close()
