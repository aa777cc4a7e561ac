"""What can be said of a node without evaluating it: its kind, its constant value, the names it mentions, its type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lingqu.feel import operations, syntax
from lingqu.feel.state import State
from lingqu.feel.temporal import read_any
from lingqu.feel.types import NAMED, ContextOf, FunctionOf, ListOf, RangeOf, Type
from lingqu.feel.values import Value, is_number

_BOOLEAN = (
    syntax.Comparison, syntax.Conjunction, syntax.Disjunction, syntax.Between, syntax.In, syntax.InstanceOf,
    syntax.Quantified,
)  # fmt: skip


class NotConstant(Exception):  # noqa: N818  (an answer, not an error)
    """The node has no value before it is evaluated."""


def is_boolean(node: syntax.Node) -> bool:
    """Whether the node can only be true, false or null."""
    if isinstance(node, syntax.Literal):
        return node.value is None or isinstance(node.value, bool)
    if isinstance(node, syntax.If):
        return is_boolean(node.then) and is_boolean(node.otherwise)
    if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name):
        return node.function.name == "not"
    return isinstance(node, _BOOLEAN)


Readers = Mapping[str, Callable[[str], Value]]
"""What functions make of one constant text, by their names: dates, times and durations; None for a bad text."""


def constant(node: syntax.Node, readers: Readers | None = None) -> Value:
    """The value of a node that is the same in every evaluation. Raises NotConstant.

    Calls of functions count only where `readers` knows them.
    """
    match node:
        case syntax.Literal():
            return node.value
        case syntax.AtLiteral():
            return _certain(read_any(node.text))
        case syntax.Negation():
            return _quiet(operations.negate, constant(node.operand, readers))
        case syntax.Arithmetic():
            return _sum(node, readers)
        case syntax.RangeLiteral() if node.low is not None and node.high is not None:
            low, high = constant(node.low, readers), constant(node.high, readers)
            return _quiet(operations.make_range, low, high, node.low_included, node.high_included)
        case syntax.Test():
            return operations.test_range(node.operator, constant(node.operand, readers))
        case syntax.ListLiteral():
            return [constant(item, readers) for item in node.items]
        case syntax.Call(function=syntax.Name(name=name), arguments=(syntax.Literal(value=str() as text),), names=None):
            if readers and name in readers:
                return _certain(readers[name](text))
    raise NotConstant


def _sum(node: syntax.Arithmetic, readers: Readers | None) -> Value:
    total = constant(node.first, readers)
    for step in node.rest:
        total = _quiet(OPERATORS[step.operator], total, constant(step.operand, readers))
    return total


def _quiet(operation: object, *operands: Value) -> Value:
    """The result of an operation that gives no warning. Raises NotConstant."""
    s = State()
    result = operation(s, *operands, 0)  # type: ignore[operator]
    if s.notes:
        raise NotConstant
    return _certain(result)


def _certain(value: Value) -> Value:
    if value is None:
        raise NotConstant
    return value


OPERATORS = {
    "+": operations.add,
    "-": operations.subtract,
    "*": operations.multiply,
    "/": operations.divide,
    "**": operations.power,
}


def is_constant_number(node: syntax.Node) -> bool:
    try:
        return is_number(constant(node))
    except NotConstant:
        return False


def walk(node: syntax.Node) -> Iterator[syntax.Node]:
    """The node and everything inside it."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(children(current))


def children(node: syntax.Node) -> Iterator[syntax.Node]:
    """The nodes directly inside a node, in the order of the text."""
    for field in node.__struct_fields__:
        value = getattr(node, field)
        if isinstance(value, syntax.Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, syntax.Node))


def names(node: syntax.Node) -> Iterator[str]:
    """Every name that stands anywhere inside, as often as it does."""
    return (inside.name for inside in walk(node) if isinstance(inside, syntax.Name))


def mentions(node: syntax.Node, name: str) -> bool:
    """Whether a name stands anywhere inside."""
    return any(isinstance(inner, syntax.Name) and inner.name == name for inner in walk(node))


class UnknownType(Exception):  # noqa: N818  (caught where types are resolved)
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def resolve_type(node: syntax.TypeNode, types: Mapping[str, Type]) -> Type:
    """The type that was written; `types` are those of the model. Raises UnknownType."""
    match node:
        case syntax.NamedType():
            found = types.get(node.name) or NAMED.get(node.name)
            if found is None:
                raise UnknownType(node.name)
            return found
        case syntax.ListType():
            return ListOf(resolve_type(node.item, types))
        case syntax.RangeType():
            return RangeOf(resolve_type(node.item, types))
        case syntax.ContextType():
            return ContextOf({field.name: resolve_type(field.type, types) for field in node.fields})
        case syntax.FunctionType():
            parameters = tuple(resolve_type(parameter, types) for parameter in node.parameters)
            return FunctionOf(parameters, resolve_type(node.result, types))
        case _:
            raise UnknownType(type(node).__name__)
