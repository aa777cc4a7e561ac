"""Formulas compiled, each with what is known of the variables that it reads."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lingqu.checks.formulas import Formula, formulas
from lingqu.checks.variables import Variables
from lingqu.checks.view import View
from lingqu.feel import Expression
from lingqu.feel import compile as compile_feel
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.static import walk
from lingqu.feel.syntax import Call, Name
from lingqu.feel.types import ANY, Type
from lingqu.kernel.errors import Invalid


class Known(msgspec.Struct, frozen=True):
    """A formula; `variables` of its process, None for what belongs to none."""

    formula: Formula
    expression: Expression
    variables: Variables | None

    @property
    def scope(self) -> dict[str, Type]:
        """The types of the names that it reads. What is called is no variable: variables hold no functions."""
        nodes = list(walk(self.expression.node))
        called = {node.function.at for node in nodes if isinstance(node, Call)}
        read = {node.name for node in nodes if isinstance(node, Name) and node.at not in called}
        types = {} if self.variables is None else self.variables.at(self.formula.element)
        return {name: types.get(name, ANY) for name in read if name not in BUILTINS}


def known(view: View) -> Iterator[Known]:
    """The formulas of a drawing that are FEEL."""
    processes = {process.ordinal: Variables(view, process) for process in view.definitions.processes}
    for formula in formulas(view):
        if not formula.expression:
            continue
        try:
            expression = compile_feel(formula.expression)
        except Invalid:
            continue  # the rule feel_syntax tells
        process = view.process(view.drawn(formula.element))
        yield Known(formula, expression, processes.get(process.ordinal) if process is not None else None)
