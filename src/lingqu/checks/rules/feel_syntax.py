"""Expressions that are not FEEL, with the place inside the expression."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.formulas import formulas
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.feel import compile as compile_feel
from lingqu.kernel.errors import Invalid


def find(view: View) -> Iterator[Found]:
    for formula in formulas(view):
        if not formula.expression:
            continue
        try:
            compile_feel(formula.expression)
        except Invalid as wrong:
            params = {"place": formula.place, "reason_zh": wrong.message.text("zh"), "reason": str(wrong)}
            yield Found(element=formula.element, params=params)


RULE = Rule(code="feel_syntax", severity="error", find=find)
