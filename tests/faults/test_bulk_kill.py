"""SIGKILL of the server in the middle of a bulk start: `lingqu start` goes on, and every row is started exactly once."""

import json
import os
import subprocess
import sys
import time

import pytest

from runtime.drawings import END, START, user
from worker.serving import Server, until


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path):
    name = ""
    if request.param == "postgresql":
        postgres = request.getfixturevalue("postgres")
        name = postgres.empty()
    made = Server(tmp_path, postgres.url(name) if name else None)
    made.start()
    made.deploy("many", START, user("a"), END)
    yield made
    made.close()
    if name:
        postgres.drop(name)


def lingqu_start(server, table):
    out = table.with_suffix(".out")
    return subprocess.Popen(
        [sys.executable, "-m", "lingqu.cli", "start", "many", "--url", server.url, "--file", table, "--out", out],
        env={**os.environ, "LINGQU_LANGUAGE": "en"},
        stdout=subprocess.PIPE,
        text=True,
    )


def a_table(folder, rows):
    table = folder / "rows.csv"
    table.write_text("number,name\n" + "".join(f"{n},person {n}\n" for n in range(rows)), encoding="utf-8")
    return table


def started(server):
    return server.post("/v2/process-instances/search", {"page": {"limit": 1}})["page"]["totalItems"]


def answers(table):
    return [json.loads(line) for line in table.with_suffix(".out").read_text().splitlines()]


def test_every_row_is_started_once_whatever_is_killed(server, tmp_path):
    rows = 4000
    table = a_table(tmp_path, rows)
    client = lingqu_start(server, table)
    try:
        for enough in (200, 1500):
            until(lambda enough=enough: started(server) >= enough, "some rows")
            server.kill()
            server.start()
        told, _ = client.communicate(timeout=120)
    finally:
        client.kill()
        client.wait()

    count = json.loads(told.strip().splitlines()[-1])
    assert (count["rows"], count["failed"]) == (rows, 0)
    assert "The server is away" in told, "it was killed too late to show anything"
    keys = [one["instanceKey"] for one in answers(table)]
    assert [one["row"] for one in answers(table)] == list(range(1, rows + 1))
    assert len(set(keys)) == rows
    assert started(server) == rows

    again = lingqu_start(server, table)
    told, _ = again.communicate(timeout=120)
    assert json.loads(told)["again"] == rows
    assert [one["instanceKey"] for one in answers(table)] == keys


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_rows(server, tmp_path):
    rows = 100_000
    table = a_table(tmp_path, rows)
    began = time.monotonic()
    told, _ = lingqu_start(server, table).communicate(timeout=1500)
    took = time.monotonic() - began

    assert json.loads(told.strip().splitlines()[-1])["started"] == rows
    assert started(server) >= 10_000  # a search counts no further
    assert len({one["instanceKey"] for one in answers(table)}) == rows
    print(f"\n{rows} rows in {took:.1f} s: {rows / took:.0f} instances/s")  # noqa: T201 - the figure of the soak
