"""Types of what operators give: sums, comparisons, logic, ranges and tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lingqu.feel import operations, static, syntax
from lingqu.feel.joining import alternatives, joined, plain
from lingqu.feel.samples import outcome, possible
from lingqu.feel.state import State
from lingqu.feel.types import ANY, BOOLEAN, GENERIC, NAMED, RangeOf, Type
from lingqu.feel.values import Value
from lingqu.feel.visiting import Names, Visitor, shown

_COMPARISONS: Mapping[str, Callable[..., Value]] = {
    "=": operations.equal, "!=": operations.unequal, "<": operations.less, "<=": operations.at_most,
    ">": operations.more, ">=": operations.at_least,
}  # fmt: skip


class Operators(Visitor):
    """Visits operators."""

    def arithmetic(self, node: syntax.Arithmetic, names: Names) -> Type:
        total = self.visit(node.first, names)
        for step in node.rest:
            operand = self.visit(step.operand, names)
            found = outcome(static.OPERATORS[step.operator], total, operand)
            if found is None:
                sides = {"left": shown(total), "right": shown(operand)}
                self.find("never_calculable", step.at, operator=step.operator, **sides)
            total = ANY if found is None else found
        return total

    def negation(self, node: syntax.Negation, names: Names) -> Type:
        operand = self.visit(node.operand, names)
        found = outcome(operations.negate, operand)
        if found is None:
            self.find("never_negated", node.at, kind=shown(operand))
        return ANY if found is None else found

    def comparison(self, node: syntax.Comparison, names: Names) -> Type:
        self._compared(node.operator, self.visit(node.left, names), self.visit(node.right, names), node.at)
        return BOOLEAN

    def _compared(self, operator: str, left: Type, right: Type, at: int) -> None:
        if not possible(_COMPARISONS[operator], left, right):
            self.find("never_comparable", at, operator=operator, left=shown(left), right=shown(right))

    def logic(self, node: syntax.Conjunction | syntax.Disjunction, names: Names) -> Type:
        for operand in node.operands:
            self.condition(operand, names)
        return BOOLEAN

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
                self.condition(test, names)
            elif isinstance(test, syntax.Test):
                self._compared(test.operator, value, self.visit(test.operand, names), test.at)
            else:
                kind = self.visit(test, names)
                if BOOLEAN not in alternatives(kind) and not possible(operations.is_in, value, kind):
                    self.find("never_comparable", test.at, operator="in", left=shown(value), right=shown(kind))

    def instance_of(self, node: syntax.InstanceOf, names: Names) -> Type:
        self.visit(node.value, names)
        kind = self.written(node.type)
        if isinstance(node.type, syntax.NamedType) and node.type.name in GENERIC and kind is NAMED[node.type.name]:
            self.find("bare_type", node.type.at, name=node.type.name)
        return BOOLEAN

    def range(self, node: syntax.RangeLiteral, names: Names) -> Type:
        ends = [self.visit(end, names) for end in (node.low, node.high) if end is not None]
        if len(ends) == 2 and not possible(_closed, *ends):
            self.find("never_range", node.at, left=shown(ends[0]), right=shown(ends[1]))
        return RangeOf(joined(ends))

    def test(self, node: syntax.Test, names: Names) -> Type:
        return RangeOf(self.visit(node.operand, names))


def _closed(s: State, low: Value, high: Value, at: int) -> Value:
    return operations.make_range(s, low, high, True, True, at)
