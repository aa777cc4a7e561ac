"""Slips of the hand in names: two letters in the wrong order, one too many, missing or wrong, capitals."""

from __future__ import annotations

from collections.abc import Iterable

_SHORTEST = 5  # letters; shorter names are too often near one another


def meant(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; None if there is none, or more than one."""
    found = [other for other in known if _is_slip(name, other)]
    return found[0] if len(found) == 1 else None


def _is_slip(name: str, other: str) -> bool:
    """Whether one slip inside the word makes one name of the other.

    Not so at its ends, where `item` and `items`, `inputA` and `inputB` differ, and not in digits.
    """
    if name == other or min(len(name), len(other)) < _SHORTEST:
        return False
    if name.casefold() == other.casefold():
        return True
    start = _shared(name, other)
    end = _shared(name[start:][::-1], other[start:][::-1])
    one, two = name[start : len(name) - end], other[start : len(other) - end]
    if not start or not end or any(not mark.isalpha() for mark in one + two):
        return False
    return len(one) <= 1 and len(two) <= 1 if one[::-1] != two else len(one) <= 2


def _shared(one: str, two: str) -> int:
    """How many letters two words have in common at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
