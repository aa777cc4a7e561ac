"""Runs the rules over a drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from lingqu.checks import messages as _messages  # noqa: F401 - registers the texts of the rules
from lingqu.checks.problems import Found, Problem, Rule, Severity
from lingqu.checks.repairs import repaired
from lingqu.checks.rules import RULES
from lingqu.checks.view import View
from lingqu.kernel.messages import Message
from lingqu.model.bpmn import Definitions
from lingqu.model.forms import Form

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


def check(
    definitions: Definitions,
    supported: Callable[[Definitions], Iterable[Problem]] | None = None,
    rules: Iterable[Rule] = RULES,
    forms: Mapping[str, Form] | None = None,
) -> tuple[Problem, ...]:
    """All problems of a drawing, errors first, then in document order; the same drawing gives the same problems.

    What is in a process that is not meant to run (isExecutable) is never worse than a warning. `supported` adds
    what the caller's engine cannot run. `rules` may be a choice of `ALL_RULES`; `forms`, by id, come along.
    """
    view = View(definitions, forms)
    found = [problem for rule in rules for problem in _problems(rule, view)]
    found.extend(supported(definitions) if supported is not None else ())
    return tuple(sorted(found, key=lambda one: (_ORDER[one.severity], one.ordinal, one.code)))


def _problems(rule: Rule, view: View) -> Iterator[Problem]:
    for found in rule.find(view):
        drawn = view.drawn(found.element)
        yield Problem(
            element=drawn.id,
            code=rule.code,
            severity=_severity(found, rule, view),
            message=found.message or Message(code=f"checks.{found.text or rule.code}", params=found.params),
            line=found.element.line,
            ordinal=drawn.ordinal,
            fixable=bool(repaired(view, rule.code, drawn)),
        )


def _severity(found: Found, rule: Rule, view: View) -> Severity:
    severity = found.severity or rule.severity
    process = view.process(found.element)
    drawn_only = process is not None and not process.executable
    return "warning" if severity == "error" and drawn_only else severity
