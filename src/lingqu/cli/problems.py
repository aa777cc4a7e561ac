"""Problems of a drawing, printed for people or programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lingqu.checks import Problem
from lingqu.cli.output import console
from lingqu.kernel.messages import Language

_MARKS = {"error": "[red]✗[/red]", "warning": "[yellow]![/yellow]", "info": "[blue]i[/blue]"}


def show(problems: Iterable[Problem], language: Language, file: str = "") -> None:
    """One line a problem: place, element, sentence, code."""
    for p in problems:
        place = f"{file}:{p.line}" if file else f"line {p.line}"
        console.print(
            f"{_MARKS[p.severity]} {place} {p.element}: {p.message.text(language)} [dim]({p.code})[/dim]",
            highlight=False,
        )


def as_json(problems: Iterable[Problem], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "element": p.element,
            "code": p.code,
            "severity": p.severity,
            "message": p.message.text(language),
            "line": p.line,
        }
        for p in problems
    ]
