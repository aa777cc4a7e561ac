"""lingqu check: what the deployer would say, without a database. It never crashes, whatever the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lingqu.bootstrap.checking import check_file
from lingqu.cli.files import DRAWN, collect
from lingqu.cli.output import language, print_json, say
from lingqu.cli.problems import as_json, show


def check(*paths: Path, json: bool = False) -> int:
    """Check BPMN and form files (or all in a folder). Exit code 1 if there are errors.

    Parameters
    ----------
    paths
        Files or folders.
    json
        Print [{file, problems}] instead of sentences.

    """
    report: list[dict[str, Any]] = []
    errors = warnings = 0
    reader = language()
    for path in collect(paths, DRAWN):
        problems = check_file(path.name, path.read_bytes())
        errors += sum(p.severity == "error" for p in problems)
        warnings += sum(p.severity == "warning" for p in problems)
        if json:
            report.append({"file": str(path), "problems": as_json(problems, reader)})
        else:
            show(problems, reader, str(path))
    if json:
        print_json(report)
    else:
        say(f"{errors} 个错误, {warnings} 个警告", f"{errors} errors, {warnings} warnings")
    return 1 if errors else 0
