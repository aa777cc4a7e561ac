"""Business documents: one thing that lives in several systems, its names there, and what happened to it.

(system, type, external id) ⇄ document, unique both ways; one document may have many links (1 order → n payments). A
link's status moves forward only: what comes with an older version is dropped and noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

import msgspec

from lingqu.hub.connecting import External
from lingqu.kernel.values import Json, encode
from lingqu.runtime import Tx
from lingqu.store import Connection

_LINK = ("tenant", "system", "type", "external_id", "document", "url", "status", "status_version", "at")


class News(Enum):
    """What a status is to what was known."""

    NEW = "new"  # the link itself is new
    NEWER = "newer"
    SAME = "same"
    STALE = "stale"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One name of a document in another system."""

    system: str
    type: str
    external_id: str
    url: str
    status: str
    version: int


class Document(msgspec.Struct, frozen=True, kw_only=True):
    key: int
    type: str
    title: str
    instance: int
    updated_at: int


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a document's timeline; `code` with `params` is the sentence."""

    id: int
    at: int
    system: str
    kind: str
    code: str
    params: bytes
    effect: int


def find(c: Connection, tenant: str, type_: str, external_id: str) -> int:
    """The document that some system knows as this type and id; 0 if there is none."""
    row = c.row(
        "SELECT document FROM document_link WHERE tenant = ? AND type = ? AND external_id = ? ORDER BY at LIMIT 1",
        [tenant, type_, external_id],
    )
    return int(row[0]) if row else 0


def of_instance(c: Connection, instance: int, root: int = 0) -> int:
    """The document that an instance (or the instance that called it) is about; 0 for none."""
    row = c.row("SELECT key FROM document WHERE instance IN ?? ORDER BY key LIMIT 1", [[instance, root or instance]])
    return int(row[0]) if row else 0


def lock(c: Connection, key: int) -> int:
    """The instance that the document is in, with the document's row locked: two events of it come one by one."""
    row = c.row("SELECT instance FROM document WHERE key = ?" + c.for_update, [key])  # noqa: S608 - ours
    return int(row[0]) if row else 0


def add(tx: Tx, tenant: str, type_: str, title: str) -> int:
    """The key of a new document."""
    key = tx.new_key()
    columns = ("key", "tenant", "type", "title", "instance", "updated_at")
    tx.c.insert("document", columns, [(key, tenant, type_, title[:300], 0, tx.now)])
    return key


def belongs_to(tx: Tx, key: int, instance: int) -> None:
    tx.c.run("UPDATE document SET instance = ?, updated_at = ? WHERE key = ?", [instance, tx.now, key])


def link(tx: Tx, tenant: str, document: int, system: str, external: External) -> News:
    """Write a name and the newest status. What is older than the known version changes nothing."""
    row = (
        tenant,
        system,
        external.type,
        external.id,
        document,
        external.url,
        external.status,
        external.version,
        tx.now,
    )
    if tx.c.insert("document_link", _LINK, [row], ignore=True, returning=("document",)):
        return News.NEW
    names = [tenant, system, external.type, external.id]
    newer = tx.c.run(
        "UPDATE document_link SET status = ?, status_version = ?, at = ?"
        " WHERE tenant = ? AND system = ? AND type = ? AND external_id = ? AND status_version < ?",
        [external.status, external.version, tx.now, *names, external.version],
    )
    if newer:
        tx.c.run("UPDATE document SET updated_at = ? WHERE key = ?", [tx.now, document])
        return News.NEWER
    known = tx.c.row(
        "SELECT status_version FROM document_link WHERE tenant = ? AND system = ? AND type = ? AND external_id = ?",
        names,
    )
    return News.STALE if known is not None and known[0] > external.version else News.SAME


def note(tx: Tx, document: int, system: str, kind: str, effect: int = 0, **params: Json) -> None:
    """A line of the timeline; `kind` names the sentence hub.doc_KIND. Nothing without a document."""
    if document:
        columns = ("id", "document", "at", "system", "kind", "code", "params", "effect", "node", "batch")
        row = (tx.new_key(), document, tx.now, system, kind, f"hub.doc_{kind}", encode(params), effect, *tx.commit)
        tx.c.insert("document_event", columns, [row])


# ---- reading


def search(
    c: Connection, tenant: str, *, type_: str, text: str, before: int | None, limit: int, most: int
) -> tuple[list[Document], int]:
    """Documents by title or external id, newest first; and how many there are, `most` at most."""
    sql = "FROM document d WHERE d.tenant = ?"
    given: list[object] = [tenant]
    if type_:
        sql, given = sql + " AND d.type = ?", [*given, type_]
    if text:
        like = "%" + text.lower().replace("%", "").replace("_", "") + "%"
        sql += (
            " AND (lower(d.title) LIKE ? OR EXISTS (SELECT 1 FROM document_link l WHERE l.document = d.key"
            " AND lower(l.external_id) LIKE ?))"
        )
        given += [like, like]
    counted = c.row(f"SELECT count(*) FROM (SELECT 1 {sql} LIMIT ?) AS few", [*given, most])  # noqa: S608 - our own text
    place: list[object] = [] if before is None else [before]
    rows = c.rows(
        f"SELECT d.key, d.type, d.title, d.instance, d.updated_at {sql}"
        f"{' AND d.key < ?' if place else ''} ORDER BY d.key DESC LIMIT ?",
        [*given, *place, limit],
    )
    found = [Document(key=r[0], type=r[1], title=r[2], instance=r[3], updated_at=r[4]) for r in rows]
    return found, int(counted[0]) if counted else 0


def get(c: Connection, tenant: str, key: int) -> Document | None:
    r = c.row("SELECT key, type, title, instance, updated_at FROM document WHERE tenant = ? AND key = ?", [tenant, key])
    return Document(key=r[0], type=r[1], title=r[2], instance=r[3], updated_at=r[4]) if r else None


def links(c: Connection, keys: Sequence[int]) -> dict[int, list[Link]]:
    """The names of several documents, oldest first."""
    found: dict[int, list[Link]] = {key: [] for key in keys}
    if keys:
        for row in c.rows(
            "SELECT document, system, type, external_id, url, status, status_version FROM document_link"
            " WHERE document IN ?? ORDER BY at",
            [list(keys)],
        ):
            found[row[0]].append(
                Link(system=row[1], type=row[2], external_id=row[3], url=row[4], status=row[5], version=row[6])
            )
    return found


def timeline(c: Connection, key: int) -> list[Happening]:
    """What happened, oldest first."""
    rows = c.rows(
        "SELECT id, at, system, kind, code, params, effect FROM document_event WHERE document = ? ORDER BY id"
        " LIMIT 1000",
        [key],
    )
    return [
        Happening(id=r[0], at=r[1], system=r[2], kind=r[3], code=r[4], params=bytes(r[5]), effect=r[6]) for r in rows
    ]
