"""Ranges of the grammar: what stands behind `..`, and which bracket closes."""

from __future__ import annotations

from functools import cached_property

from lingqu.feel import syntax
from lingqu.feel.parse_types import TypeParser

#: What may follow a range's closing `[`; anything else makes that `[` the beginning of a filter.
_AFTER_RANGE = frozenset((")", "]", "}", ",", "=", "!=", "<", "<=", ">", ">=", "+", "*", "/", "**", "."))
_AFTER_RANGE_WORDS = frozenset(("and", "or", "in", "between", "instance", "then", "else", "return", "satisfies"))

_OPENING, _CLOSING = ("(", "[", "{"), (")", "]", "}")


class RangeParser(TypeParser):
    """The ends of ranges; their expressions are read in `Parser`."""

    def expression(self, level: int = 0, first: syntax.Node | None = None) -> syntax.Node:
        raise NotImplementedError

    def operand(self, *, range_end: bool = False) -> syntax.Node:
        """Something that an operator may stand beside, with its paths, filters and calls."""
        raise NotImplementedError

    def additive(self) -> syntax.Node:
        raise NotImplementedError

    def range_after(self, at: int, low: syntax.Node | None, *, included: bool) -> syntax.Node:
        self.take_symbol("..")
        high = None if self.is_symbol(")", "]") else self._high_end()
        if not self.is_symbol(")", "]", "["):
            raise self.problem("')', ']' or '[' at the end of the range")
        closed = self.take().text == "]"
        return syntax.RangeLiteral(at=at, low=low, high=high, low_included=included, high_included=closed)

    def _high_end(self) -> syntax.Node:
        if self._is_long_end():
            return self.expression()
        self.enter()
        end = self.operand(range_end=True)
        self.depth -= 1
        return end

    def _is_long_end(self) -> bool:
        """Whether the end of the range is more than one operand (`[1..n + 1]`), so that no `[` can close it."""
        ahead = 0
        while True:
            token = self.peek(ahead)
            if token.kind == "end":
                return False
            if token.kind == "symbol":
                if ahead and token.text in ("+", "-", "*", "/", "**"):
                    return True
                if token.text in _CLOSING or token.text == "," or self._is_closing_bracket(ahead):
                    return False
                if token.text in _OPENING:
                    close = self._closing.get(self.index + ahead)
                    if close is None:
                        return False
                    ahead = close - self.index
            ahead += 1

    @cached_property
    def _closing(self) -> dict[int, int]:
        """Where each bracket of the text is closed, found once: no scan looks into what another has looked into."""
        closing: dict[int, int] = {}
        opened: list[int] = []
        for at, token in enumerate(self.found):
            if token.kind != "symbol":
                continue
            if token.text in _OPENING:
                opened.append(at)
            elif token.text in _CLOSING and opened:
                closing[opened.pop()] = at
        return closing

    def _is_closing_bracket(self, ahead: int) -> bool:
        """Whether a `[` stands there that closes the range: one that begins an operand, or a filter, does not."""
        begins = ahead == 0 or self.is_symbol("-", ahead=ahead - 1)
        return self.is_symbol("[", ahead=ahead) and not begins and self.closes_range(ahead)

    def closes_range(self, ahead: int = 0) -> bool:
        """Whether the `[` that stands there closes a range instead of opening a filter."""
        following = self.peek(ahead + 1)
        if following.kind == "end":
            return True
        return (following.kind == "symbol" and following.text in _AFTER_RANGE) or (
            following.kind == "name" and following.text in _AFTER_RANGE_WORDS
        )
