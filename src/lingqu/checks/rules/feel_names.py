"""A name that an expression reads once and nothing sets, one slip of the hand away from one that the drawing sets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lingqu.checks.known import known
from lingqu.checks.problems import Found, Rule
from lingqu.checks.slips import meant
from lingqu.checks.view import View


def find(view: View) -> Iterator[Found]:
    formulas = [one for one in known(view) if one.variables is not None]
    read = Counter((id(one.variables), name) for one in formulas for name in one.expression.names)
    for one in formulas:
        names = one.variables.names if one.variables is not None else frozenset()
        for name in sorted(one.expression.names - names):
            near = meant(name, names) if read[id(one.variables), name] == 1 else None
            if near is not None:
                yield Found(
                    element=one.formula.element, params={"place": one.formula.place, "name": name, "near": near}
                )


RULE = Rule(code="feel_names", severity="info", find=find)
