"""SIGKILL between every two statements of the writer: told again, the story ends with the same history.

Which statement it is that is never reached is counted by the connection; the node is a process of its own and kills
itself. The small size takes a few of them, the full size all until the story ends before it is killed.
"""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from faults.cluster import until
from faults.nodes import HERE, chance
from faults.verdict import nothing_left, nothing_torn, told
from lingqu.runtime import blobs
from lingqu.store import open_database

FEW = 16  # statements that the small size tries on each kind of database


class Teller:
    """A process that has loaded everything and tells the story in children of its own."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, HERE / "story.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), *sys.path])},
        )

    def tell(self, url, *, killed_before=0, round_=0):
        """What the story said; its last line is `done STATEMENTS` unless it was killed."""
        self._process.stdin.write(f"{killed_before} {round_} {url}\n")
        self._process.stdin.flush()
        said = []
        for line in self._process.stdout:
            if line.startswith("end "):
                assert line.split()[1] in {"0", "-9"}, "Expected the story to end or to be killed, but it failed"
                return said
            said.append(line.strip())
        raise AssertionError("Expected the teller to live, but it has ended")

    def close(self):
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def teller():
    made = Teller()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request, tmp_path):
    """Makes a fresh database for each time that the story is told."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")

        @contextmanager
        def made():
            path = tmp_path / "lingqu.db"
            for old in tmp_path.glob("lingqu.db*"):
                old.unlink()
            shutil.copy(template, path)
            yield f"sqlite:///{path}"

    else:
        server = request.getfixturevalue("postgres")

        @contextmanager
        def made():
            name = server.empty()
            yield server.url(name)
            server.drop(name)

    return made


def test_the_same_history_wherever_it_was_killed(teller, fresh):
    whole, statements = undisturbed(teller, fresh)
    step = statements // FEW
    for place in range(chance().randint(1, step), statements * 9 // 10, step):  # what runs beside it counts as well
        assert killed(teller, fresh, place, whole), f"statement {place} of {statements} was not reached"


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_same_history_killed_at_every_statement(teller, fresh):
    whole, statements = undisturbed(teller, fresh)
    place = 1
    while killed(teller, fresh, place, whole):
        place += 1
    assert place > statements * 0.8


def undisturbed(teller, fresh):
    """The history of the story when nobody is killed, and how many statements it takes."""
    with fresh() as url:
        said = teller.tell(url)
        database = open_database(url)
        nothing_left(database)
        found = history(database)
        database.close()
    word, statements = said[-1].split()
    assert word == "done"
    assert {who: len(commands) for who, commands in found.items()} == {
        ("a", "order"): 4,
        ("b", "calls"): 2,
        ("b", "one-job"): 2,
        ("c", "one-job"): 2,
        ("d", "left"): 2,
    }
    return found, int(statements)


def killed(teller, fresh, place, whole):
    """Tell it, killed at this statement, look; tell it again and compare. False: it ended before."""
    with fresh() as url:
        said = teller.tell(url, killed_before=place)
        database = open_database(url)
        try:
            over(database)
            nothing_torn(database)
            told(database, said)
            again = teller.tell(url, round_=1)
            assert again[-1].startswith("done")
            nothing_left(database)
            told(database, [*said, *(line for line in again if not line.startswith("started"))])
            assert history(database) == whole, f"killed at statement {place}"
        finally:
            database.close()
    return not said or not said[-1].startswith("done")


def over(database):
    """The server has done all that the dead process had sent it."""
    if database.dialect == "postgresql":
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

        def gone():
            with database.reading() as c:
                return c.row(others) == (0,)

        until(gone, "the sessions of the dead process to end")


def history(database):
    """Commands and kinds of events of each instance, by the id that its client gave and its process."""
    with database.reading() as c:
        names = {
            key: (value.strip('"'), process)
            for key, value, process in c.rows(
                "SELECT i.key, v.value, i.process_id FROM instance i"
                " JOIN variable v ON v.instance = i.root AND v.scope = 0 AND v.name = 'order'"
            )
        }
        rows = c.rows("SELECT instance, command, format, events FROM history ORDER BY instance, version")
    found = {name: [] for name in names.values()}
    for instance, command, format_, events in rows:
        kinds = [type(event).__name__ for event in blobs.history.decode(format_, bytes(events))]
        found[names[instance]].append((command, kinds))
    return found
