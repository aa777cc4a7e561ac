"""Credentials: sealed in the table `secret`, written and rotated, never read back by anybody but a call.

Names: `connection/NAME` and `source/NAME` belong to a connection or source (JSON of several secrets); anything else is
a secret that a process names as `{{secrets.NAME}}`.
"""

from __future__ import annotations

from collections.abc import Mapping

import re2  # type: ignore[import-untyped]  # it has no stubs

from lingqu.kernel.editions import Seen, edition, must_be_seen
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.kernel.values import Json, decode, encode
from lingqu.outbound.mask import MASKED
from lingqu.outbound.secrets import Secret, Vault, key_id_of
from lingqu.store import Connection

_PLACEHOLDER = re2.compile(r"\{\{\s*secrets\.([A-Za-z0-9_.-]{1,100})\s*\}\}")
_NAME = re2.compile(r"[A-Za-z0-9_.-]{1,100}")


def _context(tenant: str, name: str) -> str:
    return f"secret/{tenant}/{name}"


def put(c: Connection, vault: Vault, tenant: str, name: str, text: str, now: int) -> str:  # noqa: PLR0917 - its parts are of different kinds
    """Write a secret, new or in place of an older one; its edition."""
    sealed = vault.seal(text, _context(tenant, name))
    row = (tenant, name, key_id_of(sealed).hex(), sealed, now)
    c.upsert("secret", ("tenant", "name"), ("tenant", "name", "sealed_by", "sealed", "at"), [row])
    return edition(sealed)


def put_named(  # noqa: PLR0917 - its parts are of different kinds
    c: Connection, vault: Vault, tenant: str, name: str, text: str, now: int, *, seen: Seen = None
) -> str:
    """Write a secret that processes may name; its edition. Raises Invalid for a name no placeholder can hold, Stale."""
    if not _NAME.fullmatch(name):
        raise Invalid("hub.bad_secret_name", name=name[:100])
    row = c.row("SELECT sealed FROM secret WHERE tenant = ? AND name = ?" + c.for_update, [tenant, name])  # noqa: S608 - no input
    must_be_seen(edition(bytes(row[0])) if row else None, seen)
    return put(c, vault, tenant, name, text, now)


def put_several(c: Connection, vault: Vault, tenant: str, name: str, secrets: Mapping[str, str], now: int) -> None:  # noqa: PLR0917 - its parts are of different kinds
    """Add these to the secrets that one connection or source has; those not named stay."""
    kept = {key: secret.reveal() for key, secret in several(c, vault, tenant, name).items()}
    put(c, vault, tenant, name, encode({**kept, **secrets}).decode(), now)


def several(c: Connection, vault: Vault, tenant: str, name: str) -> dict[str, Secret]:
    """The secrets of one connection or source; none if there is no such row."""
    row = c.row("SELECT sealed FROM secret WHERE tenant = ? AND name = ?", [tenant, name])
    if row is None:
        return {}
    opened = decode(vault.open(bytes(row[0]), _context(tenant, name)).reveal())
    # sealing each teaches the mask the parts, not only the JSON around them
    return {key: _known(vault, text) for key, text in opened.items()}


def _known(vault: Vault, text: str) -> Secret:
    vault.seal(text, "known")
    return Secret(text)


def sealed(c: Connection, tenant: str, name: str) -> bytes | None:
    """How it is sealed, which differs each time that it is written; None if there is no such row."""
    row = c.row("SELECT sealed FROM secret WHERE tenant = ? AND name = ?", [tenant, name])
    return bytes(row[0]) if row else None


def named(c: Connection, tenant: str, name: str) -> tuple[int, str]:
    """(when written, edition) of a secret that processes may name. Raises NotFound."""
    row = c.row("SELECT at, sealed FROM secret WHERE tenant = ? AND name = ?", [tenant, name])
    if row is None or not _NAME.fullmatch(name):
        raise NotFound("hub.no_such_secret", name=name[:100])
    return int(row[0]), edition(bytes(row[1]))


def drop(c: Connection, tenant: str, name: str) -> None:
    c.run("DELETE FROM secret WHERE tenant = ? AND name = ?", [tenant, name])


def names(c: Connection, tenant: str) -> list[tuple[str, int]]:
    """(name, when written) of the secrets that processes may name."""
    sql = "SELECT name, at FROM secret WHERE tenant = ? AND name NOT LIKE ? AND name NOT LIKE ? ORDER BY name"
    return [(row[0], row[1]) for row in c.rows(sql, [tenant, "connection/%", "source/%"])]


def reseal(c: Connection, vault: Vault) -> int:
    """Seal everything under the current master key; how many were under an older one."""
    count = 0
    for tenant, name, sealed in c.rows("SELECT tenant, name, sealed FROM secret"):
        fresh = vault.reseal(bytes(sealed), _context(tenant, name))
        if fresh is not None:
            key_id = key_id_of(fresh).hex()
            c.run(
                "UPDATE secret SET sealed = ?, sealed_by = ? WHERE tenant = ? AND name = ?",
                [fresh, key_id, tenant, name],
            )
            count += 1
    return count


def resolved(c: Connection, vault: Vault, tenant: str, value: Json) -> Json:
    """The value with every `{{secrets.NAME}}` in its texts replaced. Raises NotFound for one that nobody wrote."""
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: _open(c, vault, tenant, found.group(1)), value)
    if isinstance(value, list):
        return [resolved(c, vault, tenant, item) for item in value]
    if isinstance(value, dict):
        return {name: resolved(c, vault, tenant, item) for name, item in value.items()}
    return value


def _open(c: Connection, vault: Vault, tenant: str, name: str) -> str:
    row = c.row("SELECT sealed FROM secret WHERE tenant = ? AND name = ?", [tenant, name])
    if row is None:
        raise NotFound("hub.no_such_secret", name=name)
    return vault.open(bytes(row[0]), _context(tenant, name)).reveal()


def only_placeholders(value: Json) -> Json:
    """The value for the ledger: literal texts under a sign-in are left out, placeholders stay."""
    if isinstance(value, str):
        return value if _PLACEHOLDER.search(value) else MASKED
    if isinstance(value, list):
        return [only_placeholders(item) for item in value]
    if isinstance(value, dict):
        return {name: item if name == "type" else only_placeholders(item) for name, item in value.items()}
    return value
