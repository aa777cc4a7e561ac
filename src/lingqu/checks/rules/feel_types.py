"""Expressions that can only give null: types that are never comparable, arguments that a function never takes."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.formulas import formulas
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.feel import Expression
from lingqu.feel import compile as compile_feel
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.check import check
from lingqu.feel.static import names
from lingqu.feel.types import ANY, Type
from lingqu.kernel.errors import Invalid

#: What may be there at run time; all other findings hold whatever the variables are.
_OPEN = ("unknown_name", "unknown_entry")


def find(view: View) -> Iterator[Found]:
    for formula in formulas(view):
        if not formula.expression:
            continue
        try:
            expression = compile_feel(formula.expression)
        except Invalid:
            continue  # the rule feel_syntax tells
        for finding in check(expression, _scope(expression)).findings:
            if not finding.kind.startswith(_OPEN):
                reason = finding.message
                params = {"place": formula.place, "reason_zh": reason.text("zh"), "reason": reason.text("en")}
                yield Found(element=formula.element, params=params)


def _scope(expression: Expression) -> dict[str, Type]:
    return {name: ANY for name in names(expression.node) if name not in BUILTINS}


RULE = Rule(code="feel_types", severity="warning", find=find)
