"""Sets of characters of a pattern: spans of code points and Unicode categories, with subtraction."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache

import msgspec

LAST = 0x10FFFF
_LAST_LETTER = 0x1EFFF  # behind it no character has capitals or small letters
Span = tuple[int, int]


class CharSet(msgspec.Struct, frozen=True):
    """Characters in any of the spans or categories; a category is (name, whether it is inverted)."""

    spans: tuple[Span, ...] = ()
    categories: tuple[tuple[str, bool], ...] = ()

    def joined(self, other: CharSet) -> CharSet:
        return CharSet(self.spans + other.spans, self.categories + other.categories)

    def plain(self) -> tuple[Span, ...]:
        """As spans only, sorted and merged."""
        found = list(self.spans)
        for name, inverted in self.categories:
            spans = category_spans(name)
            found.extend(invert(spans) if inverted else spans)
        return merge(found)

    def inverted(self) -> CharSet:
        return CharSet(invert(self.plain()))

    def minus(self, other: CharSet) -> CharSet:
        return CharSet(invert(merge([*invert(self.plain()), *other.plain()])))

    def written(self) -> str:
        """As a class of RE2."""
        if not self.spans and not self.categories:
            return "[^\\x{0}-\\x{10ffff}]"
        spans = "".join(f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in self.spans)
        return "[" + spans + "".join(f"\\{'P' if out else 'p'}{{{name}}}" for name, out in self.categories) + "]"


def merge(spans: list[Span]) -> tuple[Span, ...]:
    """Spans sorted, overlapping and touching ones made one."""
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return tuple(found)


def invert(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Every code point that is in none of the spans."""
    found: list[Span] = []
    start = 0
    for low, high in merge(list(spans)):
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


@lru_cache(maxsize=1)
def _variants() -> tuple[list[int], dict[int, tuple[Span, ...]]]:
    """The characters that have others equal to them in capitals or in small letters, and those others."""
    alike: dict[tuple[str, str], list[int]] = {}
    for code in range(_LAST_LETTER + 1):
        mark = chr(code)
        small, capital = mark.lower(), mark.upper()
        if small != mark or capital != mark:
            alike.setdefault(("small", small), []).append(code)
            alike.setdefault(("capital", capital), []).append(code)
    found: dict[int, set[int]] = {}
    for codes in alike.values():
        for code in codes:
            found.setdefault(code, set()).update(codes)
    others = {code: tuple((one, one) for one in sorted(codes - {code})) for code, codes in found.items()}
    return sorted(others), others


def with_variants(low: int, high: int) -> CharSet:
    """The characters of a range together with those that differ from one of them by case only (F&O 3.1, 5.6.2)."""
    cased, others = _variants()
    letters = cased[bisect_left(cased, low) : bisect_right(cased, high)]
    return CharSet(merge([(low, high), *(span for code in letters for span in others[code])]))


@lru_cache(maxsize=1)
def _by_category() -> dict[str, tuple[Span, ...]]:
    """The spans of each two-letter category, read once from Python's Unicode data."""
    found: dict[str, list[Span]] = {}
    start, current = 0, unicodedata.category("\0")
    for code in range(1, LAST + 2):
        category = unicodedata.category(chr(code)) if code <= LAST else ""
        if category != current:
            found.setdefault(current, []).append((start, code - 1))
            start, current = code, category
    return {name: tuple(spans) for name, spans in found.items()}


@lru_cache(maxsize=64)
def category_spans(name: str) -> tuple[Span, ...]:
    """The code points of a category (`Lu`) or group of categories (`L`)."""
    return merge([span for key, spans in _by_category().items() if key.startswith(name) for span in spans])
