"""A place in the tokens of an expression, and where a name with spaces or operators ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from lingqu.feel.lex import KEYWORDS, Token, tokens
from lingqu.feel.names import KnownNames, is_odd, shared_names
from lingqu.feel.problems import SyntaxProblem, TooComplex
from lingqu.feel.slips import first_odd_sign

MAX_DEPTH = 100


class Cursor:
    """Reads tokens forward; knows the names in scope; refuses to go deeper than MAX_DEPTH."""

    def __init__(
        self,
        text: str,
        names: Iterable[str],
        functions: Iterable[str],
        types: Iterable[str],
        properties: Iterable[str],
    ) -> None:
        self.text = text
        self.found = tokens(text)
        self.index = 0
        self.depth = 0
        self.known = KnownNames(names, shared_names(tuple(functions)))
        self.types = KnownNames(types)
        self.iterator_names: list[str] = []  # names of for, some and every that are in scope; "" if known before
        #: What may stand behind a dot, keys of contexts in this text too.
        self.properties = KnownNames((), shared_names(tuple(properties)))
        #: Those of them that hold signs, which are known inside filters: `[{p-q: 1}][p-q = 1]`.
        self.odd_names = KnownNames(filter(is_odd, properties))
        self.filters = 0  # around this place

    @property
    def token(self) -> Token:
        return self.found[self.index]

    def peek(self, ahead: int = 1) -> Token:
        return self.found[min(self.index + ahead, len(self.found) - 1)]

    def is_symbol(self, *symbols: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token.kind == "symbol" and token.text in symbols

    def is_word(self, *words: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token.kind == "name" and token.text in words and not token.escaped

    def take(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.index += 1
        return token

    def take_symbol(self, symbol: str, expected: str = "") -> Token:
        if not self.is_symbol(symbol):
            raise self.problem(expected or f"'{symbol}'")
        return self.take()

    def take_word(self, word: str) -> Token:
        if not self.is_word(word):
            raise self.problem(f"'{word}'")
        return self.take()

    def problem(self, expected: str) -> SyntaxProblem:
        """The problem that something else stands here; with a hint if another language's habit explains it."""
        token = self.token
        found = f"'{self.text[token.at : token.end][:40]}'" if token.kind != "end" else "the end"
        return SyntaxProblem(self.text, token.at, expected, found, self._slip())

    def _slip(self) -> str:
        """What the token that stands here, after the one before it, tells of another language's habit."""
        text = self.token.text
        before = self.found[self.index - 1] if self.index else None
        pair = f"{before.text}{text}" if before is not None else ""
        if before is not None and pair in ("<>", "=<", "=>"):
            return pair
        if self.is_symbol("="):
            return "=" if before is None else "==" if before.text in ("=", "!=") else ""
        if text == "?" and before is not None:
            return "?:"
        if self.token.kind == "end":
            return "else" if any(token.text == "then" for token in self.found) else ""
        if self.is_symbol(",") and before is not None and before.kind == self.peek().kind == "number":
            return "1,000"
        if self.token.kind == "name" and text.upper() in ("AND", "OR"):
            return text.upper()
        if text == "then" and not any(token.text in ("elseif", "elif", "elsif") for token in self.found):
            return ""
        return text

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.enter()
        yield
        self.depth -= 1

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooComplex(self.text, self.token.at, "feel.too_deep", limit=MAX_DEPTH)

    @contextmanager
    def local(self, names: Iterable[str]) -> Iterator[None]:
        """Names that are known only inside the block."""
        added = [name for name in names if self.known.add(name)]
        yield
        for name in added:
            self.known.remove(name)

    def longest(self, known: KnownNames) -> tuple[str, int]:
        """The longest known name that stands here, and how many tokens it takes (0: none)."""
        best, size = known.longest(self.index, self.found)
        if self.filters and known is self.known:
            other, more = self.odd_names.longest(self.index, self.found)
            return (other, more) if more > size else (best, size)
        return best, size

    def _run(self) -> int:
        """How many tokens from here are plain words (or whole numbers behind a word) that could make one name."""
        size = 0
        while True:
            token = self.peek(size)
            if token.escaped:
                pass
            elif token.kind == "name":
                stops = token.text in KEYWORDS or (token.text == "instance" and self.is_word("of", ahead=size + 1))
                if stops or (size and token.text == "?"):
                    return size
            elif not (size and token.kind == "number" and token.text.isdigit()):
                return size
            size += 1
            if token.text == "?" and not token.escaped:
                return size

    def name(self, known: KnownNames, expected: str = "a name") -> str:
        """The name that stands here: the longest known one, else all words up to the next sign or keyword."""
        run = self._run()
        best, size = self.longest(known)
        if size and (size >= run or self.peek(size).kind not in ("name", "number")):
            self.index += size
            return best
        if not run:
            raise self.problem(expected)
        self._refuse_odd_signs(run, expected)
        return self.words(run)

    def _refuse_odd_signs(self, run: int, expected: str) -> None:
        """A name that nobody knows, with `，` or `＞` in it, is a slip of a Chinese keyboard. Raises SyntaxProblem."""
        tokens_ = self.found[self.index : self.index + run]
        found = first_odd_sign([token.text if token.end - token.at == len(token.text) else "" for token in tokens_])
        if found is not None:
            number, place = found
            mark = tokens_[number].text[place]
            what = expected if (number, place) == (0, 0) else "an operator"
            raise SyntaxProblem(self.text, tokens_[number].at + place, what, f"'{mark}'", mark)

    def words(self, size: int) -> str:
        """Take that many tokens as one name, its words separated as they were written (by one space or none)."""
        parts: list[str] = []
        for index in range(size):
            token = self.take()
            if index and token.at > self.found[self.index - 2].end:
                parts.append(" ")
            parts.append(token.text)
        return "".join(parts)

    def name_until(self, *stops: str, expected: str = "a name") -> str:
        """A new name: everything up to one of these symbols or words, operators included."""
        size = 0
        while not self.is_symbol(*stops, ahead=size) and not self.is_word(*stops, ahead=size):
            token = self.peek(size)
            allowed = token.kind in ("name", "number") or token.text in (".", "/", "-", "'", "+", "*", "**", "..")
            if not allowed:
                break
            size += 1
        if not size or self.token.kind != "name":
            raise self.problem(expected)
        return self.words(size)
