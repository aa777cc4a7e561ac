"""Problems of a drawing, printed for people or programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.markup import escape

from lingqu.checks import Problem
from lingqu.checks.problems import Step
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
            soft_wrap=True,
        )
        if p.trace:
            console.print(f"    [dim]{_story(p.trace)}[/dim]", highlight=False, soft_wrap=True)


def _story(trace: Sequence[Step]) -> str:
    """What happens one after the other, and where the tokens are in the end."""
    acts = " → ".join(step.element for step in trace)
    return escape(f"{acts}  [{', '.join(trace[-1].tokens)}]")


def as_json(problems: Iterable[Problem], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "element": p.element,
            "code": p.code,
            "severity": p.severity,
            "message": p.message.text(language),
            "line": p.line,
            **({"trace": [{"element": one.element, "tokens": one.tokens} for one in p.trace]} if p.trace else {}),
            **({"fixable": True} if p.fixable else {}),
        }
        for p in problems
    ]
