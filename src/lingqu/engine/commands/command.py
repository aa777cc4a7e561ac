"""Command: the root of all; what every one carries."""

from __future__ import annotations

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag=True, tag_field="command"):
    """Root of all commands; letters are commands too, so they are stored and their shapes are golden."""

    at: int
    by: str = ""
    numbers: tuple[int, ...] = ()
