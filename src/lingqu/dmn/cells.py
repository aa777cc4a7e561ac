"""Cells of decision tables: the usual ones (constants, comparisons, ranges) are read here, all others by FEEL."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from decimal import Decimal
from typing import Any

import msgspec

from lingqu.feel import Expression, operations, static, syntax
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.state import State
from lingqu.feel.values import Range, Value, number

_NUMBER = r"-?(?:\d{1,30}(?:\.\d{1,30})?|\.\d{1,30})"
_STRING = r'"[^"\\\n\r]{0,1000}"'
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<string>{_STRING})
      | (?P<range>[\[\](]\s*(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})\s*[\[\])])
      | (?P<operator><=|>=|<|>)\s*(?P<end>{_NUMBER})
      | (?P<number>{_NUMBER})
      | (?P<word>true|false)
    )\s*(?P<comma>,|$)""",
    re.VERBOSE,
)
_LONGEST = 2000  # characters of a cell that are read here


class Cell(msgspec.Struct, frozen=True):
    """A condition. `tests` are constants of which one must hold; or `expression` says it; neither = it always holds."""

    text: str
    tests: tuple[Value, ...] | None = None
    negated: bool = False  # all of the tests must fail
    expression: Expression | None = None
    broken: bool = False  # a text that is not FEEL: never holds

    @property
    def always(self) -> bool:
        return self.tests is None and self.expression is None and not self.broken

    def holds(self, s: State, value: Value, variables: dict[str, Value]) -> bool:
        """Whether a value passes; `variables` hold it as `?`."""
        if self.expression is not None:
            return self.expression.within(s, variables) is True
        if self.tests is None:
            return not self.broken
        if self.negated:
            return all(operations.is_in(s, value, test, 0) is False for test in self.tests)
        return any(operations.is_in(s, value, test, 0) is True for test in self.tests)


def is_any(text: str) -> bool:
    return not text or text == "-"


def constants(text: str) -> tuple[Value, ...] | None:
    """The tests in a cell that holds constants only; None if FEEL's own parser must read it."""
    if len(text) > _LONGEST:
        return None
    found: list[Value] = []
    at = 0
    while True:
        token = _TOKEN.match(text, at)
        if token is None:
            return None
        value = _value(token)
        if value is None:
            return None
        found.append(value)
        at = token.end()
        if not token["comma"]:
            return tuple(found) if at == len(text) else None


def read_constants(node: syntax.UnaryTests, names: Container[str]) -> tuple[Value, ...] | None:
    """The tests that FEEL's own parser has read, if all are constants; names may hide functions."""
    readers = {name: read for name, read in _READERS.items() if name not in names}
    try:
        return tuple(static.constant(test, readers) for test in node.tests)
    except static.NotConstant:
        return None


def _reader(name: str) -> Callable[[str], Value]:
    return lambda text: BUILTINS[name].call(State(), (text,))


_READERS = {name: _reader(name) for name in ("date", "time", "date and time", "duration")}


def constant(text: str) -> tuple[Value, ...]:
    """The one plain value that a text is, as a tuple; empty if it is anything else."""
    found = constants(text)
    if found is not None and len(found) == 1 and type(found[0]) is not Range:
        return found
    return ()


def _value(token: re.Match[str]) -> Any:
    if token["string"]:
        return token["string"][1:-1]
    if token["word"]:
        return token["word"] == "true"
    if token["number"]:
        return _number(token["number"])
    if token["operator"]:
        return operations.test_range(token["operator"], _number(token["end"]))
    low, high = _number(token["low"]), _number(token["high"])
    if low > high:
        return None
    whole = token["range"]
    return Range(low, high, whole[0] == "[", whole[-1] == "]")


def _number(text: str) -> Value:
    return number(int(text)) if text.lstrip("-").isdigit() else number(Decimal(text))
