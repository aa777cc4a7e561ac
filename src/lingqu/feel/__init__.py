"""FEEL, the expression language of DMN: text in, value and warnings out. Pure: the caller hands in the time."""

from lingqu.feel import temporal
from lingqu.feel.expression import Expression, Position, Result, Warning_, compile, compile_unary  # noqa: A004
from lingqu.feel.problems import SyntaxProblem

__all__ = ["Expression", "Position", "Result", "SyntaxProblem", "Warning_", "compile", "compile_unary", "temporal"]
