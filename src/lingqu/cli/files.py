"""Finding the files that a command was pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lingqu.cli import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.kernel.errors import Invalid

DRAWN = (".bpmn", ".form", ".dmn")


def collect(paths: Sequence[Path], suffixes: Sequence[str]) -> list[Path]:
    """The named files, and those with these suffixes below the named folders, in order. Raises Invalid."""
    found: list[Path] = []
    for path in paths:
        if path.is_file():
            found.append(path)
        elif path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix in suffixes and p.is_file())
            if not inside:
                raise Invalid("cli.nothing_found", path=str(path))
            found += inside
        else:
            raise Invalid("cli.no_file", path=str(path))
    return found
