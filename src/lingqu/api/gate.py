"""The gate: who asks. Session cookie with CSRF token, Bearer token, Basic, or nobody; the answer is a Viewer."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import time
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from lingqu.bootstrap.house import House
from lingqu.directory import credentials, sessions
from lingqu.directory.viewer import Viewer, everybody, viewer
from lingqu.kernel.errors import Forbidden, Unauthenticated
from lingqu.runtime import CALLER, RowWork
from lingqu.store import Connection as DbConnection

SESSION_COOKIE = "lingqu_session"
CSRF_COOKIE = "lingqu_csrf"
CSRF_HEADER = "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BASIC_REMEMBERED = 60.0  # seconds that a verified Basic password is not hashed again
TENANT = ""

Connection = ASGIConnection[Any, Any, Any, Any]


class Gate(AbstractAuthenticationMiddleware):
    """Sets `request.user` to the Viewer, or None where nobody is signed in; handlers ask by `viewer_of`."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        house: House = connection.app.state.house
        CALLER.set(connection.headers.get("traceparent", ""))
        if house.settings.auth == "none":
            return AuthenticationResult(user=everybody(TENANT, "admin"), auth="none")
        return await asyncio.to_thread(_authenticate, house, connection)


def viewer_of(request: Request[Any, Any, Any]) -> Viewer:
    """The viewer of this request. Raises Unauthenticated."""
    if not isinstance(request.user, Viewer):
        raise Unauthenticated("directory.sign_in_needed")
    return request.user


def _authenticate(house: House, connection: Connection) -> AuthenticationResult:
    kind, _, rest = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return AuthenticationResult(user=_by_token(house, rest.strip()), auth="bearer")
    if kind.lower() == "basic":
        return AuthenticationResult(user=_by_basic(house, rest.strip(), connection), auth="basic")
    token = connection.cookies.get(SESSION_COOKIE)
    if token:
        return AuthenticationResult(user=_by_session(house, token, connection), auth="session")
    return AuthenticationResult(user=None, auth=None)


def _by_session(house: House, token: str, connection: Connection) -> Viewer | None:
    now = house.runtime.now()
    with house.db.reading() as c:
        session = sessions.find(c, token, now)
        if session is None:
            return None
        asks = viewer(c, session.tenant, session.person)
    if connection.scope.get("method") not in _SAFE and connection.headers.get(CSRF_HEADER) != session.csrf:
        raise Forbidden("directory.csrf")
    if sessions.wants_renewal(session, now):
        house.runtime.writer.submit(RowWork(run=lambda tx: sessions.renew(tx.c, token, tx.now)))
    return asks


def _by_token(house: House, token: str) -> Viewer:
    with house.db.reading() as c:
        owner = sessions.token_owner(c, token)
        if owner is None:
            raise Unauthenticated("directory.wrong_token")
        asks = viewer(c, owner.tenant, owner.person)
    if sessions.wants_note(owner, house.runtime.now()):
        house.runtime.writer.submit(RowWork(run=lambda tx: sessions.note_use(tx.c, token, tx.now)))
    return asks


_verified: dict[str, float] = {}


def _by_basic(house: House, encoded: str, connection: Connection) -> Viewer:
    try:
        login, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Unauthenticated("directory.wrong_password") from None
    now = time.monotonic()
    with house.db.reading() as c:
        # the stored hash is part of the proof: a new password, or leaving the company, counts at once
        known = credentials.stored(c, TENANT, login)
        proof = hashlib.sha256(f"{TENANT}\x00{login}\x00{password}\x00{known}".encode()).hexdigest()
        if _verified.get(proof, 0.0) < now:
            proven(house, c, connection, login, password)
            _remember(proof, now)
        return viewer(c, TENANT, login)


def proven(house: House, c: DbConnection, connection: Connection, login: str, password: str) -> None:
    """The password is right, and nobody is guessing. Raises Unauthenticated, TooMany."""
    now, address = time.monotonic(), client_address(house, connection)
    house.attempts.check(now, login, address)
    try:
        credentials.verify(c, TENANT, login, password)
    except Unauthenticated:
        house.attempts.failed(now, login, address)
        raise
    house.attempts.succeeded(login, address)


def _remember(proof: str, now: float) -> None:
    if len(_verified) > 10_000:
        _verified.clear()
    _verified[proof] = now + _BASIC_REMEMBERED


def client_address(house: House, connection: Connection) -> str:
    """The address that asks. A proxy's word (X-Forwarded-For) is taken only from one of `trusted_proxies`."""
    address = connection.client.host if connection.client else ""
    for hop in reversed(connection.headers.get("x-forwarded-for", "").split(",")):
        if not hop.strip() or not house.settings.trusts(address):
            break
        address = hop.strip()[:64]
    return address
