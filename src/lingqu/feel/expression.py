"""What callers hold: a compiled expression, the result of an evaluation, its warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from lingqu.feel import messages as _messages  # noqa: F401  (registers the texts of the warnings)
from lingqu.feel.access import PROPERTY_NAMES
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.compile import Code, Seen, compile_node
from lingqu.feel.convert import TOO_LARGE, to_json
from lingqu.feel.cursor import MAX_DEPTH
from lingqu.feel.parse import parse, parse_unary
from lingqu.feel.problems import TooComplex, line_and_column
from lingqu.feel.state import FUEL, Exhausted, State
from lingqu.feel.syntax import Node, UnaryTests
from lingqu.feel.telling import message_of
from lingqu.feel.types import Type
from lingqu.feel.values import Value
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json

_CACHE_SIZE = 4096


class Position(msgspec.Struct, frozen=True):
    line: int  # from 1
    column: int  # from 1
    offset: int  # characters from 0


class Warning_(msgspec.Struct, frozen=True, kw_only=True):  # noqa: N801  (Warning is Python's)
    """Something in an evaluation that gave null; `values` are those involved."""

    kind: str
    message: Message
    position: Position | None
    values: dict[str, Any]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The value of an expression (see `lingqu.feel.values`), what went wrong on the way, and what it took."""

    value: Value
    warnings: tuple[Warning_, ...] = ()
    spent: int = 0  # units of fuel, never more than were given

    @property
    def json(self) -> Json:
        """The value as kernel Json: temporal values as their texts, what JSON cannot hold as null."""
        return to_json(self.value)[0]

    def as_json(self) -> tuple[Json, tuple[Warning_, ...]]:
        """`json` with all warnings, those of the conversion included."""
        converted, lost = to_json(self.value)
        more = tuple(
            _warning("", ("too_large", -1, {}) if kind == TOO_LARGE else ("not_json", -1, {"kind": kind}))
            for kind in lost
        )
        return converted, self.warnings + more


class Expression:
    """A compiled expression. `names` are the variables it may read, so that callers fetch only those."""

    __slots__ = ("_code", "names", "node", "text")

    def __init__(self, text: str, node: Node, code: Code, names: frozenset[str]) -> None:
        self.text = text
        self.node = node
        self.names = names
        self._code = code

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def evaluate(self, variables: Mapping[str, Value], *, now: int = 0, zone: str = "UTC", fuel: int = FUEL) -> Result:
        """The value of the expression; never raises.

        `now` is in milliseconds since 1970 (UTC), what `now()` and `today()` tell, on the clocks of `zone`.
        """
        s = State()
        s.now, s.zone, s.fuel = now, zone, fuel
        try:
            value = self._code(variables, s)
        except (Exhausted, RecursionError, MemoryError) as stopped:
            value = None
            s.stop(stopped, s.at)
        if not s.notes:
            return Result(value=value, spent=fuel - s.fuel)
        warnings = tuple(_warning(self.text, note) for note in s.notes)
        return Result(value=value, warnings=warnings, spent=fuel - max(0, s.fuel))

    def watched(self, seen: Seen) -> Expression:
        """The same expression, which tells `seen` the way that each of its `if` goes. For coverage; not cached."""
        code, free = compile_node(self.node, (), None, seen)
        return Expression(self.text, self.node, code, free)

    def function(self) -> Callable[[Mapping[str, Value]], Value]:
        """The expression as a plain function of the variables, for hot loops: no warnings, time is 0."""
        code = self._code

        def call(variables: Mapping[str, Value], /) -> Value:
            try:
                return code(variables, State())
            except (Exhausted, RecursionError, MemoryError):
                return None

        return call

    def passes(self, s: State, value: Value) -> Value:
        """As unary tests of a value inside another evaluation, whose fuel and warnings it shares."""
        return self._code({"?": value}, s)

    def within(self, s: State, variables: Mapping[str, Value]) -> Value:
        """The value as part of another evaluation, whose fuel and warnings it shares; may raise Exhausted."""
        return self._code(variables, s)


def _warning(text: str, note: tuple[str, int, dict[str, Any]]) -> Warning_:
    code, at, values = note
    position = Position(*line_and_column(text, at), at) if at >= 0 else None
    return Warning_(kind=code, message=message_of(code, values), position=position, values=values)


def compile(  # noqa: A001
    text: str, *, names: Iterable[str] = (), types: Mapping[str, Type] | None = None, properties: Iterable[str] = ()
) -> Expression:
    """The expression in a text; `names` are the variables in scope, which may hold spaces and operators.

    Names not listed are read as the words up to the next sign or keyword. `types` are the model's own types;
    `properties` are entries of contexts that hold operators and may stand behind a dot. Compiled once for each text,
    names and properties. Raises SyntaxProblem.
    """
    if types:
        return _compiled(text, frozenset(names), frozenset(properties), types)
    return _cached(text, frozenset(names), frozenset(properties))


def compile_unary(
    text: str, *, names: Iterable[str] = (), types: Mapping[str, Type] | None = None, properties: Iterable[str] = ()
) -> Expression:
    """The unary tests in a text (a cell of a decision table); the value under test is the variable `?`.

    The result is true, false or null. Raises SyntaxProblem.
    """
    if types:
        return _compiled(text, frozenset(names), frozenset(properties), types, unary=True)
    return _cached(text, frozenset(names), frozenset(properties), unary=True)


def read_unary(
    text: str, *, names: Iterable[str] = (), types: Mapping[str, Type] | None = None, properties: Iterable[str] = ()
) -> UnaryTests:
    """The nodes that `compile_unary` compiles. Raises SyntaxProblem."""
    known = (*PROPERTY_NAMES, *properties)
    return parse_unary(text, names=names, functions=BUILTINS, types=types or {}, properties=known)


@lru_cache(maxsize=_CACHE_SIZE)
def _cached(text: str, names: frozenset[str], properties: frozenset[str], *, unary: bool = False) -> Expression:
    return _compiled(text, names, properties, {}, unary=unary)


def _compiled(
    text: str, names: frozenset[str], properties: frozenset[str], types: Mapping[str, Type], *, unary: bool = False
) -> Expression:
    if unary:
        node: Node = read_unary(text, names=names, types=types, properties=properties)
    else:
        node = parse(text, names=names, functions=BUILTINS, types=types, properties=(*PROPERTY_NAMES, *properties))
    try:
        code, free = compile_node(node, names, types)
    except RecursionError:
        raise TooComplex(text, 0, "feel.too_deep", limit=MAX_DEPTH) from None
    return Expression(text, node, code, free)
