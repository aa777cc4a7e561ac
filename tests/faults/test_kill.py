"""SIGKILL in the middle of work: what was answered is there exactly once, and history, pages and rows agree."""

import subprocess
import sys
from pathlib import Path

import pytest

from lingqu.runtime import Runtime
from lingqu.runtime.audit import audit
from lingqu.store import open_database
from runtime.drawings import CALLS, ONE_JOB
from runtime.looking import rows, settled

NODE = Path(__file__).parent / "busy_node.py"
LINES = 120


def prepare(database):
    node = Runtime(database)
    node.begin()
    node.deploy([("one.bpmn", ONE_JOB), ("calls.bpmn", CALLS)])
    node.stop()
    database.close()


def address(database):
    return f"sqlite:///{database.address.target}" if database.dialect == "sqlite" else database.address.target


def killed_after(address, names, lines):
    """Run a node a name until they have said so much together, kill them all at once; what they had said."""
    processes = [
        subprocess.Popen(
            [sys.executable, NODE, address, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for name in names
    ]
    said = []
    for process in processes:
        for _ in range(lines // len(processes)):
            line = process.stdout.readline()
            assert line, process.stderr.read()
            said.append(line.strip())
    for process in processes:
        process.kill()
    for process in processes:
        rest, _ = process.communicate()
        said += [line for line in rest.splitlines() if line.count(" ") >= 1]
    return said


def check(database, said):
    """Every answer is there exactly once, nothing is torn, and a new node finishes what was begun."""
    started = {
        line.split()[1]: int(line.split()[2]) for line in said if line.startswith("started") and line.count(" ") == 2
    }
    completed = [int(line.split()[1]) for line in said if line.startswith("completed")]
    assert audit(database).differences == ()
    node = Runtime(open_database(address(database)))
    node.begin()
    there = {key for (key,) in rows(node, "SELECT key FROM instance")}
    assert set(started.values()) <= there
    assert len(set(started.values())) == len(started)
    done = dict(rows(node, "SELECT key, state FROM job WHERE key IN ??", completed))
    assert [done[key] for key in completed] == [1] * len(completed)
    assert len(set(completed)) == len(completed)
    twice = "SELECT count(*) FROM (SELECT value FROM variable v JOIN instance i ON i.key = v.instance AND i.parent = 0 WHERE v.name = 'id' GROUP BY value HAVING count(*) > 1) x"
    assert rows(node, twice) == [(0,)]
    node._post.sweep()
    settled(node)
    assert rows(node, "SELECT count(*) FROM letter") == [(0,)]
    assert rows(
        node, "SELECT count(*) FROM job j JOIN instance i ON i.key = j.instance WHERE j.state = 0 AND i.status <> 0"
    ) == [(0,)]
    node.stop()
    node.db.close()
    assert audit(database).differences == ()


def test_a_killed_node_leaves_a_prefix_of_what_it_accepted(database):
    prepare(database)
    said = []
    for turn in range(2):
        said += killed_after(address(database), [f"n{turn}"], LINES)
    check(database, said)


def test_two_killed_processes_on_one_database(postgres_database):
    prepare(postgres_database)
    check(postgres_database, killed_after(address(postgres_database), ["a", "b"], LINES))


def test_a_second_process_cannot_write_the_same_file(tmp_path):
    database = open_database(f"sqlite:///{tmp_path}/one.db")
    database.upgrade()
    node = Runtime(database)
    node.begin()
    found = subprocess.run(
        [sys.executable, NODE, address(database), "n"], capture_output=True, text=True, timeout=60, check=False
    )
    assert found.returncode != 0
    assert "another one does" in found.stderr
    node.stop()
    database.close()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_killed_node_gives_the_file_back(tmp_path, kind):
    database = open_database(f"{kind}:///{tmp_path}/one.db")
    database.upgrade()
    prepare(database)
    killed_after(address(database), ["n"], 8)
    again = open_database(address(database))
    again.writing().close()
    again.close()
