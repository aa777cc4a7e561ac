"""The type of a node as far as it can be told without evaluating it; on the way, what is probably not meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lingqu.feel import static, syntax
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.registry import Builtin, Parameter
from lingqu.feel.results import RESULTS, TAKES
from lingqu.feel.types import (
    ANY,
    BOOLEAN,
    NUMBER,
    STRING,
    Constrained,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Reference,
    Simple,
    Type,
    show_type,
)
from lingqu.feel.values import kind_of

Find = Callable[[str, int, dict[str, Any]], None]
"""Told of each finding: its kind, its offset in the text, its values."""

#: Types whose values have an order and can be told apart from other types before anything is evaluated.
_DISTINCT = frozenset(
    (
        "number", "string", "boolean", "date", "time", "date and time", "days and time duration",
        "years and months duration",
    )
)  # fmt: skip


class Inference:
    """Visits nodes; `find` hears what is probably not meant."""

    def __init__(self, types: Mapping[str, Type] | None = None, find: Find = lambda _kind, _at, _values: None) -> None:
        self.types = types or {}
        self._find = find

    def find(self, kind: str, at: int, /, **values: Any) -> None:
        self._find(kind, at, values)

    def visit(self, node: syntax.Node, scope: dict[str, Type]) -> Type:
        """The type of a node; looks at everything inside."""
        match node:
            case syntax.Literal() | syntax.AtLiteral() | syntax.Arithmetic() | syntax.Negation():
                return self._calculation(node, scope)
            case syntax.Name():
                return self._name(node, scope)
            case syntax.Path():
                return self._path(node, scope)
            case syntax.Filter():
                return self._filter(node, scope)
            case syntax.Comparison():
                self._comparison(node, scope)
                return BOOLEAN
            case syntax.If():
                self.visit(node.condition, scope)
                kinds = {
                    show_type(kind): kind for kind in (self.visit(node.then, scope), self.visit(node.otherwise, scope))
                }
                return next(iter(kinds.values())) if len(kinds) == 1 else ANY
            case syntax.For() | syntax.Quantified():
                return self._iteration(node, scope)
            case syntax.FunctionLiteral():
                return self._function(node, scope)
            case syntax.ContextLiteral():
                return self._context(node, scope)
            case syntax.ListLiteral():
                kinds = {show_type(kind): kind for kind in [self.visit(item, scope) for item in node.items]}
                return ListOf(next(iter(kinds.values())) if len(kinds) == 1 else ANY)
            case syntax.Call():
                return self._call(node, scope)
            case syntax.UnaryTests():
                inner = {syntax.INPUT: ANY, **scope}
                for test in node.tests:
                    self.visit(test, inner)
                return BOOLEAN
        for inside in _expressions(node):
            self.visit(inside, scope)
        return BOOLEAN if static.is_boolean(node) else RangeOf(ANY)

    def _function(self, node: syntax.FunctionLiteral, scope: dict[str, Type]) -> Type:
        parameters = {each.name: self._written(each.type) for each in node.parameters}
        result = ANY if node.external else self.visit(node.body, {**scope, **parameters})
        return FunctionOf(tuple(self._written(each.type) for each in node.parameters), result)

    def _written(self, node: syntax.TypeNode | None) -> Type:
        """The type that stands behind a parameter; nothing is known of one without."""
        try:
            return ANY if node is None else _plain(static.resolve_type(node, self.types))
        except static.UnknownType:
            return ANY

    def _calculation(self, node: syntax.Node, scope: dict[str, Type]) -> Type:
        for inside in _expressions(node):
            self.visit(inside, scope)
        try:
            return _type_of(static.constant(node))
        except static.NotConstant:
            return ANY

    def _name(self, node: syntax.Name, scope: dict[str, Type]) -> Type:
        if node.name in scope:
            return _plain(scope[node.name])
        if node.name not in BUILTINS:
            self._unknown(node.name, [*scope, *BUILTINS], node.at)
        return ANY

    def _unknown(self, name: str, known: Iterable[str], at: int) -> None:
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            self.find("unknown_name_near", at, name=name, near=near[0])
        else:
            self.find("unknown_name", at, name=name)

    def _path(self, node: syntax.Path, scope: dict[str, Type]) -> Type:
        source = self.visit(node.source, scope)
        is_list = isinstance(source, ListOf)
        owner = _plain(source.item) if isinstance(source, ListOf) else source
        if not isinstance(owner, ContextOf):
            return ANY
        if node.name not in owner.fields:
            self._unknown(node.name, owner.fields, node.at)
            return ANY
        kind = _plain(owner.fields[node.name])
        return ListOf(kind) if is_list else kind

    def _filter(self, node: syntax.Filter, scope: dict[str, Type]) -> Type:
        source = self.visit(node.source, scope)
        item = _plain(source.item) if isinstance(source, ListOf) else source
        inner = {**scope, "item": item, **(item.fields if isinstance(item, ContextOf) else {})}
        if item == ANY:  # any name may be an entry of the items
            inner = {**dict.fromkeys(static.names(node.condition), ANY), **inner}
        self.visit(node.condition, inner)
        if static.is_constant_number(node.condition):
            return item
        return ListOf(item) if static.is_boolean(node.condition) else ANY

    def _comparison(self, node: syntax.Comparison, scope: dict[str, Type]) -> None:
        left, right = self.visit(node.left, scope), self.visit(node.right, scope)
        if left == right or not isinstance(left, Simple) or not isinstance(right, Simple):
            return
        if left.name in _DISTINCT and right.name in _DISTINCT:
            shown = {"left": left.name, "right": right.name}
            self.find("never_comparable", node.at, operator=node.operator, **shown)

    def _iteration(self, node: syntax.For | syntax.Quantified, scope: dict[str, Type]) -> Type:
        inner = dict(scope)
        for iterator in node.iterators:
            source = self.visit(iterator.source, inner)
            if iterator.end is not None:
                self.visit(iterator.end, inner)
            inner[iterator.name] = _plain(source.item) if isinstance(source, ListOf | RangeOf) else source
        if isinstance(node, syntax.Quantified):
            self.visit(node.condition, inner)
            return BOOLEAN
        return ListOf(self.visit(node.body, {"partial": ListOf(ANY), **inner}))

    def _context(self, node: syntax.ContextLiteral, scope: dict[str, Type]) -> Type:
        inner = dict(scope)
        fields: dict[str, Type] = {}
        for entry in node.entries:
            own = {**inner, entry.key: ANY} if isinstance(entry.value, syntax.FunctionLiteral) else inner
            inner[entry.key] = fields[entry.key] = self.visit(entry.value, own)
        return ContextOf(fields)

    def _call(self, node: syntax.Call, scope: dict[str, Type]) -> Type:
        function: Type = ANY
        if not isinstance(node.function, syntax.Name) or node.function.name not in BUILTINS:
            function = self.visit(node.function, scope)
        given = [self.visit(argument, scope) for argument in node.arguments]
        if isinstance(node.function, syntax.Name) and node.function.name not in scope:
            name = node.function.name
            if name in BUILTINS and node.names is None and not _takes(BUILTINS[name], given):
                shown = f"({', '.join(map(show_type, given))})"
                expected = " | ".join(overload.shown() for overload in BUILTINS[name].overloads)
                self.find("never_fitting", node.at, name=name, given=shown, expected=expected)
            return RESULTS.get(name, ANY)
        return function.result if isinstance(function, FunctionOf) else ANY


def _takes(function: Builtin, given: list[Type]) -> bool:
    """Whether some way to call the function could take arguments of these types."""
    return any(
        overload.least <= len(given)
        and (overload.most is None or len(given) <= overload.most)
        and all(
            _could_be(kind, overload.parameters[min(at, len(overload.parameters) - 1)]) for at, kind in enumerate(given)
        )
        for overload in function.overloads
    )


def _could_be(kind: Type, parameter: Parameter) -> bool:
    if not isinstance(kind, Simple) or kind.name not in _DISTINCT or parameter.kind not in TAKES:
        return True
    return kind.name in TAKES[parameter.kind]


def _expressions(node: syntax.Node) -> Iterator[syntax.Node]:
    """The expressions directly inside a node; a step of a sum stands for its operand."""
    for inside in static.children(node):
        if isinstance(inside, syntax.Operation):
            yield inside.operand
        elif not isinstance(inside, syntax.TypeNode):
            yield inside


def _plain(kind: Type) -> Type:
    """A type without the names that stand for it."""
    for _ in range(10):
        if isinstance(kind, Constrained):
            kind = kind.base
        elif isinstance(kind, Reference):
            kind = kind.target() or ANY
        else:
            break
    return kind


def _type_of(value: object) -> Type:
    kind = kind_of(value)
    return {"number": NUMBER, "string": STRING, "boolean": BOOLEAN, "null": ANY}.get(kind) or (
        Simple(kind) if kind in _DISTINCT else ANY
    )
