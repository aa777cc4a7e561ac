"""More than two hundred hostile expressions, run in a process of their own: each ends, and none takes much memory."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from feel.hostile import TEXTS
from lingqu.feel.state import FUEL

MEGABYTE = 1_000_000
MOST = 50 * MEGABYTE  # for the fuel of an ordinary evaluation
FIXED = 30 * MEGABYTE  # what does not grow with the fuel: one long string, one pattern, what is made of a value


def results(fuel, every):
    here = Path(__file__)
    command = [sys.executable, str(here.with_name("hostile.py")), str(fuel), str(every)]
    limit = (4 << 30, 4 << 30)
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(here.parents[2] / "src")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(fuel, most, every=1):
    found = results(fuel, every)
    assert len(found) == len(TEXTS[::every])
    assert len(TEXTS) >= 200
    assert [one for one in found if one["bytes"] > most] == []
    ended = {one["ended"] for one in found}
    assert "fuel" in ended
    assert "refused" in ended
    values = [one for one in found if one["ended"] == "value"]
    assert all(one["seconds"] < 1 for one in values)
    assert len(values) < 20  # a few are not as bad as they look


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_hostile_expressions_end_and_take_no_more_memory_than_their_fuel():
    judge(FUEL // 100, MOST // 100 + FIXED, every=4)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_hostile_expressions_end_within_fifty_megabytes():
    judge(FUEL, MOST)
