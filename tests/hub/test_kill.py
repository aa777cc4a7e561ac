"""`kill -9` at every point between two states of the ledger: after a restart each document has exactly one payment."""

import os
import signal
import subprocess
import sys

import pytest

from hub.doomed_node import DOCUMENTS, POINTS
from lingqu.store import open_database
from systems.programs import ROOT, running


@pytest.fixture
def finance(tmp_path):
    with running("finance", tmp_path / "finance.sqlite", "--faults") as finance:
        yield finance


def run(url, finance, *doom):
    places = [os.environ.get("PYTHONPATH", ""), str(ROOT), str(ROOT / "tests")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}
    command = [sys.executable, "-m", "hub.doomed_node", url, finance.url, finance.token, *map(str, doom)]
    return subprocess.run(command, check=False, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)


def one_payment_each(finance):
    found = finance.call("GET", "/api/payments?limit=500").json()["payments"]
    return sorted(one["reference"] for one in found) == [f"DOC-{n}" for n in range(DOCUMENTS)]


@pytest.mark.parametrize("point", POINTS)
def test_killed_and_restarted_it_converges(tmp_path, finance, point):
    url = f"sqlite:///{tmp_path / 'lingqu.db'}"
    if point == "in absent":
        finance.call("POST", "/_fault", {"cut": 3})  # cut before anything was done: looked up, absent, sent again
    elif point in ("in lose", "after lose", "before probe", "after probe"):
        finance.call("POST", "/_fault", {"cut_after_commit": 3})
    killed = run(url, finance, point, 2)
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-3000:]
    finance.call("DELETE", "/_fault")
    restarted = run(url, finance)
    assert restarted.returncode == 0, restarted.stderr[-3000:]
    assert one_payment_each(finance)
    assert states(url) == [(2, DOCUMENTS)]


def test_another_node_takes_over_from_one_that_was_killed(postgres, finance):
    name = postgres.empty()
    url = postgres.url(name)
    killed = run(url, finance, "after call", 2)
    assert killed.returncode == -signal.SIGKILL, killed.stderr[-3000:]
    aged = open_database(url)
    with_writing = aged.writing()
    with_writing.begin()
    with_writing.run("UPDATE node SET alive = 0")  # the killed node has been silent for long
    with_writing.commit()
    with_writing.close()
    aged.close()
    restarted = run(url, finance)
    assert restarted.returncode == 0, restarted.stderr[-3000:]
    assert one_payment_each(finance)
    postgres.drop(name)


def states(url):
    database = open_database(url)
    with database.reading() as c:
        found = c.rows("SELECT state, count(*) FROM effect GROUP BY state")
    database.close()
    return found
