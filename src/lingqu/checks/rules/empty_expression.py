"""A place for an expression that holds none."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.formulas import formulas
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import ConditionalDefinition


def find(view: View) -> Iterator[Found]:
    for formula in formulas(view):
        if isinstance(formula.element, ConditionalDefinition) and not formula.text:
            continue  # the rule conditional_event says it
        if formula.text == "=" or (formula.required and not formula.text):
            yield Found(element=formula.element, params={"place": formula.place})


RULE = Rule(code="empty_expression", severity="error", find=find)
