"""How long a proof may take, and where: what is not decided at once goes on in a process of its own.

A busy thread beside the writer would cost it more than the proof is worth.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeAlias

import msgspec
import structlog

from lingqu.checks.problems import Severity
from lingqu.checks.soundness import Soundness, prove
from lingqu.model import bpmn

_log = structlog.get_logger(__name__)

#: Seconds of processor time: in the caller's thread, and apart.
AT_ONCE = 0.05
APART = 5.0
#: Seconds after which a process that does not answer is given up.
_PATIENCE = 30.0

#: (XML, what was read from it) -> what is proven.
Prover: TypeAlias = Callable[[bytes, bpmn.Definitions], Soundness]

_one_at_a_time = threading.Lock()


def prove_within(drawing: bpmn.Definitions, seconds: float, severity: Severity | None = None) -> Soundness:
    """Prove in this thread, for so many seconds of its time at most."""
    began = time.thread_time()

    def going_on() -> bool:
        return time.thread_time() - began < seconds

    return prove(drawing, going_on, severity=severity, seconds=seconds)


def prove_apart(data: bytes, drawing: bpmn.Definitions, severity: Severity | None = None) -> Soundness:
    """Prove at once if that is quick, else in a process of its own, one at a time."""
    quick = prove_within(drawing, AT_ONCE, severity)
    if not any(one.code == "soundness_undecided" for one in quick.problems):
        return quick
    with _one_at_a_time:
        return _elsewhere(data, severity) or quick


def _elsewhere(data: bytes, severity: Severity | None) -> Soundness | None:
    """What another process has proven; None if it could not be begun, broke, or did not answer in time."""
    command = [sys.executable, "-m", "lingqu.runtime.proving", severity or "-"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE, check=True)  # noqa: S603 - ours
        return _DECODER.decode(done.stdout)
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError) as failed:
        _log.warning("proof_failed", error=type(failed).__name__)
        return None


_DECODER = msgspec.json.Decoder(Soundness)


def main() -> None:
    """Read XML from standard input, write what is proven of it."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "-"
    severity: Severity | None = "error" if asked == "error" else "warning" if asked == "warning" else None
    proof = prove_within(bpmn.read(sys.stdin.buffer.read()), APART, severity)
    sys.stdout.buffer.write(msgspec.json.encode(proof))


if __name__ == "__main__":
    main()
