"""Webhooks out: who is told by POST, of what, up to where. `version` is the ETag; the secret is sealed."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from enum import IntEnum

import msgspec

from lingqu.feed.cursor import Cursor
from lingqu.feed.events import Wanted, known_type
from lingqu.kernel.editions import Seen, must_be_seen
from lingqu.kernel.errors import Conflict, Invalid, NotFound
from lingqu.kernel.values import decode, encode
from lingqu.outbound.secrets import Secret, Vault
from lingqu.runtime import Tx
from lingqu.store import Connection

#: Webhooks of a tenant at most; names, addresses and lists have limits of their own.
MOST = 100
LONGEST_NAME = 100
LONGEST_URL = 2_000
MOST_WANTED = 100
#: What the secret's text begins with, as Standard Webhooks has it.
_PREFIX = "whsec_"


class HookState(IntEnum):
    ACTIVE = 0
    PAUSED = 1  # by somebody
    STOPPED = 2  # it failed for too long, or the receiver said that it is gone


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """One row. Times are ms; `attempts` counts failures since the last success, `fence` every attempt."""

    id: int
    tenant: str
    name: str
    url: str
    wanted: Wanted
    cursor: Cursor
    state: HookState
    version: int
    fence: int
    attempts: int
    next_at: int
    failing_since: int | None
    delivered_at: int | None
    delivered: int
    error: str
    sealed: bytes


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody changes; None stays. A new `cursor` reads again from there (or leaves out what lies between)."""

    name: str | None = None
    url: str | None = None
    wanted: Wanted | None = None
    active: bool | None = None
    cursor: Cursor | None = None


_COLUMNS = (
    "id", "tenant", "name", "url", "wanted", "cursor", "state", "version", "fence", "attempts", "next_at",
    "failing_since", "delivered_at", "delivered", "error", "sealed",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM feed_hook"  # noqa: S608 - our own columns


def all_of(c: Connection, tenant: str) -> list[Hook]:
    """By name."""
    return [_hook(row) for row in c.rows(f"{_SELECT} WHERE tenant = ? ORDER BY name", (tenant,))]


def by_id(c: Connection, tenant: str, id_: int) -> Hook:
    """Raises NotFound."""
    row = c.row(f"{_SELECT} WHERE tenant = ? AND id = ?", (tenant, id_))
    if row is None:
        raise NotFound("feed.no_such_hook", id=str(id_))
    return _hook(row)


def due(c: Connection, now: int) -> list[Hook]:
    """Those that may be told something now."""
    return [_hook(row) for row in c.rows(f"{_SELECT} WHERE state = ? AND next_at <= ?", (HookState.ACTIVE, now))]


def add(tx: Tx, vault: Vault, tenant: str, *, name: str, url: str, wanted: Wanted, cursor: Cursor) -> tuple[Hook, str]:
    """A new one and its secret, which is told this once. Raises Invalid, Conflict."""
    _check(name=name, url=url, wanted=wanted)
    count = tx.c.row("SELECT count(*) FROM feed_hook WHERE tenant = ?", (tenant,))
    if count is not None and count[0] >= MOST:
        raise Conflict("feed.too_many_hooks", most=MOST)
    _free(tx, tenant, name)
    id_, secret = tx.new_key(), _secret()
    hook = Hook(
        id=id_, tenant=tenant, name=name, url=url, wanted=wanted, cursor=cursor, state=HookState.ACTIVE, version=1,
        fence=0, attempts=0, next_at=tx.now, failing_since=None, delivered_at=None, delivered=0, error="",
        sealed=vault.seal(secret, _place(id_)),
    )  # fmt: skip
    tx.c.insert("feed_hook", _COLUMNS, [_row(hook)])
    return hook, secret


def change(tx: Tx, tenant: str, id_: int, asked: Change, *, seen: Seen) -> Hook:
    """Raises NotFound, Invalid, Stale (somebody else changed it: it is no longer as it was seen), Conflict."""

    def changed(hook: Hook) -> Hook:
        name, url = asked.name or hook.name, asked.url or hook.url
        wanted = hook.wanted if asked.wanted is None else asked.wanted
        _check(name=name, url=url, wanted=wanted)
        if name != hook.name:
            _free(tx, tenant, name)
        hook = msgspec.structs.replace(hook, name=name, url=url, wanted=wanted)
        if asked.cursor is not None:
            hook = msgspec.structs.replace(hook, cursor=asked.cursor)
        if asked.active is None:
            return hook
        return msgspec.structs.replace(
            hook,
            state=HookState.ACTIVE if asked.active else HookState.PAUSED,
            attempts=0,
            failing_since=None,
            next_at=tx.now,
            error="",
        )

    return _write(tx, tenant, id_, changed, seen)


def renew_secret(tx: Tx, vault: Vault, tenant: str, id_: int, *, seen: Seen) -> tuple[Hook, str]:
    """Another secret, told this once; the old one signs nothing any more."""
    secret = _secret()
    sealed = vault.seal(secret, _place(id_))
    return _write(tx, tenant, id_, lambda hook: msgspec.structs.replace(hook, sealed=sealed), seen), secret


def drop(tx: Tx, tenant: str, id_: int, *, seen: Seen) -> None:
    """Raises NotFound, Stale."""
    _locked(tx, tenant, id_, seen)
    tx.c.run("DELETE FROM feed_hook WHERE id = ?", (id_,))


def secret_of(hook: Hook, vault: Vault) -> Secret:
    """What the hook's posts are signed with."""
    return vault.open(hook.sealed, _place(hook.id))


def key_of(secret: Secret) -> bytes:
    """The bytes behind the secret's text."""
    return base64.b64decode(secret.reveal().removeprefix(_PREFIX))


def _write(tx: Tx, tenant: str, id_: int, changed: Callable[[Hook], Hook], seen: Seen) -> Hook:
    """The row, changed; an attempt on its way does not settle any more, so that it cannot undo the change."""
    found = _locked(tx, tenant, id_, seen)
    after = changed(found)
    after = msgspec.structs.replace(after, version=found.version + 1, fence=found.fence + 1)
    tx.c.update_many("feed_hook", ("id",), _COLUMNS[1:], [_row(after)])
    return after


def _locked(tx: Tx, tenant: str, id_: int, seen: Seen) -> Hook:
    """The row, until the end of this transaction nobody else's to change. Raises NotFound, Stale."""
    row = tx.c.row(f"{_SELECT} WHERE tenant = ? AND id = ?" + tx.c.for_update, (tenant, id_))
    if row is None:
        raise NotFound("feed.no_such_hook", id=str(id_))
    hook = _hook(row)
    must_be_seen(str(hook.version), seen, "feed.changed_meanwhile", name=hook.name)
    return hook


def _free(tx: Tx, tenant: str, name: str) -> None:
    if tx.c.row("SELECT 1 FROM feed_hook WHERE tenant = ? AND name = ?", (tenant, name)) is not None:
        raise Conflict("feed.hook_exists", name=name)


def _check(*, name: str, url: str, wanted: Wanted) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        raise Invalid("feed.bad_name", most=LONGEST_NAME)
    if not url.startswith(("https://", "http://")) or len(url) > LONGEST_URL or "@" in url.split("/", 3)[2]:
        raise Invalid("feed.bad_url", most=LONGEST_URL)
    check_wanted(wanted)


def check_wanted(wanted: Wanted) -> None:
    """Raises Invalid for a type that there is not, and for lists that are too long."""
    for type_ in wanted.types:
        if not known_type(type_):
            raise Invalid("feed.no_such_type", type=type_[:60])
    if len(wanted.types) > MOST_WANTED or len(wanted.processes) > MOST_WANTED:
        raise Invalid("feed.too_many_wanted", most=MOST_WANTED)


def _secret() -> str:
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def _place(id_: int) -> str:
    return f"feed_hook/{id_}"


def _row(hook: Hook) -> tuple[object, ...]:
    wanted = encode({"types": list(hook.wanted.types), "processes": list(hook.wanted.processes)})
    return (
        hook.id, hook.tenant, hook.name, hook.url, wanted, str(hook.cursor), int(hook.state), hook.version, hook.fence,
        hook.attempts, hook.next_at, hook.failing_since, hook.delivered_at, hook.delivered, hook.error, hook.sealed,
    )  # fmt: skip


def _hook(row: tuple[object, ...]) -> Hook:
    fields = dict(zip(_COLUMNS, row, strict=True))
    wanted = decode(bytes(fields["wanted"]))  # type: ignore[call-overload]  # a blob
    fields["wanted"] = Wanted(tuple(wanted["types"]), tuple(wanted["processes"]))
    fields["cursor"] = Cursor.parse(str(fields["cursor"]))
    fields["state"] = HookState(int(str(fields["state"])))
    fields["sealed"] = bytes(fields["sealed"])  # type: ignore[call-overload]  # a blob
    return Hook(**fields)  # type: ignore[arg-type]  # the columns in the row's own types
