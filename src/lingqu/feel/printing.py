"""Nodes back to text, with as few parentheses as the grammar allows; what is printed reads as the same nodes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lingqu.feel import syntax
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.lex import KEYWORDS, continues_name, starts_name
from lingqu.feel.values import quoted

# How tightly a node binds; a node stands in parentheses where something tighter is wanted.
_LOOSEST, _OR, _AND, _COMPARISON, _SUM, _PRODUCT, _POWER, _NEGATION, _INSTANCE, _POSTFIX = range(10)


def show_node(node: syntax.Node) -> str:
    """The text of an expression, of unary tests or of a type."""
    return _SHOWN[type(node)](node)


def _level(node: syntax.Node) -> int:
    match node:
        case syntax.If() | syntax.For() | syntax.Quantified() | syntax.FunctionLiteral():
            return _LOOSEST
        case syntax.Disjunction():
            return _OR
        case syntax.Conjunction():
            return _AND
        case syntax.Comparison() | syntax.Between() | syntax.In():
            return _COMPARISON
        case syntax.Arithmetic():
            return {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}.get(node.rest[0].operator, _POWER)
        case syntax.Negation():
            return _NEGATION
        case syntax.Literal(value=int() | Decimal() as value) if not isinstance(value, bool) and _is_negative(value):
            return _NEGATION
        case syntax.InstanceOf():
            return _INSTANCE
        case _:
            return _POSTFIX


def _is_negative(value: int | Decimal) -> bool:
    return value < 0 or (isinstance(value, Decimal) and value.is_signed())


def _inside(node: syntax.Node, wanted: int) -> str:
    text = show_node(node)
    return f"({text})" if _level(node) < wanted else text


def _literal(node: syntax.Literal) -> str:
    value = node.value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    """A name as written in a context; in quotes if it is no plain name."""
    return key if _is_plain(key) else quoted(key)


def _name(name: str) -> str:
    """A name as written where it is used; in back quotes unless it reads as itself without being known."""
    return name if name in BUILTINS or name == syntax.INPUT or _is_plain(name) else f"`{name}`"


def _is_plain(name: str) -> bool:
    words = name.split(" ")
    plain = all(word and starts_name(word[0]) and all(map(continues_name, word)) for word in words)
    return plain and not KEYWORDS & set(words) and "instance of" not in name


def _arithmetic(node: syntax.Arithmetic) -> str:
    level = _level(node)
    text = _inside(node.first, level + 1)
    for step in node.rest:
        operand = _inside(step.operand, level + 1)
        text += f"{step.operator}{operand}" if step.operator == "**" else f" {step.operator} {operand}"
    return text


def _negation(node: syntax.Negation) -> str:
    inner = _inside(node.operand, _NEGATION)
    return f"-({inner})" if inner[0].isdigit() else f"-{inner}"  # `-1` would be read as one literal


def _joined(operator: str, level: int) -> Callable[[Any], str]:
    return lambda node: f" {operator} ".join(_inside(operand, level + 1) for operand in node.operands)


def _test(node: syntax.Test) -> str:
    return f"{node.operator} {_inside(node.operand, _SUM)}"


def _element(node: syntax.Node) -> str:
    return show_node(node) if not isinstance(node, syntax.Test) else _test(node)


def _tests(nodes: tuple[syntax.Node, ...]) -> str:
    return ", ".join(_element(node) for node in nodes)


def _in(node: syntax.In) -> str:
    value = _inside(node.value, _SUM)
    if len(node.tests) > 1:
        return f"{value} in ({_tests(node.tests)})"
    test = node.tests[0]
    return f"{value} in {_test(test) if isinstance(test, syntax.Test) else _inside(test, _SUM)}"


def _iterator(node: syntax.Iterator) -> str:
    end = "" if node.end is None else f"..{show_node(node.end)}"
    return f"{_name(node.name)} in {show_node(node.source)}{end}"


def _iterators(nodes: tuple[syntax.Iterator, ...]) -> str:
    return ", ".join(_iterator(node) for node in nodes)


def _parameter(node: syntax.Parameter) -> str:
    return _name(node.name) if node.type is None else f"{_name(node.name)}: {show_node(node.type)}"


def _function(node: syntax.FunctionLiteral) -> str:
    external = "external " if node.external else ""
    return f"function({', '.join(map(_parameter, node.parameters))}) {external}{show_node(node.body)}"


def _call(node: syntax.Call) -> str:
    names = node.names or ("",) * len(node.arguments)
    arguments = (
        f"{_key(name)}: {show_node(argument)}" if name else _element(argument)
        for name, argument in zip(names, node.arguments, strict=True)
    )
    return f"{_inside(node.function, _POSTFIX)}({', '.join(arguments)})"


def _range(node: syntax.RangeLiteral) -> str:
    low = "" if node.low is None else show_node(node.low)
    high = "" if node.high is None else _inside(node.high, _SUM)
    return f"{'[' if node.low_included else '('}{low}..{high}{']' if node.high_included else ')'}"


def _unary(node: syntax.UnaryTests) -> str:
    if not node.tests:
        return "-"
    return f"not({_tests(node.tests)})" if node.negated else _tests(node.tests)


_SHOWN: dict[type, Callable[[Any], str]] = {
    syntax.Literal: _literal,
    syntax.AtLiteral: lambda node: "@" + quoted(node.text),
    syntax.Name: lambda node: _name(node.name),
    syntax.Path: lambda node: f"{_inside(node.source, _POSTFIX)}.{_name(node.name)}",
    syntax.Filter: lambda node: f"{_inside(node.source, _POSTFIX)}[{show_node(node.condition)}]",
    syntax.Arithmetic: _arithmetic,
    syntax.Negation: _negation,
    syntax.Comparison: lambda node: f"{_inside(node.left, _COMPARISON)} {node.operator} {_inside(node.right, _SUM)}",
    syntax.Conjunction: _joined("and", _AND),
    syntax.Disjunction: _joined("or", _OR),
    syntax.Between: lambda node: (
        f"{_inside(node.value, _COMPARISON)} between {_inside(node.low, _SUM)} and {_inside(node.high, _SUM)}"
    ),
    syntax.In: _in,
    syntax.InstanceOf: lambda node: f"{_inside(node.value, _POSTFIX)} instance of {show_node(node.type)}",
    syntax.If: lambda node: (
        f"if {show_node(node.condition)} then {show_node(node.then)} else {show_node(node.otherwise)}"
    ),
    syntax.For: lambda node: f"for {_iterators(node.iterators)} return {show_node(node.body)}",
    syntax.Quantified: lambda node: f"{node.kind} {_iterators(node.iterators)} satisfies {show_node(node.condition)}",
    syntax.FunctionLiteral: _function,
    syntax.Call: _call,
    syntax.ListLiteral: lambda node: "[" + ", ".join(_element(item) for item in node.items) + "]",
    syntax.ContextLiteral: lambda node: (
        "{" + ", ".join(f"{_key(entry.key)}: {show_node(entry.value)}" for entry in node.entries) + "}"
    ),
    syntax.RangeLiteral: _range,
    syntax.Test: lambda node: f"({_test(node)})",
    syntax.UnaryTests: _unary,
    syntax.NamedType: lambda node: node.name,
    syntax.ListType: lambda node: f"list<{show_node(node.item)}>",
    syntax.RangeType: lambda node: f"range<{show_node(node.item)}>",
    syntax.ContextType: lambda node: (
        "context<" + ", ".join(f"{_key(field.name)}: {show_node(field.type)}" for field in node.fields) + ">"
    ),
    syntax.FunctionType: lambda node: (
        f"function<{', '.join(show_node(part) for part in node.parameters)}>->{show_node(node.result)}"
    ),
}
