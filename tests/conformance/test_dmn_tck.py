"""DMN against the Technology Compatibility Kit: every visible case passes, errors are recorded where expected."""

import json
import os
from pathlib import Path

import pytest

from lingqu.cli.conformance import dmn, feel

ROOT = Path(__file__).parents[2]
TCK = Path(os.environ.get("LINGQU_CORPORA", ROOT / ".." / "shared" / "corpora")).resolve() / "dmn-tck"

pytestmark = pytest.mark.skipif(not TCK.is_dir(), reason="the corpora are not here (set LINGQU_CORPORA)")


def test_every_case_passes_strictly(capsys):
    code = dmn(TCK, json=True)
    report = json.loads(capsys.readouterr().out)
    assert [case for case in report["cases"] if case["outcome"] != "passed"] == []
    assert (code, report["failed"], report["errors"]) == (0, 0, 0)
    assert (report["passed"], len(report["groups"])) == (1144, 117)


def test_every_single_expression_passes_those_that_need_decisions_too(capsys):
    code = feel(TCK / "feel-cases.jsonl", json=True)
    report = json.loads(capsys.readouterr().out)
    assert [case for case in report["cases"] if case["outcome"] != "passed"] == []
    assert (code, report["passed"]) == (0, 1080)


def test_results_are_written_in_the_kits_own_form(capsys):
    assert dmn(TCK / "compliance-level-2" / "0001-input-data-string", csv=True) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first == '"0001-input-data-string","0001-input-data-string-test-01","001","SUCCESS",""'


def test_a_wrong_expectation_fails_and_a_missing_model_is_an_error(tmp_path, capsys):
    group = TCK / "compliance-level-2" / "0001-input-data-string"
    for path in group.iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("Hello John", "Bye John"), "utf-8")
    assert dmn(tmp_path, json=True) == 1
    assert json.loads(capsys.readouterr().out)["failed"] == 1
    next(tmp_path.glob("*.dmn")).unlink()
    assert dmn(tmp_path, json=True) == 1
    assert json.loads(capsys.readouterr().out)["errors"] == 1
