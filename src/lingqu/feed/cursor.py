"""The cursor: up to which commit of each node somebody has read. Opaque to those outside; safe to keep for long."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Self, TypeAlias

import msgspec

from lingqu.kernel.errors import Invalid

#: Characters of a cursor's text at most: some thousand nodes.
LONGEST = 32_768

_Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]


class Cursor(msgspec.Struct, frozen=True):
    """`read`: the number of the last batch by node. Nodes up to `floor` that it does not name are read to their end."""

    read: dict[int, int] = {}
    floor: int = 0

    def __str__(self) -> str:
        packed = msgspec.json.encode([self.floor, sorted(self.read.items())])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Self:
        """The cursor of a text that we gave out; "" is the beginning. Raises Invalid."""
        if not text:
            return cls()
        try:
            if len(text) > LONGEST:
                raise ValueError
            packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            floor, read = msgspec.json.decode(packed, type=tuple[_Number, list[tuple[_Number, _Number]]])
        except (ValueError, binascii.Error, msgspec.MsgspecError):
            raise Invalid("feed.bad_cursor") from None
        return cls(dict(read), floor)

    def of(self, node: int) -> int | None:
        """The last batch of that node that was read, 0 for none; None if the node is read to its end."""
        return self.read.get(node, None if node <= self.floor else 0)
