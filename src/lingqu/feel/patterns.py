"""Users' regular expressions, in XPath's syntax: RE2, linear in the text, or, with back-references, fuel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import re2  # type: ignore[import-untyped]  # it has no stubs

from lingqu.feel.backtrack import Backtracking
from lingqu.feel.state import State
from lingqu.feel.xpath import MAX_PATTERN, BadPattern, Flags, HasBackReference, read_flags, translate, without_space

__all__ = ["BadPattern", "Pattern", "compile_pattern", "expand", "pattern_for", "split_text"]

_MEMORY = 8 << 20  # bytes that one compiled pattern may take
#: Characters times instructions that a unit of fuel pays for; what RE2 can need at worst.
_WORK = 13
_TOO_LARGE = 16_000  # units for finding out that a pattern needs more memory than it may
_RANGE = 300  # units for all that differ by case from the characters of a range
_MOST_KNOWN = 50  # patterns that one evaluation remembers to have paid for


class Pattern:
    """A compiled pattern."""

    __slots__ = ("_compiled", "groups", "size")

    def __init__(self, pattern: str, flags: Flags) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MEMORY
        options.dot_nl = flags.dot_all
        try:
            self._compiled = re2.compile(pattern, options)
        except re2.error as wrong:
            raise BadPattern(_reason(wrong)) from None
        self.groups: int = self._compiled.groups
        self.size: int = self._compiled.programsize

    def found_in(self, s: State, text: str) -> bool:
        s.spend(len(text) * self._compiled.programsize >> _WORK)
        return self._compiled.search(text) is not None

    def matches(self, s: State, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Each match from the left: start, end, the texts of the groups (empty for one that took no part)."""
        size = self._compiled.programsize
        s.spend(len(text) * size >> _WORK)
        for match in self._compiled.finditer(text):
            s.spend(2 + ((len(text) - match.end()) * size >> _WORK))  # each search may read to the end
            yield match.start(), match.end(), ("", *(match.groups("")))

    def matches_nothing(self) -> bool:
        """Whether the pattern matches the empty string."""
        return self._compiled.search("") is not None


def _reason(wrong: Exception) -> str:
    shown = wrong.args[0] if wrong.args else "unknown"
    return shown.decode("utf-8", "replace") if isinstance(shown, bytes) else str(shown)


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> Pattern | Backtracking:
    """The pattern for a text in XPath's syntax. Raises BadPattern."""
    found = read_flags(flags)
    if found.spaced and not found.literal:
        pattern = without_space(pattern)
    try:
        return Pattern(translate(pattern, found), found)
    except HasBackReference:
        return Backtracking(pattern, found)


def pattern_for(s: State, pattern: str, flags: str) -> Pattern | Backtracking:
    """The pattern, which each evaluation pays for once, known or not. Raises BadPattern."""
    if (pattern, flags) in s.patterns:
        return compile_pattern(pattern, flags)
    s.spend(_price(pattern) + (_RANGE * pattern.count("-") if "i" in flags else 0))
    try:
        found = compile_pattern(pattern, flags)
    except BadPattern as bad:
        if "too large" in bad.reason:
            s.spend(_TOO_LARGE)
        raise
    s.spend(found.size >> 4)
    if len(s.patterns) < _MOST_KNOWN:
        s.patterns |= {(pattern, flags)}
    return found


def _price(pattern: str) -> int:
    """Units for compiling a pattern; categories, and classes without what another holds, are long lists of spans."""
    if len(pattern) > MAX_PATTERN:
        return 1
    return 10 + len(pattern) + 60 * (pattern.count("\\p") + pattern.count("\\P")) + 900 * pattern.count("-[")


def expand(s: State, pattern: Pattern | Backtracking, text: str, replacement: str) -> str:
    """The text with each match replaced. Raises BadPattern."""
    if pattern.matches_nothing():
        raise BadPattern("it matches the empty string")
    pieces = _pieces(replacement, pattern.groups)
    made: list[str] = []
    size = last = 0
    for start, end, groups in pattern.matches(s, text):
        part = text[last:start] + "".join(
            piece if isinstance(piece, str) else text[start:end] if piece == 0 else groups[piece] for piece in pieces
        )
        size += len(part)
        s.spend(len(part) >> 3)
        made.append(part)
        last = end
    return "".join(made) + text[last:]


def _pieces(replacement: str, groups: int) -> list[str | int]:
    r"""A replacement cut into texts and numbers of groups; `\$` and `\\` stand for the signs themselves."""
    pieces: list[str | int] = []
    at = 0
    while at < len(replacement):
        mark = replacement[at]
        following = replacement[at + 1 : at + 2]
        if mark == "\\":
            if following not in ("\\", "$") or not following:
                raise BadPattern("a backslash in a replacement stands before \\ or $")
            pieces.append(following)
            at += 2
        elif mark == "$":
            if not (following.isascii() and following.isdigit()):
                raise BadPattern("$ in a replacement stands before the number of a group")
            end = at + 2
            while (
                end < len(replacement) and replacement[end].isdigit() and int(replacement[at + 1 : end + 1]) <= groups
            ):
                end += 1
            number = int(replacement[at + 1 : end])
            pieces.append(number if number <= groups else "")
            at = end
        else:
            pieces.append(mark)
            at += 1
    return pieces


def split_text(s: State, pattern: Pattern | Backtracking, text: str) -> Iterator[str]:
    """The parts of a text between the matches of a pattern. Raises BadPattern."""
    if pattern.matches_nothing():
        raise BadPattern("it matches the empty string")
    last = 0
    for start, end, _ in pattern.matches(s, text):
        yield text[last:start]
        last = end
    yield text[last:]
