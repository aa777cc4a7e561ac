"""Process cases of our own, in files an analyst can read: what the public corpora have no case for."""

from __future__ import annotations

from pathlib import Path

import pytest

from lingqu.testing.files import run_file

CASES = sorted((Path(__file__).parent / "stories").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_of_our_own_passes(path):
    result = run_file(path)

    assert result is not None
    assert result.outcome == "passed", "\n".join((result.message, *result.story))
