"""A place in the tokens of an expression, and the art of telling where a name with spaces or operators ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache

from lingqu.feel.lex import KEYWORDS, Token, tokens
from lingqu.feel.problems import SyntaxProblem, TooComplex
from lingqu.feel.slips import first_odd_sign

MAX_DEPTH = 100


@lru_cache(maxsize=4096)
def _pattern(name: str) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """A known name as words, and for each word whether white space stands before it."""
    try:
        found = tokens(name)[:-1]
    except SyntaxProblem:
        return (), ()
    spaced = tuple(index > 0 and token.at > found[index - 1].end for index, token in enumerate(found))
    return tuple(token.text for token in found), spaced


class KnownNames:
    """Names in scope, by their first word; the longest that fits wins. `base` holds those that never change."""

    def __init__(self, names: Iterable[str] = (), base: KnownNames | None = None) -> None:
        self._by_first: dict[str, dict[str, None]] = {}
        self._base = base
        for name in names:
            self.add(name)

    def add(self, name: str) -> bool:
        """Make a name known; says whether it was new."""
        words, _ = _pattern(name)
        if not words:
            return False
        group = self._by_first.setdefault(words[0], {})
        if name in group or (self._base is not None and self._base.holds(name)):
            return False
        group[name] = None
        return True

    def holds(self, name: str) -> bool:
        """Whether exactly that name is known."""
        words, _ = _pattern(name)
        return bool(words) and name in self._by_first.get(words[0], ())

    def remove(self, name: str) -> None:
        words, _ = _pattern(name)
        if words:
            self._by_first.get(words[0], {}).pop(name, None)

    def longest(self, at: int, found: list[Token]) -> tuple[str, int]:
        """The longest known name whose words stand at that token, and how many tokens it takes (0: none)."""
        best, best_size = self._base.longest(at, found) if self._base is not None else ("", 0)
        for name in self._by_first.get(found[at].text, ()):
            words, spaced = _pattern(name)
            if len(words) > best_size and _stands(words, spaced, at, found):
                best, best_size = name, len(words)
        return best, best_size


@lru_cache(maxsize=64)
def shared_names(names: tuple[str, ...]) -> KnownNames:
    """Names that many texts share, made ready once; not to be changed."""
    return KnownNames(names)


def _stands(words: tuple[str, ...], spaced: tuple[bool, ...], at: int, found: list[Token]) -> bool:
    if at + len(words) > len(found):
        return False
    for index, word in enumerate(words):
        token = found[at + index]
        if token.text != word or token.kind in ("string", "at"):
            return False
        if index and (token.at > found[at + index - 1].end) != spaced[index]:
            return False
    return True


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
        #: Those of them that hold signs, which a filter must know: `[{p-q: 1}][p-q = 1]`.
        self.odd_names = [name for name in properties if not name.replace(" ", "").isalnum()]

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
        best, size = known.longest(self.index, self.found)
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
