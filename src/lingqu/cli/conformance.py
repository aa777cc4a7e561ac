"""lingqu conformance: FEEL and DMN against the cases of the standard's technology compatibility kit."""

from __future__ import annotations

import csv as tables
import sys
import time
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from lingqu import dmn as decisions
from lingqu.cli.output import console, print_json, say
from lingqu.dmn.conformance import read_cases, run_cases, run_expressions
from lingqu.feel.conformance import Outcome
from lingqu.kernel.errors import Invalid, Rejected
from lingqu.kernel.values import decode
from lingqu.model.dmn import Definitions, read

_CSV = {"passed": "SUCCESS", "failed": "ERROR", "error": "ERROR"}


def feel(file: Path, *, json: bool = False) -> int:
    """Evaluate single FEEL expressions with typed inputs and results. Exit code 0 if all pass.

    Parameters
    ----------
    file
        JSON lines; the models that the cases name stand beside it.
    json
        Print one JSON object instead of sentences.

    """
    if not file.is_file():
        raise Invalid("cli.no_file", path=str(file))
    began = time.perf_counter()

    @cache
    def model(path: str) -> decisions.Decisions | None:
        beside = file.parent / path
        return _compiled(beside, {}) if path and beside.is_file() else None

    lines = file.read_text(encoding="utf-8").splitlines()
    cases: list[Any] = [decode(line.encode()) for line in lines if line.strip()]
    return _tell(list(run_expressions(cases, model, now=_now())), began, json=json)


def dmn(folder: Path, *, json: bool = False, csv: bool = False) -> int:
    """Run DMN test cases in the layout of the test kit. Exit code 0 if all pass.

    Parameters
    ----------
    folder
        A folder with test files (XML) and the models that they name beside them, at any depth.
    json
        Print one JSON object instead of sentences.
    csv
        Print one line a case in the test kit's own form for results.

    """
    if not folder.is_dir():
        raise Invalid("cli.no_file", path=str(folder))
    began = time.perf_counter()
    outcomes: list[Outcome] = []
    rows: list[tuple[str, str, str, str, str]] = []
    for path in sorted(folder.rglob("*.xml")):
        found = list(_file(path))
        outcomes += found
        place = path.parent.relative_to(folder) if path.parent != folder else Path(folder.name)
        rows += [
            (place.as_posix(), path.stem, one.id.rpartition("#")[2], _CSV[one.outcome], one.message) for one in found
        ]
    if not outcomes:
        raise Invalid("cli.nothing_found", path=str(folder))
    if csv:
        tables.writer(sys.stdout, quoting=tables.QUOTE_ALL, lineterminator="\n").writerows(rows)
        return 0 if all(one.outcome == "passed" for one in outcomes) else 1
    return _tell(outcomes, began, json=json)


def _file(path: Path) -> Iterable[Outcome]:
    """The outcomes of one test file; what cannot be read or compiled is one outcome of kind error a case."""
    group = path.parent.name
    cases = None
    try:
        cases = read_cases(path.read_bytes())
        if not cases.cases:
            return []  # another kind of document
        model = _compiled(path.parent / (cases.model or _only_model(path.parent)), _others(path.parent))
        return list(run_cases(group, path.name, cases, model, now=_now()))
    except (Rejected, OSError) as problem:
        message = problem.message.text("en") if isinstance(problem, Rejected) else str(problem)
        ids = [case.id for case in cases.cases] if cases is not None else ["0"]
        return [
            Outcome(id=f"{group}/{path.name}#{one}", group=group, outcome="error", strict=False, message=message)
            for one in ids
        ]


def _only_model(folder: Path) -> str:
    """The name of the model that a test file without one means. Raises Invalid if there are several, or none."""
    found = [path.name for path in folder.glob("*.dmn")]
    if len(found) != 1:
        raise Invalid("cli.nothing_found", path=str(folder / "*.dmn"))
    return found[0]


def _now() -> int:
    return time.time_ns() // 1_000_000


def _others(folder: Path) -> dict[str, Definitions]:
    """The readable models of a folder by their namespaces."""
    found: dict[str, Definitions] = {}
    for path in sorted(folder.glob("*.dmn")):
        try:
            definitions = read(path.read_bytes())
        except Rejected:
            continue  # the model under test is read again and its problem told
        found.setdefault(definitions.namespace, definitions)
    return found


def _compiled(path: Path, others: dict[str, Definitions]) -> decisions.Decisions:
    main = read(path.read_bytes())
    return decisions.compile(main, [one for space, one in others.items() if space != main.namespace])


def _tell(outcomes: list[Outcome], began: float, *, json: bool) -> int:
    counts = {kind: sum(one.outcome == kind for one in outcomes) for kind in ("passed", "failed", "error")}
    bad = [one for one in outcomes if one.outcome != "passed"]
    groups: dict[str, dict[str, int]] = {}
    for one in outcomes:
        group = groups.setdefault(one.group, {"passed": 0, "failed": 0})
        group["passed" if one.outcome == "passed" else "failed"] += 1
    seconds = round(time.perf_counter() - began, 3)
    if json:
        print_json(
            {
                "passed": counts["passed"],
                "failed": counts["failed"],
                "errors": counts["error"],
                "seconds": seconds,
                "groups": groups,
                "cases": [{"id": one.id, "outcome": one.outcome, "message": one.message} for one in outcomes],
            }
        )
    else:
        for one in bad:
            console.print(f"[red]✗[/red] {one.id}: {one.message}", highlight=False)
        whole = sum(not group["failed"] for group in groups.values())
        say(
            f"{counts['passed']} / {len(outcomes)} 个用例通过, {whole} / {len(groups)} 组全部通过, {seconds} 秒",
            f"{counts['passed']} of {len(outcomes)} cases pass, {whole} of {len(groups)} groups wholly, {seconds} s",
        )
    return 1 if bad else 0
