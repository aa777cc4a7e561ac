"""The nodes of a FEEL expression, as the grammar of DMN 1.5 has them. `at` is the offset in the text, from 0."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal as OneOf
from typing import TypeAlias

import msgspec

ComparisonOperator: TypeAlias = OneOf["=", "!=", "<", "<=", ">", ">="]
ArithmeticOperator: TypeAlias = OneOf["+", "-", "*", "/", "**"]


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """Any part of an expression."""

    at: int = 0


class Literal(Node, frozen=True, kw_only=True):
    value: int | Decimal | str | bool | None


class AtLiteral(Node, frozen=True, kw_only=True):
    """`@"2024-05-01"`: a date, time, date and time, or duration by its text."""

    text: str


class Name(Node, frozen=True, kw_only=True):
    name: str


class Path(Node, frozen=True, kw_only=True):
    """`source.name`."""

    source: Node
    name: str


class Filter(Node, frozen=True, kw_only=True):
    """`source[condition]`: an index or a condition on each item."""

    source: Node
    condition: Node


class Operation(Node, frozen=True, kw_only=True):
    """One more operand of a chain: `+ 2`."""

    operator: ArithmeticOperator
    operand: Node


class Arithmetic(Node, frozen=True, kw_only=True):
    """A chain of one precedence, evaluated from the left: `a + b - c`. Flat, so that long sums are not deep."""

    first: Node
    rest: tuple[Operation, ...]


class Negation(Node, frozen=True, kw_only=True):
    operand: Node


class Comparison(Node, frozen=True, kw_only=True):
    operator: ComparisonOperator
    left: Node
    right: Node


class Conjunction(Node, frozen=True, kw_only=True):
    operands: tuple[Node, ...]


class Disjunction(Node, frozen=True, kw_only=True):
    operands: tuple[Node, ...]


class Between(Node, frozen=True, kw_only=True):
    value: Node
    low: Node
    high: Node


class In(Node, frozen=True, kw_only=True):
    """`value in test` or `value in (test, test)`."""

    value: Node
    tests: tuple[Node, ...]


class InstanceOf(Node, frozen=True, kw_only=True):
    value: Node
    type: TypeNode


class If(Node, frozen=True, kw_only=True):
    condition: Node
    then: Node
    otherwise: Node


class Iterator(Node, frozen=True, kw_only=True):
    """`name in source` or `name in source..end`."""

    name: str
    source: Node
    end: Node | None = None


class For(Node, frozen=True, kw_only=True):
    iterators: tuple[Iterator, ...]
    body: Node


class Quantified(Node, frozen=True, kw_only=True):
    kind: OneOf["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


class Parameter(Node, frozen=True, kw_only=True):
    name: str
    type: TypeNode | None = None


class FunctionLiteral(Node, frozen=True, kw_only=True):
    parameters: tuple[Parameter, ...]
    body: Node
    external: bool = False


class Call(Node, frozen=True, kw_only=True):
    """`function(arguments)`; with named arguments `names` is as long as `arguments`, else it is None."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None


class ListLiteral(Node, frozen=True, kw_only=True):
    items: tuple[Node, ...]


class Entry(Node, frozen=True, kw_only=True):
    key: str
    value: Node


class ContextLiteral(Node, frozen=True, kw_only=True):
    entries: tuple[Entry, ...]


class RangeLiteral(Node, frozen=True, kw_only=True):
    """`[low..high]`; an end that is left out (only inside the text of the range function) is None."""

    low: Node | None
    high: Node | None
    low_included: bool
    high_included: bool


class Test(Node, frozen=True, kw_only=True):
    """`< 10` where a test may stand; as a value, `(< 10)` is a range with one end."""

    operator: ComparisonOperator
    operand: Node


class UnaryTests(Node, frozen=True, kw_only=True):
    """A cell of a decision table: the tests of the input value `?`; no test at all is `-`, which always holds."""

    tests: tuple[Node, ...]
    negated: bool = False


class TypeNode(Node, frozen=True, kw_only=True):
    """A type as written after `instance of` or behind a parameter."""


class NamedType(TypeNode, frozen=True, kw_only=True):
    name: str


class ListType(TypeNode, frozen=True, kw_only=True):
    item: TypeNode


class RangeType(TypeNode, frozen=True, kw_only=True):
    item: TypeNode


class TypeField(Node, frozen=True, kw_only=True):
    name: str
    type: TypeNode


class ContextType(TypeNode, frozen=True, kw_only=True):
    fields: tuple[TypeField, ...]


class FunctionType(TypeNode, frozen=True, kw_only=True):
    parameters: tuple[TypeNode, ...]
    result: TypeNode


#: The name under which unary tests read the value they test.
INPUT = "?"
