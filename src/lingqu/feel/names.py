"""Names in scope that may hold spaces and operators, and which of them stands at a place of a text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lingqu.feel.lex import Token, tokens
from lingqu.feel.problems import SyntaxProblem

#: Words and signs of one name; a longer one is read only in back quotes. It bounds the work at each place of a text.
MAX_WORDS = 64

Step = tuple[str, bool]
"""A word of a name, and whether white space stands before it."""


def is_odd(name: str) -> bool:
    """Whether a name holds signs, so that it could be read as a calculation."""
    return not name.replace(" ", "").isalnum()


@lru_cache(maxsize=4096)
def _steps(name: str) -> tuple[Step, ...]:
    """A name as words; () for one that is never read as words."""
    try:
        found = tokens(name)[:-1]
    except SyntaxProblem:
        return ()
    if len(found) > MAX_WORDS:
        return ()
    return tuple((token.text, index > 0 and token.at > found[index - 1].end) for index, token in enumerate(found))


class _Branch:
    """Where the names go on that begin alike; `name` if one ends here."""

    __slots__ = ("following", "name")

    def __init__(self) -> None:
        self.name = ""
        self.following: dict[Step, _Branch] = {}


class KnownNames:
    """Names in scope as a tree of words; the longest that fits wins. `base` holds those that never change."""

    def __init__(self, names: Iterable[str] = (), base: KnownNames | None = None) -> None:
        self._root = _Branch()
        self._base = base
        for name in names:
            self.add(name)

    def add(self, name: str) -> bool:
        """Make a name known; says whether it was new."""
        steps = _steps(name)
        if not steps or (self._base is not None and self._base.holds(name)):
            return False
        branch = self._root
        for step in steps:
            following = branch.following.get(step)
            if following is None:
                following = branch.following[step] = _Branch()
            branch = following
        if branch.name:
            return False
        branch.name = name
        return True

    def holds(self, name: str) -> bool:
        """Whether that name is known."""
        branch = self._end(name)
        return branch is not None and branch.name != ""

    def remove(self, name: str) -> None:
        branch = self._end(name)
        if branch is not None:
            branch.name = ""

    def _end(self, name: str) -> _Branch | None:
        steps = _steps(name)
        branch: _Branch | None = self._root if steps else None
        for step in steps:
            if branch is None:
                return None
            branch = branch.following.get(step)
        return branch

    def longest(self, at: int, found: list[Token]) -> tuple[str, int]:
        """The longest known name whose words stand at that token, and how many tokens it takes (0: none)."""
        best, size = self._base.longest(at, found) if self._base is not None else ("", 0)
        token = found[at]
        branch = self._root.following.get((token.text, False))
        taken = 1
        while branch is not None and token.kind not in ("string", "at"):
            if branch.name and taken > size:
                best, size = branch.name, taken
            if not branch.following or at + taken >= len(found):
                break
            end, token = token.end, found[at + taken]
            branch = branch.following.get((token.text, token.at > end))
            taken += 1
        return best, size


@lru_cache(maxsize=64)
def shared_names(names: tuple[str, ...]) -> KnownNames:
    """Names that many texts share, made ready once; not to be changed."""
    return KnownNames(names)
