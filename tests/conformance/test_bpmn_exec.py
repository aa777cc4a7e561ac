"""The process cases made by others, run in place: whatever the engine says it runs must pass, and never fewer."""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lingqu.simulation.cases import CaseResult, run_case

_PROJECT = Path(__file__).parents[2]
_HOME = Path(os.environ.get("LINGQU_CORPORA", _PROJECT.parent / "shared" / "corpora")) / "bpmn-exec"
_CASES = sorted((_HOME / "cases").glob("*.json")) if _HOME.is_dir() else []
#: How many of the visible cases pass today: it may only grow.
PASSED = 159
SKIPPED_BY = {
    "decisions",
}

pytestmark = pytest.mark.skipif(not _CASES, reason=f"no process cases in {_HOME} (set LINGQU_CORPORA)")


@cache
def _run(path: Path) -> CaseResult:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return run_case(case, lambda name: (_HOME / name).read_bytes())


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_a_case_passes_or_names_what_it_lacks(path):
    result = _run(path)

    if result.outcome == "skipped":
        assert any(feature in result.message for feature in SKIPPED_BY), result.message
        pytest.skip(result.message)
    assert result.outcome == "passed", "\n".join((result.message, *result.story))


def test_no_fewer_cases_pass_than_before():
    outcomes = Counter(_run(path).outcome for path in _CASES)

    assert outcomes["passed"] >= PASSED
