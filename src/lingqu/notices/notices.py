"""Notices in the app: one row a person, written in the transaction of what they tell about, read in any language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lingqu.kernel.messages import Language, Message
from lingqu.kernel.values import Json, decode, encode
from lingqu.store import Connection

COLUMNS = ("id", "tenant", "person", "kind", "params", "link", "at")


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing told to one person; `kind` names the sentence `notices.<kind>`."""

    id: int
    kind: str
    params: Mapping[str, Json]
    link: str  # path in the web app
    at: int
    read_at: int | None

    def text(self, language: Language) -> str:
        return Message(code=f"notices.{self.kind}", params=self.params).text(language)


def row(
    key: int, tenant: str, person: str, kind: str, *, params: Mapping[str, Json], link: str, at: int
) -> tuple[Any, ...]:
    """The row of a new notice, for COLUMNS."""
    return (key, tenant, person, kind, encode(dict(params)), link, at)


def of(c: Connection, tenant: str, person: str, *, unread: bool, before: int | None, limit: int) -> list[Notice]:
    """A person's notices, newest first; `before`: only older ones than this id."""
    conditions, params = ["tenant = ?", "person = ?"], [tenant, person]
    bounds: list[object] = list(params)
    if unread:
        conditions.append("read_at IS NULL")
    if before is not None:
        conditions.append("id < ?")
        bounds.append(before)
    rows = c.rows(
        f"SELECT id, kind, params, link, at, read_at FROM notice WHERE {' AND '.join(conditions)}"  # noqa: S608 - ours
        " ORDER BY id DESC LIMIT ?",
        (*bounds, limit),
    )
    return [Notice(id=r[0], kind=r[1], params=decode(bytes(r[2])), link=r[3], at=r[4], read_at=r[5]) for r in rows]


def unread(c: Connection, tenant: str, person: str) -> int:
    """How many notices this person has not read."""
    found = c.row("SELECT count(*) FROM notice WHERE tenant = ? AND person = ? AND read_at IS NULL", (tenant, person))
    return int(found[0]) if found else 0


def mark_read(c: Connection, tenant: str, person: str, ids: list[int] | None, now: int) -> None:
    """Mark these notices, or all with None, as read."""
    if ids is None:
        c.run(
            "UPDATE notice SET read_at = ? WHERE tenant = ? AND person = ? AND read_at IS NULL", (now, tenant, person)
        )
    elif ids:
        c.run(
            "UPDATE notice SET read_at = ? WHERE tenant = ? AND person = ? AND read_at IS NULL AND id IN ??",
            (now, tenant, person, ids),
        )
