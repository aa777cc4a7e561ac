"""What the deployer would say of a file, without a database: for the command line, which has time."""

from __future__ import annotations

from lingqu.checks import fix
from lingqu.checks.problems import Severity
from lingqu.checks.soundness import Soundness
from lingqu.model import bpmn
from lingqu.runtime import FileReport, check_file, prove_within

#: Seconds for the proof of one file, unless the caller says otherwise.
SECONDS = 10.0


def fix_alone(name: str, content: bytes, code: str = "", element: str = "") -> tuple[bytes, int]:
    """A drawing with what can be put right without asking, and how many problems that were; the same bytes if none.

    Raises Invalid for a drawing that cannot be read.
    """
    if not name.lower().endswith((".bpmn", ".bpmn20.xml")):
        return content, 0
    fixed, done = fix(bpmn.read(content), code, element)
    return (bpmn.write(fixed), len(done)) if done else (content, 0)


def check_alone(name: str, content: bytes, seconds: float = SECONDS, severity: Severity | None = None) -> FileReport:
    """The problems of one file and what is proven of it; `severity` of what is refuted (None: as the drawing asks)."""

    def prove(_: bytes, drawing: bpmn.Definitions) -> Soundness:
        return prove_within(drawing, seconds, severity)

    return check_file(name, content, prove)
