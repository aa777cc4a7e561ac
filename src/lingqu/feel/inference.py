"""The type of a node as far as it can be told without evaluating it; on the way, what is probably not meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from lingqu.feel import access, operations, static, syntax
from lingqu.feel.arguments import Arguments, parameter_names, result, unknown_names
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.joining import alternatives, is_boolean, item_of, joined, may_become, plain
from lingqu.feel.registry import Builtin
from lingqu.feel.samples import accepted, outcome, possible, type_of
from lingqu.feel.state import State
from lingqu.feel.types import (
    ANY,
    BOOLEAN,
    GENERIC,
    NAMED,
    NULL,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Simple,
    Type,
    show_type,
)
from lingqu.feel.values import Value, is_number

Find: TypeAlias = Callable[[str, int, dict[str, Any]], None]
"""Told of each finding: its kind, its offset in the text, its values."""
Names: TypeAlias = Mapping[str, Type]

_COMPARISONS: Mapping[str, Callable[..., Value]] = {
    "=": operations.equal, "!=": operations.unequal, "<": operations.less, "<=": operations.at_most,
    ">": operations.more, ">=": operations.at_least,
}  # fmt: skip


class Inference:
    """Visits nodes; `find` hears what is probably not meant. `types` are the model's own."""

    def __init__(self, types: Mapping[str, Type] | None = None, find: Find | None = None) -> None:
        self.types = types or {}
        self._find = find

    def find(self, kind: str, at: int, /, **values: Any) -> None:
        if self._find is not None:
            self._find(kind, at, values)

    def visit(self, node: syntax.Node, names: Names) -> Type:
        """The type of a node; looks at everything inside. `names` are those in scope."""
        return plain(_VISITORS[type(node)](self, node, names))

    # ---- values
    def literal(self, node: syntax.Literal, _names: Names) -> Type:
        return type_of(node.value)

    def at_literal(self, node: syntax.AtLiteral, _names: Names) -> Type:
        try:
            return type_of(static.constant(node))
        except static.NotConstant:
            self.find("bad_literal", node.at, text=node.text)
            return NULL

    def list(self, node: syntax.ListLiteral, names: Names) -> Type:
        return ListOf(joined([self.visit(item, names) for item in node.items]))

    def context(self, node: syntax.ContextLiteral, names: Names) -> Type:
        inner = dict(names)
        fields: dict[str, Type] = {}
        for entry in node.entries:
            if entry.key in fields:
                self.find("duplicate_key", entry.at, name=entry.key)
            own = {**inner, entry.key: ANY} if isinstance(entry.value, syntax.FunctionLiteral) else inner
            inner[entry.key] = fields[entry.key] = self.visit(entry.value, own)
        return ContextOf(fields)

    def range(self, node: syntax.RangeLiteral, names: Names) -> Type:
        ends = [self.visit(end, names) for end in (node.low, node.high) if end is not None]
        if len(ends) == 2 and not possible(_closed, *ends):
            self.find("never_range", node.at, left=_shown(ends[0]), right=_shown(ends[1]))
        return RangeOf(joined(ends))

    def test(self, node: syntax.Test, names: Names) -> Type:
        return RangeOf(self.visit(node.operand, names))

    # ---- names
    def name(self, node: syntax.Name, names: Names) -> Type:
        if node.name in names:
            return names[node.name]
        if node.name not in BUILTINS:
            self.unknown("unknown_name", node.name, (*names, *BUILTINS), node.at)
        return ANY

    def unknown(self, kind: str, name: str, known: Iterable[str], at: int, **values: str) -> None:
        if self._find is None:
            return
        near = difflib.get_close_matches(name, known, n=1)
        if near:
            self.find(f"{kind}_near", at, name=name, near=near[0], **values)
        else:
            self.find(kind, at, name=name, **values)

    def path(self, node: syntax.Path, names: Names) -> Type:
        source = self.visit(node.source, names)
        if isinstance(source, ListOf):
            return ListOf(self._part(item_of(source), node))
        return self._part(source, node)

    def _part(self, owner: Type, node: syntax.Path) -> Type:
        """The type of an entry or property of whatever the owner may be."""
        kinds = alternatives(owner)
        found = [kind for kind in (_entry(one, node.name) for one in kinds) if kind is not None]
        if kinds and not found:
            entries = [name for one in kinds if isinstance(one, ContextOf) for name in one.fields]
            if entries or isinstance(owner, ContextOf):
                self.unknown("unknown_entry", node.name, entries, node.at)
            else:
                known = [name for name in access.PROPERTY_NAMES if any(_entry(one, name) for one in kinds)]
                self.unknown("unknown_property", node.name, known, node.at, owner=_shown(owner))
            return ANY
        return joined(found)

    def filter(self, node: syntax.Filter, names: Names) -> Type:
        source = self.visit(node.source, names)
        item = item_of(source)
        inner = {**names, "item": item, **(item.fields if isinstance(item, ContextOf) else {})}
        if any(one in _OPEN for one in alternatives(item)) or not isinstance(item, ContextOf | Simple):
            inner = {**dict.fromkeys(static.names(node.condition), ANY), **inner}  # any name may be an entry
        condition = self.visit(node.condition, inner)
        if condition == Simple("number"):
            return item
        if is_boolean(condition) and condition != NULL:
            return ListOf(item)
        if accepted(lambda value: value is None or type(value) is bool or is_number(value), condition) is False:
            self.find("never_filter", node.condition.at, kind=_shown(condition))
        return ANY

    # ---- operators
    def arithmetic(self, node: syntax.Arithmetic, names: Names) -> Type:
        total = self.visit(node.first, names)
        for step in node.rest:
            operand = self.visit(step.operand, names)
            found = outcome(static.OPERATORS[step.operator], total, operand)
            if found is None:
                shown = {"left": _shown(total), "right": _shown(operand)}
                self.find("never_calculable", step.at, operator=step.operator, **shown)
            total = ANY if found is None else found
        return total

    def negation(self, node: syntax.Negation, names: Names) -> Type:
        operand = self.visit(node.operand, names)
        found = outcome(operations.negate, operand)
        if found is None:
            self.find("never_negated", node.at, kind=_shown(operand))
        return ANY if found is None else found

    def comparison(self, node: syntax.Comparison, names: Names) -> Type:
        self._compared(node.operator, self.visit(node.left, names), self.visit(node.right, names), node.at)
        return BOOLEAN

    def _compared(self, operator: str, left: Type, right: Type, at: int) -> None:
        if not possible(_COMPARISONS[operator], left, right):
            self.find("never_comparable", at, operator=operator, left=_shown(left), right=_shown(right))

    def logic(self, node: syntax.Conjunction | syntax.Disjunction, names: Names) -> Type:
        for operand in node.operands:
            self._condition(operand, names)
        return BOOLEAN

    def _condition(self, node: syntax.Node, names: Names) -> None:
        """Visit what must be true or false."""
        kind = self.visit(node, names)
        if not possible(operations.truth, kind):
            self.find("never_boolean", node.at, kind=_shown(kind))

    def between(self, node: syntax.Between, names: Names) -> Type:
        value = self.visit(node.value, names)
        for operator, end in ((">=", node.low), ("<=", node.high)):
            self._compared(operator, value, self.visit(end, names), end.at)
        return BOOLEAN

    def in_(self, node: syntax.In, names: Names) -> Type:
        self.tests(node.tests, {**names, syntax.INPUT: self.visit(node.value, names)})
        return BOOLEAN

    def unary_tests(self, node: syntax.UnaryTests, names: Names) -> Type:
        self.tests(node.tests, {syntax.INPUT: ANY, **names})
        return BOOLEAN

    def tests(self, tests: Sequence[syntax.Node], names: Names) -> None:
        """Visit tests of the value `?`."""
        value = plain(names[syntax.INPUT])
        for test in tests:
            if static.mentions(test, syntax.INPUT):
                self._condition(test, names)
            elif isinstance(test, syntax.Test):
                self._compared(test.operator, value, self.visit(test.operand, names), test.at)
            else:
                kind = self.visit(test, names)
                if BOOLEAN not in alternatives(kind) and not possible(operations.is_in, value, kind):
                    self.find("never_comparable", test.at, operator="in", left=_shown(value), right=_shown(kind))

    def instance_of(self, node: syntax.InstanceOf, names: Names) -> Type:
        self.visit(node.value, names)
        kind = self.written(node.type)
        if isinstance(node.type, syntax.NamedType) and node.type.name in GENERIC and kind is NAMED[node.type.name]:
            self.find("bare_type", node.type.at, name=node.type.name)
        return BOOLEAN

    def written(self, node: syntax.TypeNode | None) -> Type:
        """The type that is written; nothing is known of a parameter without one."""
        try:
            return ANY if node is None else plain(static.resolve_type(node, self.types))
        except static.UnknownType as unknown:
            self.unknown("unknown_type", unknown.name, (*self.types, *NAMED), node.at if node else 0)
            return ANY

    # ---- control
    def if_(self, node: syntax.If, names: Names) -> Type:
        self._condition(node.condition, names)
        return joined((self.visit(node.then, names), self.visit(node.otherwise, names)))

    def for_(self, node: syntax.For, names: Names) -> Type:
        inner = self._iterated(node.iterators, names)
        return ListOf(self.visit(node.body, {"partial": ListOf(ANY), **inner}))

    def quantified(self, node: syntax.Quantified, names: Names) -> Type:
        self._condition(node.condition, self._iterated(node.iterators, names))
        return BOOLEAN

    def _iterated(self, iterators: Iterable[syntax.Iterator], names: Names) -> dict[str, Type]:
        inner = dict(names)
        for iterator in iterators:
            source = self.visit(iterator.source, inner)
            if iterator.end is None:
                inner[iterator.name] = self._member(source, iterator.source.at)
                continue
            end = self.visit(iterator.end, inner)
            if not possible(access.span, source, end):
                self.find("never_range", iterator.source.at, left=_shown(source), right=_shown(end))
            inner[iterator.name] = joined((source, end))
        return inner

    def _member(self, source: Type, at: int) -> Type:
        if not possible(access.walk, source):
            self.find("never_iterable", at, kind=_shown(source))
            return ANY
        return joined(one.item if isinstance(one, RangeOf) else item_of(one) for one in alternatives(source))

    # ---- functions
    def function(self, node: syntax.FunctionLiteral, names: Names) -> Type:
        kinds = tuple(self.written(each.type) for each in node.parameters)
        known = tuple(each.name for each in node.parameters)
        if len(set(known)) < len(known):
            self.find("duplicate_parameter", node.at)
        given = dict(zip(known, kinds, strict=True))
        return FunctionOf(kinds, ANY if node.external else self.visit(node.body, {**names, **given}), known)

    def call(self, node: syntax.Call, names: Names) -> Type:
        callee = node.function
        builtin = BUILTINS.get(callee.name) if isinstance(callee, syntax.Name) else None
        own = names.get(callee.name) if isinstance(callee, syntax.Name) else None
        kind = plain(own) if own is not None and builtin is not None else None
        if builtin is None:
            kind = self._callee(callee, names)
        arguments = Arguments(
            kinds=tuple(self.visit(argument, names) for argument in node.arguments),
            values=tuple(map(_constant, node.arguments)),
            names=node.names,
        )
        if isinstance(kind, FunctionOf):
            return self._called(kind, callee, arguments, node.at)
        if builtin is None or kind == ANY:  # a variable of a built-in's name may be a function
            return ANY
        return self._of_builtin(builtin, arguments, node.at)

    def _callee(self, callee: syntax.Node, names: Names) -> Type:
        if isinstance(callee, syntax.Name) and callee.name not in names:
            self.unknown("unknown_function", callee.name, (*names, *BUILTINS), callee.at)
            return ANY
        return self.visit(callee, names)

    def _of_builtin(self, function: Builtin, arguments: Arguments, at: int) -> Type:
        found = result(function, arguments)
        if found is not None:
            return found
        unknown = unknown_names(function, arguments.names)
        for name in unknown:
            self.unknown("unknown_parameter", name, parameter_names(function), at, function=function.name)
        if not unknown:
            expected = " | ".join(overload.shown() for overload in function.overloads)
            self.find("never_fitting", at, function=function.name, given=arguments.shown(), expected=expected)
        return joined(overload.gives for overload in function.overloads)

    def _called(self, kind: FunctionOf, callee: syntax.Node, arguments: Arguments, at: int) -> Type:
        """A call of a function written in FEEL."""
        name = callee.name if isinstance(callee, syntax.Name | syntax.Path) else "function"
        unknown = [one for one in arguments.names or () if kind.names and one not in kind.names]
        for one in unknown:
            self.unknown("unknown_parameter", one, kind.names, at, function=name)
        if not unknown and not self._fit(kind, arguments):
            words = map(": ".join, zip(kind.names, map(_shown, kind.parameters), strict=True)) if kind.names else ()
            expected = f"({', '.join(words or map(_shown, kind.parameters))})"
            self.find("never_fitting", at, function=name, given=arguments.shown(), expected=expected)
        return kind.result

    @staticmethod
    def _fit(kind: FunctionOf, arguments: Arguments) -> bool:
        if arguments.names is None:
            wanted = kind.parameters
        elif kind.names:
            by_name = dict(zip(kind.names, kind.parameters, strict=True))
            wanted = tuple(by_name[name] for name in arguments.names)
        else:
            return len(arguments.kinds) <= len(kind.parameters)
        return len(arguments.kinds) == len(wanted) and all(map(may_become, arguments.kinds, wanted))


_LONGEST = 80  # characters of a type in a message
#: Types of which nothing is known that a path could look at.
_OPEN = (ANY, Simple("context"), Simple("list"), Simple("range"))


def _entry(owner: Type, name: str) -> Type | None:
    """The type of an entry of a context or a property of a value; None if there is none."""
    if isinstance(owner, ContextOf):
        return plain(owner.fields[name]) if name in owner.fields else None
    if isinstance(owner, ListOf) or owner in _OPEN:
        return ANY
    return outcome(lambda s, value, at: access.path(s, value, name, at), owner)


def _closed(s: State, low: Value, high: Value, at: int) -> Value:
    return operations.make_range(s, low, high, True, True, at)


def _constant(node: syntax.Node) -> Value:
    try:
        return static.constant(node)
    except static.NotConstant:
        return None


def _shown(kind: Type) -> str:
    """A type as findings tell it."""
    shown = "null" if kind == NULL else show_type(kind)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


_VISITORS: Mapping[type, Callable[[Inference, Any, Names], Type]] = {
    syntax.Literal: Inference.literal,
    syntax.AtLiteral: Inference.at_literal,
    syntax.Name: Inference.name,
    syntax.Path: Inference.path,
    syntax.Filter: Inference.filter,
    syntax.Arithmetic: Inference.arithmetic,
    syntax.Negation: Inference.negation,
    syntax.Comparison: Inference.comparison,
    syntax.Conjunction: Inference.logic,
    syntax.Disjunction: Inference.logic,
    syntax.Between: Inference.between,
    syntax.In: Inference.in_,
    syntax.InstanceOf: Inference.instance_of,
    syntax.If: Inference.if_,
    syntax.For: Inference.for_,
    syntax.Quantified: Inference.quantified,
    syntax.FunctionLiteral: Inference.function,
    syntax.Call: Inference.call,
    syntax.ListLiteral: Inference.list,
    syntax.ContextLiteral: Inference.context,
    syntax.RangeLiteral: Inference.range,
    syntax.Test: Inference.test,
    syntax.UnaryTests: Inference.unary_tests,
}
