"""More than two hundred hostile expressions, run in a process of their own: each ends, and none takes much memory."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from feel.hostile import HARMLESS, LONG, TEXTS
from lingqu.feel.state import FUEL

MEGABYTE = 1_000_000
MOST = 50 * MEGABYTE  # for the fuel of an ordinary evaluation
FIXED = 49 * MEGABYTE  # what does not grow with the fuel: reading and compiling a long text


def results(fuel, every):
    here = Path(__file__)
    command = [sys.executable, str(here.with_name("hostile.py")), str(fuel), str(every)]
    limit = (1 << 30, 1 << 30)
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(here.parents[2] / "src")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, limit),
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def judge(fuel, most):
    """Every text ends, within that many bytes, with a warning or refused; but for long ones and what is harmless."""
    found = results(fuel, 1)
    assert len(found) == len(TEXTS) >= 200
    assert [one for one in found if one["bytes"] > most] == []
    values = {one["text"] for one in found if one["ended"] == "value"}
    assert values <= {text[:160] for text in (*HARMLESS, *LONG)}
    assert {"fuel", "depth", "refused", "out_of_range"} <= {one["ended"] for one in found}


def test_hostile_expressions_end_and_take_no_more_memory_than_their_fuel():
    judge(FUEL // 100, MOST // 100 + FIXED)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_hostile_expressions_end_within_fifty_megabytes():
    judge(FUEL, MOST)
