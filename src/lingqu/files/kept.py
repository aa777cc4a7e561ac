"""Files that are kept for processes: content, what is said of them, and links that open one for a while.

A file is found by its tenant and id, never changed, and gone when its time is over: it is not given out any more, and
its bytes go when another file comes. Whoever brought it reads and deletes it; others as `api` says.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from lingqu.kernel.errors import Conflict, NotFound
from lingqu.store import Connection

#: Expired files and links that are cleared away when a new one comes.
_CLEARED = 100
_FIELDS = "f.key, f.tenant, f.id, f.name, f.content_type, f.size, f.hash, f.properties, f.instance, f.process_id"
_TIMES = "f.at, f.expires_at, f.by"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A file without its content. `hash`: SHA-256 in hex; `properties`: JSON; times in ms since the epoch."""

    key: int
    tenant: str
    id: str
    name: str
    content_type: str
    size: int
    hash: str
    properties: bytes = b"{}"
    instance: int = 0
    process_id: str = ""
    at: int = 0
    expires_at: int | None = None
    by: str = ""


def keep(c: Connection, file: Kept, body: bytes, now: int) -> None:
    """Keep a new file. Raises Conflict if its id is taken."""
    _clear(c, now)
    if c.row("SELECT 1 FROM kept_file WHERE tenant = ? AND id = ?", [file.tenant, file.id]):
        raise Conflict("files.id_taken", id=file.id)
    row = {**msgspec.structs.asdict(file), "body": body}
    c.insert("kept_file", tuple(row), [tuple(row.values())])


def find(c: Connection, seen: tuple[str, list[Any]], id_: str, now: int) -> Kept:
    """The file among those of a condition on `f`. Raises NotFound."""
    where, params = seen
    row = c.row(
        f"SELECT {_FIELDS}, {_TIMES} FROM kept_file f WHERE ({where}) AND f.id = ?"  # noqa: S608 - the viewer's condition
        " AND (f.expires_at IS NULL OR f.expires_at > ?)",
        [*params, id_, now],
    )
    if row is None:
        raise NotFound("files.no_such_file", id=id_)
    return _kept(row)


def body(c: Connection, key: int) -> bytes:
    """The content. Raises NotFound if it was deleted meanwhile."""
    row = c.row("SELECT body FROM kept_file WHERE key = ?", [key])
    if row is None:
        raise NotFound("files.no_such_file", id=str(key))
    return bytes(row[0])


def delete(c: Connection, key: int) -> None:
    """Delete a file and its links."""
    c.run("DELETE FROM kept_file_link WHERE file = ?", [key])
    c.run("DELETE FROM kept_file WHERE key = ?", [key])


def link(c: Connection, key: int, token: str, expires_at: int, now: int) -> None:
    """From now on this token opens the file."""
    _clear(c, now)
    c.insert("kept_file_link", ("token", "file", "expires_at"), [(hashed(token), key, expires_at)])


def linked(c: Connection, id_: str, token: str, now: int) -> Kept:
    """The file that this token opens. Raises NotFound: wrong, too late, or the file is gone."""
    row = c.row(
        f"SELECT {_FIELDS}, {_TIMES} FROM kept_file_link l JOIN kept_file f ON f.key = l.file"  # noqa: S608 - constants
        " WHERE l.token = ? AND f.id = ? AND l.expires_at > ? AND (f.expires_at IS NULL OR f.expires_at > ?)",
        [hashed(token), id_, now, now],
    )
    if row is None:
        raise NotFound("files.no_such_file", id=id_)
    return _kept(row)


def hashed(token: str) -> str:
    """What is stored of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


_COLUMNS = tuple(name.strip().removeprefix("f.") for name in f"{_FIELDS}, {_TIMES}".split(","))


def _kept(row: tuple[Any, ...]) -> Kept:
    given: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    return Kept(**{**given, "properties": bytes(given["properties"])})


def _clear(c: Connection, now: int) -> None:
    """Take away what is over, a few at a time."""
    for (key,) in c.rows(
        "SELECT key FROM kept_file WHERE expires_at <= ? ORDER BY expires_at LIMIT ?", [now, _CLEARED]
    ):
        delete(c, key)
    links = "SELECT token FROM kept_file_link WHERE expires_at <= ? ORDER BY expires_at LIMIT ?"
    gone = [token for (token,) in c.rows(links, [now, _CLEARED])]
    if gone:
        c.run("DELETE FROM kept_file_link WHERE token IN ??", [gone])
