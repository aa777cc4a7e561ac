"""One evaluation: its time, its warnings, and the fuel that bounds it."""

from __future__ import annotations

from typing import Any

FUEL = 1_000_000  # units of work: an iteration, a call, a list item, eight characters
MAX_CALLS = 100  # functions inside functions
MAX_STRING = 1_000_000  # characters
MAX_WARNINGS = 100

#: code, offset in the text, values involved
Note = tuple[str, int, dict[str, Any]]


class Exhausted(Exception):  # noqa: N818  (not an error: the evaluation ends with a warning)
    """The evaluation used up what it may use; `code` is the warning that tells it."""

    def __init__(self, code: str = "fuel") -> None:
        self.code = code
        super().__init__(code)


class State:
    """What one evaluation carries along. Defaults stand on the class, so that a fresh one costs nothing."""

    fuel: int = FUEL
    now: int = 0  # milliseconds since 1970, UTC
    zone: str = "UTC"
    calls: int = 0  # how deep in function calls
    at: int = 0  # offset of the call that is being made
    quiet: int = 0  # more than zero: nobody wants the warnings
    notes: list[Note] | None = None
    patterns: frozenset[tuple[str, str]] = frozenset()  # those that were paid for

    def spend(self, units: int) -> None:
        """Use up fuel. Raises Exhausted."""
        self.fuel -= units
        if self.fuel < 0:
            raise Exhausted

    def warn(self, code: str, at: int, /, **values: Any) -> None:
        """Note that something went wrong there; the value is null."""
        if self.quiet:
            return
        if self.notes is None:
            self.notes = []
        if len(self.notes) < MAX_WARNINGS:
            self.notes.append((code, at, values))

    def stop(self, why: BaseException, at: int) -> None:
        """Note what ended the evaluation too early: the last warning, which is never left out."""
        self.quiet = 0
        self.make_room()
        self.warn(
            why.code if isinstance(why, Exhausted) else "depth" if isinstance(why, RecursionError) else "fuel", at
        )

    def make_room(self) -> None:
        """Drop what is one warning too many for another one."""
        if self.notes:
            del self.notes[MAX_WARNINGS - 1 :]

    def fail(self, code: str, /, **values: Any) -> Any:
        """Warn where the present call stands, and give null, which the built-in returns."""
        self.warn(code, self.at, **values)
        return None

    def search(self, text: str, wanted: str) -> str:
        """Pay for looking for one string in another, which is given back."""
        self.spend(len(text) * min(len(wanted), 64) >> 12)
        return text

    def text(self, text: str) -> str:
        """Pay for a string that was made. Raises Exhausted."""
        if len(text) > MAX_STRING:
            raise Exhausted
        self.fuel -= (len(text) >> 3) + 1
        if self.fuel < 0:
            raise Exhausted
        return text
