"""Codec: bytes with a format number, for everything that is stored for ever.

A node writes format N+1 only after the database says that every live node reads it (formats.py), and refuses newer
ones. Old formats are read for ever: golden files in the tests hold one of each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from lingqu.kernel.errors import Conflict
from lingqu.store import messages as _messages  # noqa: F401 - registers this room's sentences

T = TypeVar("T")


class Codec(Generic[T]):
    """Blobs of one kind. `writes` and `reads` hold one function a format number."""

    def __init__(
        self, name: str, *, writes: Mapping[int, Callable[[T], bytes]], reads: Mapping[int, Callable[[bytes], T]]
    ) -> None:
        self.name = name
        self._writes = writes
        self._written = max(writes)
        self._reads = reads
        self.newest = max(reads)

    def encode(self, value: T, allowed: int) -> tuple[int, bytes]:
        """The value in the newest format that this node knows and the database allows."""
        number = self._written
        if allowed < number:
            number = max(known for known in self._writes if known <= allowed)
        return number, self._writes[number](value)

    def decode(self, number: int, data: bytes) -> T:
        """The value of stored bytes. Raises Conflict(store.newer_format) for a format of a newer version."""
        read = self._reads.get(number)
        if read is None:
            raise Conflict("store.newer_format", name=self.name, found=number, known=self.newest)
        return read(data)
