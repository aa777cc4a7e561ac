"""lingqu check: what the deployer would say, without a database. It never crashes, whatever the file."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from lingqu.bootstrap.checking import SECONDS, check_alone, fix_alone
from lingqu.checks.soundness import Property, Verdict
from lingqu.cli.files import DRAWN, collect
from lingqu.cli.output import console, language, print_json, say
from lingqu.cli.problems import as_json, show
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Language

_VERDICTS: dict[Verdict, tuple[str, str]] = {
    "holds": ("[green]成立[/green]", "[green]holds[/green]"),
    "fails": ("[red]不成立[/red]", "[red]fails[/red]"),
    "undecided": ("[yellow]未判定[/yellow]", "[yellow]not decided[/yellow]"),
}
_PROPERTIES: dict[Property, tuple[str, str]] = {
    "safeness": ("路径上至多一个令牌", "one token a flow"),
    "option_to_complete": ("总能走到结束", "can always complete"),
    "proper_completion": ("结束事件至多到达一次", "ends once"),
    "no_dead_activities": ("没有永不执行的活动", "no dead activities"),
}


def check(*paths: Path, json: bool = False, seconds: float = SECONDS, sound: bool = False, fix: bool = False) -> int:
    """Check BPMN, form and DMN files (or all in a folder), and prove drawings sound. Exit code 1 if there are errors.

    Parameters
    ----------
    paths
        Files or folders.
    json
        Print [{file, problems, soundness}] instead of sentences.
    seconds
        How long the proof of one drawing may take.
    sound
        Take it as an error if a process that runs is not sound.
    fix
        Put right what can be put right without asking, and write the files.

    """
    report: list[dict[str, Any]] = []
    errors = warnings = 0
    reader = language()
    for path in collect(paths, DRAWN):
        if fix:
            _fix(path)
        found = check_alone(path.name, path.read_bytes(), seconds, "error" if sound else None)
        errors += sum(p.severity == "error" for p in found.problems)
        warnings += sum(p.severity == "warning" for p in found.problems)
        if json:
            problems = as_json(found.problems, reader)
            report.append({"file": str(path), "problems": problems, "soundness": dict(found.soundness)})
        else:
            show(found.problems, reader, str(path))
            if set(found.soundness.values()) - {"holds"}:
                _tell(found.soundness, reader)
    if json:
        print_json(report)
    else:
        say(f"{errors} 个错误, {warnings} 个警告", f"{errors} errors, {warnings} warnings")
    return 1 if errors else 0


def _fix(path: Path) -> None:
    """Write the file anew if something in it could be put right."""
    with suppress(Rejected):  # the check says why it cannot be read
        content, done = fix_alone(path.name, path.read_bytes())
        if done:
            path.write_bytes(content)


def _tell(soundness: Mapping[Property, Verdict], reader: Language) -> None:
    """One line of verdicts."""
    at = 0 if reader == "zh" else 1
    told = (f"{_PROPERTIES[name][at]} {_VERDICTS[verdict][at]}" for name, verdict in soundness.items())
    console.print("  " + " · ".join(told), highlight=False, soft_wrap=True)
