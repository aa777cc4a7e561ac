"""FEEL's built-in functions, one file a family, one line of documentation each."""

from lingqu.feel.builtins import (
    booleans,
    camunda,
    contexts,
    conversions,
    dates,
    formats,
    lists,
    numbers,
    ranges,
    statistics,
    strings,
)
from lingqu.feel.registry import BUILTINS, Builtin

__all__ = [
    "BUILTINS", "Builtin",
    "booleans", "camunda", "contexts", "conversions", "dates", "formats", "lists", "numbers", "ranges", "statistics",
    "strings",
]  # fmt: skip
