"""Which blob format may be written: agreed between all live nodes by the `format` row."""

from __future__ import annotations

from lingqu.kernel.errors import Conflict
from lingqu.store.connection import Connection

#: One number for all blobs: pages, rounds, history, letters, answers. Raise it with any change of their shapes.
NAME = "blobs"
OLDEST = 1
NEWEST = 1


def allowed(c: Connection) -> int:
    """The newest format that may be written. Raises Conflict if blobs may be there that this node cannot read."""
    found = c.row("SELECT number FROM format WHERE name = ?", [NAME])
    number = int(found[0]) if found else OLDEST
    if number > NEWEST:
        raise Conflict("store.newer_format", name=NAME, found=number, known=NEWEST)
    return number


def agree(c: Connection, alive_since: int) -> int:
    """Raise the format to what every node that was alive since then can read; the format that holds now."""
    found = c.row("SELECT min(reads) FROM node WHERE alive >= ?", [alive_since])
    common = min(NEWEST, int(found[0])) if found and found[0] is not None else OLDEST
    if common > allowed(c):
        c.upsert("format", ("name",), ("name", "number"), [(NAME, common)])
        return common
    return allowed(c)
