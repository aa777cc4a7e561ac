"""Names in scope while an expression is compiled, and the Python expression that reads each."""

from __future__ import annotations

import ast
from collections.abc import Callable

from lingqu.feel import pytree as py

Reader = Callable[[], ast.expr]


class Scope:
    """Where a name comes from: the variables given to the evaluation (the root), locals, or a filtered item."""

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer

    def read(self, name: str, otherwise: Reader) -> ast.expr:
        """The Python expression for a name; `otherwise` makes the one for a name that no scope holds."""
        return self.outer.read(name, otherwise) if self.outer else otherwise()

    def holds(self, name: str) -> bool:
        """Whether a local of that name certainly exists."""
        return self.outer is not None and self.outer.holds(name)


class Locals(Scope):
    """Parameters, iterators and entries of a context: FEEL name to Python name."""

    def __init__(self, outer: Scope, names: dict[str, str]) -> None:
        super().__init__(outer)
        self.names = names

    def read(self, name: str, otherwise: Reader) -> ast.expr:
        if name in self.names:
            return py.name(self.names[name])
        return super().read(name, otherwise)

    def holds(self, name: str) -> bool:
        return name in self.names or super().holds(name)


class Item(Scope):
    """Inside a filter: `item`, and the entries of the item if it is a context."""

    def __init__(self, outer: Scope, variable: str) -> None:
        super().__init__(outer)
        self.variable = variable

    def read(self, name: str, otherwise: Reader) -> ast.expr:
        item = py.name(self.variable)
        outer = item if name == "item" else super().read(name, otherwise)
        has = py.both(py.is_(py.call("_type", item), py.name("_dict")), py.contains(py.constant(name), item))
        return py.choose(has, py.item(item, py.constant(name)), outer)

    def holds(self, name: str) -> bool:
        return name == "item" or super().holds(name)
