"""The few Python expressions that compiled FEEL is made of. No attribute access is among them, on purpose.

Python asks every node for its place in a source text. There is none, so the place stands on the classes: looking it up
there costs nothing, writing it into each node takes longer than compiling it.
"""

from __future__ import annotations

import ast
from typing import TypeVar

Kind = TypeVar("Kind", bound=ast.AST)


def _placed(kind: type[Kind]) -> type[Kind]:
    place = dict.fromkeys(("lineno", "end_lineno"), 1) | dict.fromkeys(("col_offset", "end_col_offset"), 0)
    return type(kind.__name__, (kind,), place)


_Name = _placed(ast.Name)
_Constant = _placed(ast.Constant)
_Call = _placed(ast.Call)
_NamedExpr = _placed(ast.NamedExpr)
_IfExp = _placed(ast.IfExp)
_Compare = _placed(ast.Compare)
_BoolOp = _placed(ast.BoolOp)
_Subscript = _placed(ast.Subscript)
_Tuple = _placed(ast.Tuple)
_List = _placed(ast.List)
_Dict = _placed(ast.Dict)
_Lambda = _placed(ast.Lambda)
_Argument = _placed(ast.arg)


def name(text: str) -> ast.Name:
    return _Name(text, ast.Load())


def constant(value: int | str | bool | None) -> ast.Constant:  # noqa: FBT001
    return _Constant(value)


def call(function: str, *arguments: ast.expr) -> ast.Call:
    return _Call(name(function), list(arguments), [])


def bind(variable: str, value: ast.expr) -> ast.NamedExpr:
    """`(variable := value)`."""
    return _NamedExpr(_Name(variable, ast.Store()), value)


def choose(condition: ast.expr, then: ast.expr, otherwise: ast.expr) -> ast.IfExp:
    return _IfExp(condition, then, otherwise)


def is_(left: ast.expr, right: ast.expr) -> ast.Compare:
    return _Compare(left, [ast.Is()], [right])


def contains(member: ast.expr, container: ast.expr) -> ast.Compare:
    return _Compare(member, [ast.In()], [container])


def compare(operator: str, left: ast.expr, right: ast.expr) -> ast.Compare:
    kinds: dict[str, type[ast.cmpop]] = {
        "=": ast.Eq, "!=": ast.NotEq, "<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE,
    }  # fmt: skip
    return _Compare(left, [kinds[operator]()], [right])


def both(*operands: ast.expr) -> ast.BoolOp:
    return _BoolOp(ast.And(), list(operands))


def either(*operands: ast.expr) -> ast.BoolOp:
    return _BoolOp(ast.Or(), list(operands))


def item(container: ast.expr, key: ast.expr) -> ast.Subscript:
    return _Subscript(container, key, ast.Load())


def tuple_(*items: ast.expr) -> ast.Tuple:
    return _Tuple(list(items), ast.Load())


def list_(*items: ast.expr) -> ast.List:
    return _List(list(items), ast.Load())


def dict_(keys: list[str], values: list[ast.expr]) -> ast.Dict:
    return _Dict([constant(key) for key in keys], values)


def function(parameters: list[str], body: ast.expr) -> ast.Lambda:
    """`lambda parameters: body`."""
    arguments = ast.arguments(
        posonlyargs=[],
        args=[_Argument(parameter) for parameter in parameters],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    return _Lambda(arguments, body)
