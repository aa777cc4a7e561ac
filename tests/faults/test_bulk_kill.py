"""SIGKILL of the server in the middle of a bulk start: `lingqu start` goes on, and every row is started exactly once."""

import json
import os
import subprocess
import sys

import pytest

from faults.nodes import chance
from lingqu.store import open_database
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


#: Of an NDJSON file this row cannot be read.
BAD = 77


def a_table(folder, rows, kind):
    """A file of that kind, and how many of its rows cannot be started."""
    table = folder / f"rows.{kind}"
    if kind == "csv":
        table.write_text("number,name\n" + "".join(f"{n},person {n}\n" for n in range(rows)), encoding="utf-8")
        return table, 0
    lines = [json.dumps({"number": n, "name": f"person {n}"}) for n in range(rows)]
    lines[BAD - 1] = '{"number": '
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return table, 1


def started(server):
    return server.post("/v2/process-instances/search", {"page": {"limit": 1}})["page"]["totalItems"]


def instances(server):
    """How many there are, counted in the database: a search counts no further than 10,000."""
    database = open_database(server.environment["LINGQU_DATABASE"])
    with database.reading() as c:
        found = c.row("SELECT count(*) FROM instance")[0]
    database.close()
    return found


def answers(table):
    return [json.loads(line) for line in table.with_suffix(".out").read_text().splitlines()]


def answered(table):
    """Rows that the client knows of so far."""
    out = table.with_suffix(".out")
    return out.read_bytes().count(b"\n") if out.exists() else 0


def exactly_once(server, table, rows, bad):
    """Every row has one answer, in order, and those that could be started an instance of their own."""
    told = answers(table)
    keys = [one["instanceKey"] for one in told if "instanceKey" in one]
    assert [one["row"] for one in told] == list(range(1, rows + 1))
    assert [one["row"] for one in told if "instanceKey" not in one] == [BAD] * bad
    assert len(set(keys)) == len(keys) == rows - bad
    assert instances(server) == rows - bad
    return keys


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_every_row_is_started_once_whatever_is_killed(server, tmp_path, kind):
    rows = 4000
    table, bad = a_table(tmp_path, rows, kind)
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
    assert (count["rows"], count["failed"]) == (rows, bad)
    assert "The server is away" in told, "it was killed too late to show anything"
    keys = exactly_once(server, table, rows, bad)

    again = lingqu_start(server, table)
    told, _ = again.communicate(timeout=120)
    assert json.loads(told)["again"] == rows - bad
    assert exactly_once(server, table, rows, bad) == keys


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_a_hundred_thousand_rows_whatever_is_killed(server, tmp_path, kind):
    """The server is killed again and again, and twice the client as well, which is then started anew."""
    rows, random = 100_000, chance()
    table, bad = a_table(tmp_path, rows, kind)
    client = lingqu_start(server, table)
    try:
        for turn in range(8):
            enough = min(answered(table) + random.randint(1, 12_000), rows - 1)
            until(lambda enough=enough: answered(table) >= enough, "some rows")
            server.kill()
            if turn % 4 == 2:
                client.kill()
                client.communicate()
            server.start()
            if client.returncode is not None:
                client = lingqu_start(server, table)
        told, _ = client.communicate(timeout=1500)
    finally:
        client.kill()
        client.wait()

    count = json.loads(told.strip().splitlines()[-1])
    assert (count["rows"], count["failed"]) == (rows, bad)
    exactly_once(server, table, rows, bad)
