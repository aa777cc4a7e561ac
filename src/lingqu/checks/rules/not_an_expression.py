"""A text without "=" where only an expression means anything: it would be taken as a word."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.formulas import formulas
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View


def find(view: View) -> Iterator[Found]:
    for formula in formulas(view):
        if formula.required and formula.text and not formula.text.startswith("="):
            yield Found(element=formula.element, params={"place": formula.place, "text": formula.text[:80]})


RULE = Rule(code="not_an_expression", severity="error", find=find)
