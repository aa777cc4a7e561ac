"""Not FEEL where only an expression means anything; a formal expression without "=" is taken as FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.formulas import formulas
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View


def find(view: View) -> Iterator[Found]:
    for formula in formulas(view):
        if not formula.required or not formula.text.strip() or formula.text.startswith("="):
            continue
        params = {"place": formula.place, "text": formula.text[:80]}
        if formula.language:
            yield Found(element=formula.element, text="other_language", params={**params, "language": formula.language})
        elif not formula.expression:
            yield Found(element=formula.element, params=params)
        elif not formula.text.isdigit():
            yield Found(element=formula.element, text="taken_as_feel", params=params, severity="info")


RULE = Rule(code="not_an_expression", severity="error", find=find)
