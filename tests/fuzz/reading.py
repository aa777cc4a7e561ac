"""Bytes of a fuzzer as choices: the same bytes give the same choices, and a short input ends them all."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Reads numbers, members and texts from bytes; behind the end everything is 0."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    @property
    def over(self) -> bool:
        return self.at >= len(self.data)

    def number(self, below: int) -> int:
        found = self.data[self.at] if self.at < len(self.data) else 0
        self.at += 1
        if below > 256 and self.at < len(self.data):
            found = found << 8 | self.data[self.at]
            self.at += 1
        return found % below

    def one(self, members: Sequence[T]) -> T:
        return members[self.number(len(members))]

    def text(self, most: int) -> str:
        size = self.number(most)
        found = self.data[self.at : self.at + size]
        self.at += size
        return found.decode("utf-8", "replace")

    def rest(self) -> str:
        found = self.data[self.at :]
        self.at = len(self.data)
        return found.decode("utf-8", "replace")
