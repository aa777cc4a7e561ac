"""The benchmarks run: each in a small size, and what it prints is what `--json` promises."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
#: Those that take `--small`: the others are small by themselves, and have tests of what they measure.
SIZED = sorted(
    path.stem for path in (ROOT / "benchmarks").glob("[a-z]*.py") if "asked.small" in path.read_text(encoding="utf-8")
)


@pytest.mark.soak
@pytest.mark.parametrize("name", SIZED)
def test_a_benchmark_answers_its_questions(name):
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--json", "--small", "--rounds", "2"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert answers
    for question, answer in answers.items():
        assert set(answer) == {"ratio", "min", "max", "rounds", "target"}, question
        assert answer["min"] <= answer["max"], question
