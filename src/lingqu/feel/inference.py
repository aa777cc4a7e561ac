"""The type of a node as far as it can be told without evaluating it; on the way, what is probably not meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lingqu.feel import access, static, syntax
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.inference_calls import Calls
from lingqu.feel.inference_operators import Operators
from lingqu.feel.joining import alternatives, is_boolean, item_of, joined, plain
from lingqu.feel.samples import accepted, outcome, possible, type_of
from lingqu.feel.types import ANY, BOOLEAN, NULL, ContextOf, ListOf, RangeOf, Simple, Type
from lingqu.feel.values import is_number
from lingqu.feel.visiting import Names, shown

#: Types of which nothing is known that a path could look at.
_OPEN = (ANY, Simple("context"), Simple("list"), Simple("range"))


class Inference(Operators, Calls):
    """Visits nodes of every kind: here values, names and control."""

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

    # ---- names
    def name(self, node: syntax.Name, names: Names) -> Type:
        if node.name in names:
            return names[node.name]
        if node.name not in BUILTINS:
            self.unknown("unknown_name", node.name, (*names, *BUILTINS), node.at)
        return ANY

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
                self.unknown("unknown_property", node.name, known, node.at, owner=shown(owner))
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
            self.find("never_filter", node.condition.at, kind=shown(condition))
        return ANY

    # ---- control
    def if_(self, node: syntax.If, names: Names) -> Type:
        self.condition(node.condition, names)
        return joined((self.visit(node.then, names), self.visit(node.otherwise, names)))

    def for_(self, node: syntax.For, names: Names) -> Type:
        inner = self._iterated(node.iterators, names)
        return ListOf(self.visit(node.body, {"partial": ListOf(ANY), **inner}))

    def quantified(self, node: syntax.Quantified, names: Names) -> Type:
        self.condition(node.condition, self._iterated(node.iterators, names))
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
                self.find("never_range", iterator.source.at, left=shown(source), right=shown(end))
            inner[iterator.name] = joined((source, end))
        return inner

    def _member(self, source: Type, at: int) -> Type:
        if not possible(access.walk, source):
            self.find("never_iterable", at, kind=shown(source))
            return ANY
        return joined(one.item if isinstance(one, RangeOf) else item_of(one) for one in alternatives(source))


def _entry(owner: Type, name: str) -> Type | None:
    """The type of an entry of a context or a property of a value; None if there is none."""
    if isinstance(owner, ContextOf):
        return plain(owner.fields[name]) if name in owner.fields else None
    if isinstance(owner, ListOf) or owner in _OPEN:
        return ANY
    return outcome(lambda s, value, at: access.path(s, value, name, at), owner)


_VISITORS: Mapping[type, Callable[[Any, Any, Names], Type]] = {
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

Inference.visitors = _VISITORS
