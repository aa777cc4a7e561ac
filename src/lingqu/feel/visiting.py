"""What all parts of the inference share: visiting what is inside, and telling what was found."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeAlias

from lingqu.feel import operations, static, syntax
from lingqu.feel.joining import plain
from lingqu.feel.samples import possible
from lingqu.feel.types import ANY, NAMED, NULL, Type, show_type

Find: TypeAlias = Callable[[str, int, dict[str, Any]], None]
"""Told of each finding: its kind, its offset in the text, its values."""
Names: TypeAlias = Mapping[str, Type]

_LONGEST = 80  # characters of a type in a message


class Visitor:
    """Visits nodes; `find` hears what is probably not meant. `types` are the model's own."""

    #: How nodes of each kind are visited.
    visitors: ClassVar[Mapping[type, Callable[[Any, Any, Names], Type]]]

    def __init__(self, types: Mapping[str, Type] | None = None, find: Find | None = None) -> None:
        self.types = types or {}
        self._find = find

    def find(self, kind: str, at: int, /, **values: Any) -> None:
        if self._find is not None:
            self._find(kind, at, values)

    def visit(self, node: syntax.Node, names: Names) -> Type:
        """The type of a node; looks at everything inside. `names` are those in scope."""
        return plain(self.visitors[type(node)](self, node, names))

    def unknown(self, kind: str, name: str, known: Iterable[str], at: int, **values: str) -> None:
        if self._find is None:
            return
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            self.find(f"{kind}_near", at, name=name, near=near[0], **values)
        else:
            self.find(kind, at, name=name, **values)

    def condition(self, node: syntax.Node, names: Names) -> None:
        """Visit what must be true or false."""
        kind = self.visit(node, names)
        if not possible(operations.truth, kind):
            self.find("never_boolean", node.at, kind=shown(kind))

    def written(self, node: syntax.TypeNode | None) -> Type:
        """The type that is written; nothing is known of a parameter without one."""
        try:
            return ANY if node is None else plain(static.resolve_type(node, self.types))
        except static.UnknownType as unknown:
            self.unknown("unknown_type", unknown.name, (*self.types, *NAMED), node.at if node else 0)
            return ANY


def shown(kind: Type) -> str:
    """A type as findings tell it."""
    shown = "null" if kind == NULL else show_type(kind)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
