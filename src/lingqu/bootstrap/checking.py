"""What the deployer would say of a file: rules of the drawing and what the engine does not run, in one list."""

from __future__ import annotations

from lingqu.checks import Problem
from lingqu.kernel.errors import Invalid
from lingqu.runtime import check_files


def check_file(name: str, content: bytes) -> tuple[Problem, ...]:
    """The problems of one file. A file that cannot be read has one problem that says why and where."""
    try:
        return tuple(check_files([(name, content)]))
    except Invalid as wrong:
        line = wrong.params.get("line", 0)
        return (
            Problem(
                element=str(wrong.params.get("element", "")),
                code=wrong.code,
                severity="error",
                message=wrong.message,
                line=int(line) if isinstance(line, int) else 0,
            ),
        )
