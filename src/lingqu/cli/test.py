"""lingqu test: process cases as files, on a virtual clock, in memory."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import yaml

from lingqu.cli.files import collect
from lingqu.cli.output import console, print_json, say
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import decode, normalise
from lingqu.simulation.cases import CaseResult, run_case

_SUFFIXES = (".json", ".yaml", ".yml")
_COLOURS = {"passed": "green", "failed": "red", "skipped": "yellow"}


def run_cases(*paths: Path, json: bool = False) -> int:
    """Run process cases (JSON or YAML files, or all in a folder). Exit code 1 if one fails.

    Parameters
    ----------
    paths
        Files or folders.
    json
        Print one JSON object: passed, failed, skipped, seconds, cases.

    """
    began = time.perf_counter()
    results = [_run(path) for path in collect(paths, _SUFFIXES)]
    seconds = round(time.perf_counter() - began, 3)
    counts = {word: sum(r.outcome == word for r in results) for word in ("passed", "failed", "skipped")}
    if json:
        cases = [{"id": r.id, "outcome": r.outcome, "tier": r.tier, "message": r.message} for r in results]
        print_json({**counts, "seconds": normalise(seconds), "cases": cases})
    else:
        for r in results:
            if r.outcome != "passed":
                console.print(f"[{_COLOURS[r.outcome]}]{r.outcome}[/] {r.id}: {r.message}", highlight=False)
        say(
            f"通过 {counts['passed']}, 失败 {counts['failed']}, 跳过 {counts['skipped']} ({seconds} 秒)",
            f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped ({seconds} s)",
        )
    return 1 if counts["failed"] else 0


def _run(path: Path) -> CaseResult:
    try:
        case: Any = decode(path.read_bytes()) if path.suffix == ".json" else yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(case, dict):
            raise Invalid("kernel.bad_json", reason="a case is an object")
    except (Invalid, yaml.YAMLError, UnicodeDecodeError, OSError) as wrong:
        return CaseResult(id=path.stem, outcome="failed", tier="", message=str(wrong))
    case.setdefault("id", path.stem)
    root = _root(path)
    return run_case(case, lambda name: _model(root, name))


def _root(path: Path) -> Path:
    """The folder that a case's files are named from: the one that holds `cases/`, else the file's own."""
    for folder in path.resolve().parents:
        if folder.name == "cases":
            return folder.parent
    return path.resolve().parent


def _model(root: Path, name: str) -> bytes:
    try:
        return (root / name).read_bytes()
    except OSError as wrong:
        raise Invalid("cli.no_file", path=name) from wrong
