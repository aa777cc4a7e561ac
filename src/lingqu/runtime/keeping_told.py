"""What is kept how long, as people see it: each version of a process, and what was removed and archived."""

from __future__ import annotations

import msgspec

from lingqu.model.bpmn.keeping import EVER
from lingqu.runtime.removal import State
from lingqu.store import Connection

_NEWEST = (1 << 63) - 1  # before it all keys are


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a process. `keep`: ms after the end, None for ever; `drawn`: whether its drawing says so."""

    definition: int
    process_id: str
    name: str
    version: int
    keep: int | None
    drawn: bool
    oldest_ended: int | None


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """Ended instances that went together. `files` of the archive: name → (rows, SHA-256)."""

    key: int
    state: State
    instances: int
    rows: int
    folder: str
    files: dict[str, tuple[int, str]]
    created_at: int
    ended_at: int | None


def length(keep: int) -> int | None:
    """The ms of a time to live, None for ever."""
    return None if keep >= EVER else keep


def kept(c: Connection, tenant: str, otherwise: int) -> list[Kept]:
    """All versions of all processes, the newest of each first. `otherwise`: ms, for drawings that do not say."""
    rows = c.rows(
        "SELECT d.key, d.id, d.name, d.version, d.keep,"
        " (SELECT min(i.ended_at) FROM instance i WHERE i.definition = d.key AND i.ended_at IS NOT NULL)"
        " FROM definition d WHERE d.tenant = ? AND d.kind = 'process' ORDER BY d.id, d.version DESC",
        [tenant],
    )
    return [
        Kept(
            definition=key,
            process_id=id_,
            name=name or id_,
            version=version,
            keep=length(otherwise if own is None else own),
            drawn=own is not None,
            oldest_ended=oldest,
        )
        for key, id_, name, version, own, oldest in rows
    ]


def removals(c: Connection, most: int) -> int:
    """How many there were; counted up to `most`."""
    return int(c.rows("SELECT count(*) FROM (SELECT 1 FROM removal LIMIT ?) AS few", [most])[0][0])


def removed(c: Connection, *, before: int | None, most: int) -> list[Removed]:
    """The last removals, newest first; those before a key."""
    sql = (
        "SELECT key, state, instances, rows, folder, digests, created_at, ended_at FROM removal"
        " WHERE key < ? ORDER BY key DESC LIMIT ?"
    )
    newest = _NEWEST if before is None else before
    return [
        Removed(
            key=key,
            state=State(state),
            instances=instances,
            rows=count,
            folder=folder,
            files=msgspec.json.decode(digests or "{}", type=dict[str, tuple[int, str]]),
            created_at=created,
            ended_at=ended,
        )
        for key, state, instances, count, folder, digests, created, ended in c.rows(sql, [newest, most])
    ]
