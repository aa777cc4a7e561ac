"""The pytest plug-in: which files it takes, what it shows, and that it leaves other tests alone."""

import json
import subprocess
import sys

import pytest

from drawing import draw_xml

CASE = {"model": "m.bpmn", "process": "process", "expect": {"active": {"a": 1}}}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "m.bpmn").write_bytes(draw_xml("start -> a[user] -> end"))
    return tmp_path


def pytest_run(folder, *options):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "lingqu.pytest_plugin", "-p", "no:cacheprovider", *options],
        cwd=folder, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_named_files_are_tests(folder):
    (folder / "good.process-test.json").write_text(json.dumps(CASE), "utf-8")
    (folder / "bad.process-test.yaml").write_text(
        "model: m.bpmn\nprocess: process\nexpect: {state: completed}\n", "utf-8"
    )
    (folder / "other.json").write_text(json.dumps({**CASE, "expect": {"state": "completed"}}), "utf-8")

    code, told = pytest_run(folder)

    assert code == 1
    assert "1 failed, 1 passed" in told
    assert "a waits for a person" in told
    assert "expected state completed, but it is active" in told


def test_with_the_option_every_case_is_a_test(folder):
    (folder / "one.json").write_text(json.dumps(CASE), "utf-8")
    (folder / "data.json").write_text('{"rows": []}', "utf-8")
    (folder / "broken.json").write_text("{", "utf-8")

    code, told = pytest_run(folder, "--process-cases")

    assert code == 0
    assert "1 passed" in told


def test_nothing_is_imported_where_there_is_no_case(folder):
    (folder / "test_other.py").write_text(
        "import sys\ndef test_it():\n    assert [m for m in sys.modules if m.startswith('lingqu.')] == ['lingqu.pytest_plugin']\n",
        "utf-8",
    )

    code, told = pytest_run(folder)

    assert code == 0, told
