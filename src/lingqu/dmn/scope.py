"""What expressions of a model may name while they are compiled, and the problems found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

import msgspec

from lingqu.dmn.places import Place
from lingqu.dmn.types import Types
from lingqu.feel import Expression, SyntaxProblem, compile, compile_unary  # noqa: A004
from lingqu.feel.expression import read_unary
from lingqu.feel.syntax import UnaryTests
from lingqu.feel.types import ANY, Type
from lingqu.kernel.messages import Message

_MAX_SHARED = 20_000  # names of entries that all expressions of a model may use


_WARNINGS = frozenset({"overlap", "told", "never_of_type", "never_matches"})
#: The names that an expression may use, with their types as far as they are known.
Names: TypeAlias = Mapping[str, Type]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong with a model: an error, whose expression is null whenever it is evaluated, or a warning."""

    code: str
    message: Message
    place: Place
    severity: Literal["error", "warning"] = "error"

    @classmethod
    def of(cls, code: str, place: Place, **params: Any) -> Problem:
        where = {"place_zh": place.message.text("zh"), "place_en": place.message.text("en")}
        return cls(
            code=f"dmn.{code}",
            message=Message(code=f"dmn.{code}", params={**where, **params}),
            place=place,
            severity="warning" if code in _WARNINGS else "error",
        )

    @classmethod
    def told(cls, place: Place, message: Message) -> Problem:
        """What FEEL's checks say of an expression."""
        return cls.of("told", place, told_zh=message.text("zh"), told_en=message.text("en"))

    @classmethod
    def syntax(cls, place: Place, problem: SyntaxProblem) -> Problem:
        texts = {f"problem_{language}": problem.message.text(language).strip() for language in ("zh", "en")}
        return cls.of("syntax", place, **texts)


class Scope:
    """The types of a model, and the names of entries that its contexts have."""

    def __init__(self, types: Types, entries: frozenset[str], language: str) -> None:
        self.types = types
        self.entries: Names = dict.fromkeys(sorted(entries)[:_MAX_SHARED], ANY)
        self._properties = frozenset(name for name in self.entries if not name.isidentifier())
        self._language = language
        self.reads: set[str] = set()  # variables that the expressions compiled so far may read

    def is_feel(self, language: str) -> bool:
        """Whether an expression in that language (empty: that of the model) is FEEL."""
        chosen = (language or self._language).strip().casefold()
        return not chosen or "feel" in chosen or "/dmn/" in chosen

    def read_unary(self, text: str, names: Names) -> UnaryTests:
        """The nodes of unary tests. Raises SyntaxProblem."""
        return read_unary(text, names=names, types=self.types.by_name or None, properties=self._properties)

    def compile(self, text: str, names: Names, *, unary: bool = False) -> Expression:
        """An expression or unary tests. Raises SyntaxProblem."""
        make = compile_unary if unary else compile
        made = make(text, names=names, types=self.types.by_name or None, properties=self._properties)
        self.reads |= made.names
        return made
