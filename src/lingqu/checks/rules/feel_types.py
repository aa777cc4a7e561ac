"""Expressions that can only give null: what is never comparable, no condition, no sum; functions that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.known import known
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.feel.check import check
from lingqu.feel.joining import may_become
from lingqu.feel.telling import message_of
from lingqu.feel.types import BOOLEAN, show_type

#: What may be there at run time: variables, and entries of contexts that are near none that is known.
_OPEN = frozenset(("unknown_name", "unknown_name_near", "unknown_entry"))
#: Places whose expression must be true or false.
_CONDITIONS = frozenset(
    ("conditionExpression", "condition", "loopCondition", "completionCondition", "activationCondition")
)


def find(view: View) -> Iterator[Found]:
    for one in known(view):
        place = one.formula.place
        checked = check(one.expression, one.scope)
        reasons = [each.message for each in checked.findings if each.kind not in _OPEN]
        if not reasons and place in _CONDITIONS and not may_become(checked.type, BOOLEAN):
            reasons.append(message_of("never_boolean", {"kind": show_type(checked.type)}))
        for reason in reasons:
            params = {"place": place, "reason_zh": reason.text("zh"), "reason": reason.text("en")}
            yield Found(element=one.formula.element, params=params)


RULE = Rule(code="feel_types", severity="warning", find=find)
