"""lingqu test: process cases as files, on a virtual clock, in memory."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from lingqu.cli.files import collect
from lingqu.cli.output import console, language, print_json, say
from lingqu.kernel.values import normalise
from lingqu.simulation.cases import CaseResult
from lingqu.simulation.coverage import Coverage
from lingqu.testing.files import SUFFIXES, run_file
from lingqu.testing.junit import junit as junit_xml
from lingqu.testing.report import write_report

_COLOURS = {"passed": "green", "failed": "red", "skipped": "yellow"}


def run_cases(
    *paths: Path, json: bool = False, junit: Path | None = None, coverage: bool = False, html: Path | None = None
) -> int:
    """Run process cases (JSON or YAML files, or all in a folder). Exit code 1 if one fails.

    Parameters
    ----------
    paths
        Files or folders.
    json
        Print one JSON object: passed, failed, skipped, seconds, cases.
    junit
        Write the results as JUnit XML to this file.
    coverage
        Say which share of nodes, flows, FEEL branches and decision rules the cases touch.
    html
        Write the coverage report, with coloured diagrams, to this folder.

    """
    covered = Coverage() if coverage or html is not None else None
    began = time.perf_counter()
    results = [found for path in collect(paths, SUFFIXES) if (found := run_file(path, covered)) is not None]
    seconds = round(time.perf_counter() - began, 3)
    counts = {word: sum(r.outcome == word for r in results) for word in ("passed", "failed", "skipped")}
    if junit is not None:
        junit.write_bytes(junit_xml(results, seconds, language()))
    if html is not None and covered is not None:
        write_report(html, covered, language())
    if json:
        cases = [{"id": r.id, "outcome": r.outcome, "tier": r.tier, "message": r.message} for r in results]
        answer = {**counts, "seconds": normalise(seconds), "cases": cases}
        print_json(answer if covered is None else answer | {"coverage": _shares(covered), "rules": _rules(covered)})
    else:
        _tell(results)
        if covered is not None:
            _tell_coverage(covered)
        say(
            f"通过 {counts['passed']}, 失败 {counts['failed']}, 跳过 {counts['skipped']} ({seconds} 秒)",
            f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped ({seconds} s)",
        )
    return 1 if counts["failed"] else 0


def _tell(results: Sequence[CaseResult]) -> None:
    for r in results:
        if r.outcome != "passed":
            for line in r.told:
                console.print(f"    {line.text(language())}", highlight=False, markup=False, style="dim")
            console.print(f"[{_COLOURS[r.outcome]}]{r.outcome}[/] ", end="")
            console.print(f"{r.id}: {r.reason(language())}", highlight=False, markup=False)


def _shares(covered: Coverage) -> list[dict[str, object]]:
    """What was touched and what there is, for each process and kind."""
    return [
        {
            "source": one.source,
            "process": one.process,
            **{
                kind: {"touched": sum(count > 0 for count in counts.values()), "total": len(counts)}
                for kind, counts in (("nodes", one.nodes), ("flows", one.flows), ("branches", one.branches))
            },
        }
        for _, one in sorted(covered.processes.items())
    ]


def _rules(covered: Coverage) -> dict[str, dict[str, int]]:
    """How often each rule of each decision matched."""
    return {
        name: {str(number): count for number, count in sorted(counts.items())}
        for name, counts in sorted(covered.rules.items())
    }


def _tell_coverage(covered: Coverage) -> None:
    for _, one in sorted(covered.processes.items()):
        touched, total = one.share()
        share = f"{touched}/{total}"
        say(f"覆盖 {share:>9} {one.process}", f"touched {share:>9} {one.process}")
    for name, counts in sorted(covered.rules.items()):
        share = f"{sum(count > 0 for count in counts.values())}/{len(counts)}"
        say(f"覆盖 {share:>9} {name} (规则)", f"touched {share:>9} {name} (rules)")
