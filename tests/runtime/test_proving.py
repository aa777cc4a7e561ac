"""What is not decided at once is proven in a process of its own, which may fail without anybody else failing."""

import subprocess
import sys
import time

import msgspec
import pytest

from drawing import draw_xml
from lingqu.checks.soundness import Soundness
from lingqu.model import bpmn
from lingqu.runtime import proving

#: Any of nine branches are taken, all are waited for: too many markings for one look at the clock.
BRANCHES = "\n".join(f"f -> a{n}[task] -> j" for n in range(9))
STUCK = draw_xml(f"j[and] -> end\nstart -> f[or]\n{BRANCHES}")
DECIDED, UNDECIDED = ["soundness_deadlock"], "soundness_undecided"


def codes(proof: Soundness) -> list[str]:
    return [one.code for one in proof.problems]


@pytest.fixture
def nothing_at_once(monkeypatch):
    """The caller's thread has no time: all is left to the other process."""
    monkeypatch.setattr(proving, "AT_ONCE", 0.0)


def apart(data=STUCK, severity=None):
    return proving.prove_apart(data, bpmn.read(data), severity)


def another_program(monkeypatch, program):
    """A real process, but of another program, is what answers."""
    run = subprocess.run

    def instead(command, **options):
        assert command[0] == sys.executable
        return run([sys.executable, "-c", program], **options)

    monkeypatch.setattr(proving.subprocess, "run", instead)


def test_without_time_nothing_is_decided_in_the_callers_thread():
    assert UNDECIDED in codes(proving.prove_within(bpmn.read(STUCK), 0.0))


@pytest.mark.usefixtures("nothing_at_once")
def test_the_other_process_proves_the_same():
    assert apart() == proving.prove_within(bpmn.read(STUCK), 10.0)


@pytest.mark.usefixtures("nothing_at_once")
@pytest.mark.parametrize("severity", ["error", "warning"])
def test_the_other_process_is_told_how_bad_it_is(severity):
    assert [(one.code, one.severity) for one in apart(severity=severity).problems] == [("soundness_deadlock", severity)]


def test_what_is_decided_at_once_needs_no_process(monkeypatch):
    monkeypatch.setattr(proving, "AT_ONCE", 10.0)
    another_program(monkeypatch, "raise SystemExit('not asked for')")
    assert codes(apart()) == DECIDED


@pytest.mark.usefixtures("nothing_at_once")
def test_a_process_that_does_not_answer_is_given_up_and_ended(monkeypatch, tmp_path):
    monkeypatch.setattr(proving, "_PATIENCE", 1.5)
    late = tmp_path / "late"
    another_program(monkeypatch, f"import time; time.sleep(3); open({str(late)!r}, 'w').close()")
    assert UNDECIDED in codes(apart())
    time.sleep(2.5)  # it would have written by now
    assert not late.exists()


@pytest.mark.usefixtures("nothing_at_once")
@pytest.mark.parametrize(
    "program",
    ["raise SystemExit(1)", "import os; os.kill(os.getpid(), 9)", "pass", "print('{')", "print('[]')"],
    ids=["it fails", "it is killed", "it says nothing", "it breaks off", "it says something else"],
)
def test_a_process_that_breaks_leaves_the_proof_undecided(monkeypatch, program):
    another_program(monkeypatch, program)
    assert UNDECIDED in codes(apart())


@pytest.mark.usefixtures("nothing_at_once")
def test_a_deployment_survives_a_proof_that_breaks(runtime, monkeypatch):
    another_program(monkeypatch, "raise SystemExit(1)")
    done = runtime.deploy([("stuck.bpmn", STUCK)])
    assert UNDECIDED in [one.code for one in done.problems]
    assert done.definitions[0].version == 1


@pytest.mark.usefixtures("nothing_at_once")
def test_the_process_fails_aloud_on_what_is_no_drawing():
    done = subprocess.run(
        [sys.executable, "-m", "lingqu.runtime.proving"], input=b"<", capture_output=True, check=False
    )
    assert done.returncode != 0
    assert done.stdout == b""


def test_the_process_answers_with_what_can_be_read():
    command = [sys.executable, "-m", "lingqu.runtime.proving", "-"]
    done = subprocess.run(command, input=STUCK, capture_output=True, check=True)
    assert codes(msgspec.json.decode(done.stdout, type=Soundness)) == DECIDED
