"""Signed-in browsers and API tokens. Only hashes of tokens are stored, so a stolen database opens no session."""

from __future__ import annotations

import msgspec

from lingqu.directory.credentials import fresh_token, token_hash
from lingqu.kernel.editions import Seen, edition, must_be_seen
from lingqu.kernel.errors import NotFound
from lingqu.store import Connection

LIFETIME = 12 * 3600 * 1000  # ms since last seen
_SEEN_EVERY = 60_000  # ms; no row is written with every request


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A browser's session. `csrf` must come back in a header with every change."""

    tenant: str
    person: str
    csrf: str
    seen_at: int


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    person: str
    name: str
    created_at: int
    last_used_at: int | None


def begin(c: Connection, tenant: str, person: str, now: int) -> tuple[str, str]:
    """A new session: the token for the cookie and the CSRF token."""
    token, csrf = fresh_token(), fresh_token()
    c.run("DELETE FROM session WHERE expires_at < ?", (now,))
    c.run(
        "INSERT INTO session (token_hash, tenant, person, csrf, created_at, seen_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (token_hash(token), tenant, person, csrf, now, now, now + LIFETIME),
    )
    return token, csrf


def find(c: Connection, token: str, now: int) -> Session | None:
    """The living session of this token, or None; somebody who left the company has none."""
    row = c.row(
        "SELECT s.tenant, s.person, s.csrf, s.seen_at FROM session s"
        " JOIN person p ON p.tenant = s.tenant AND p.login = s.person AND p.active = 1"
        " WHERE s.token_hash = ? AND s.expires_at > ?",
        (token_hash(token), now),
    )
    return Session(tenant=row[0], person=row[1], csrf=row[2], seen_at=row[3]) if row else None


def wants_renewal(session: Session, now: int) -> bool:
    """True if the session was not seen for so long that its row should say so."""
    return now - session.seen_at > _SEEN_EVERY


def renew(c: Connection, token: str, now: int) -> None:
    c.run(
        "UPDATE session SET seen_at = ?, expires_at = ? WHERE token_hash = ?",
        (now, now + LIFETIME, token_hash(token)),
    )


def end(c: Connection, token: str) -> None:
    c.run("DELETE FROM session WHERE token_hash = ?", (token_hash(token),))


def new_token(c: Connection, tenant: str, person: str, name: str, *, key: int, now: int) -> str:
    """A new API token for this person; it is shown once and never again."""
    token = "lq_" + fresh_token()
    c.run(
        "INSERT INTO api_token (id, tenant, person, name, token_hash, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (key, tenant, person, name, token_hash(token), now),
    )
    return token


class TokenOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Whom an API token speaks for, and when it last did (ms; 0: never)."""

    tenant: str
    person: str
    used_at: int


def token_owner(c: Connection, token: str) -> TokenOwner | None:
    """The active person whose API token this is, or None."""
    row = c.row(
        "SELECT t.tenant, t.person, t.last_used_at FROM api_token t"
        " JOIN person p ON p.tenant = t.tenant AND p.login = t.person AND p.active = 1 WHERE t.token_hash = ?",
        (token_hash(token),),
    )
    return TokenOwner(tenant=row[0], person=row[1], used_at=row[2] or 0) if row else None


def wants_note(owner: TokenOwner, now: int) -> bool:
    """True if the token's row should say that it was used."""
    return now - owner.used_at > _SEEN_EVERY


def note_use(c: Connection, token: str, now: int) -> None:
    c.run("UPDATE api_token SET last_used_at = ? WHERE token_hash = ?", (now, token_hash(token)))


def tokens(c: Connection, tenant: str, person: str) -> list[ApiToken]:
    rows = c.rows(
        "SELECT id, person, name, created_at, last_used_at FROM api_token WHERE tenant = ? AND person = ? ORDER BY id",
        (tenant, person),
    )
    return [ApiToken(id=r[0], person=r[1], name=r[2], created_at=r[3], last_used_at=r[4]) for r in rows]


def token(c: Connection, tenant: str, person: str, key: int) -> ApiToken:
    """Raises NotFound if the person has no such token."""
    for found in tokens(c, tenant, person):
        if found.id == key:
            return found
    raise NotFound("directory.no_such_token")


def edition_of(found: ApiToken) -> str:
    return edition(found.name, found.created_at)


def drop_token(c: Connection, tenant: str, person: str, key: int, *, seen: Seen = None) -> None:
    """Raises NotFound if the person has no such token, Stale."""
    if seen is not None:
        must_be_seen(edition_of(token(c, tenant, person, key)), seen)
    if not c.run("DELETE FROM api_token WHERE tenant = ? AND person = ? AND id = ?", (tenant, person, key)):
        raise NotFound("directory.no_such_token")
