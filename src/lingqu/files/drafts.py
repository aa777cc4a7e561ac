"""Drafts: models on somebody's desk. Draft and deployed are two things; what is joined by the id inside the file."""

from __future__ import annotations

import msgspec

from lingqu.kernel.editions import Seen, must_be_seen
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.store import Connection

KINDS = ("bpmn", "form", "dmn")
_HEAD = "id, name, kind, folder, etag, updated_at, updated_by, definition_id"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One model without its content. `etag` counts changes; `definition_id`: id of the process or form inside."""

    id: int
    name: str
    kind: str
    folder: str
    etag: int
    updated_at: int
    updated_by: str
    definition_id: str


def _draft(row: tuple[object, ...]) -> Draft:
    return Draft(
        id=int(str(row[0])),
        name=str(row[1]),
        kind=str(row[2]),
        folder=str(row[3]),
        etag=int(str(row[4])),
        updated_at=int(str(row[5])),
        updated_by=str(row[6]),
        definition_id=str(row[7]),
    )


def every(c: Connection, tenant: str) -> list[Draft]:
    rows = c.rows(f"SELECT {_HEAD} FROM draft WHERE tenant = ? ORDER BY updated_at DESC, id", (tenant,))  # noqa: S608
    return [_draft(row) for row in rows]


def read(c: Connection, tenant: str, key: int) -> tuple[Draft, bytes]:
    """The draft and its content. Raises NotFound."""
    row = c.row(f"SELECT {_HEAD}, content FROM draft WHERE tenant = ? AND id = ?", (tenant, key))  # noqa: S608
    if row is None:
        raise NotFound("files.no_such_draft", id=str(key))
    return _draft(row[:-1]), bytes(row[-1])


def _locked(c: Connection, tenant: str, key: int, seen: Seen) -> Draft:
    """The draft, until the end of this transaction nobody else's to change. Raises NotFound, Stale."""
    row = c.row(f"SELECT {_HEAD} FROM draft WHERE tenant = ? AND id = ?" + c.for_update, (tenant, key))  # noqa: S608
    if row is None:
        raise NotFound("files.no_such_draft", id=str(key))
    now = _draft(row)
    must_be_seen(str(now.etag), seen, "files.stale", by=now.updated_by, etag=now.etag)
    return now


def find(c: Connection, tenant: str, kind: str, definition_id: str) -> Draft | None:
    """The draft that holds this process or form, or None."""
    row = c.row(
        f"SELECT {_HEAD} FROM draft WHERE tenant = ? AND kind = ? AND definition_id = ? ORDER BY id LIMIT 1",  # noqa: S608
        (tenant, kind, definition_id),
    )
    return _draft(row) if row else None


def add(c: Connection, tenant: str, new: Draft, content: bytes) -> Draft:
    """Raises Invalid without a name or of an unknown kind."""
    if not new.name.strip():
        raise Invalid("files.name_missing")
    if new.kind not in KINDS:
        raise Invalid("files.bad_kind")
    c.run(
        "INSERT INTO draft (id, tenant, name, kind, folder, content, etag, updated_at, updated_by, definition_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.id,
            tenant,
            new.name.strip(),
            new.kind,
            new.folder,
            content,
            new.etag,
            new.updated_at,
            new.updated_by,
            new.definition_id,
        ),
    )
    return new


def change(c: Connection, tenant: str, changed: Draft, content: bytes, *, seen: Seen) -> Draft:
    """Write a draft anew if it is as it was seen (None: whatever it is). Raises NotFound, Stale."""
    now = _locked(c, tenant, changed.id, seen)
    next_ = msgspec.structs.replace(changed, etag=now.etag + 1)
    c.run(
        "UPDATE draft SET name = ?, folder = ?, content = ?, etag = ?, updated_at = ?, updated_by = ?,"
        " definition_id = ? WHERE tenant = ? AND id = ?",
        (
            next_.name,
            next_.folder,
            content,
            next_.etag,
            next_.updated_at,
            next_.updated_by,
            next_.definition_id,
            tenant,
            next_.id,
        ),
    )
    return next_


def drop(c: Connection, tenant: str, key: int, *, seen: Seen = None) -> None:
    """Raises NotFound, Stale."""
    _locked(c, tenant, key, seen)
    c.run("DELETE FROM draft WHERE tenant = ? AND id = ?", (tenant, key))
