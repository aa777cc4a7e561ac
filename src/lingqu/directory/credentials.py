"""Passwords and tokens: argon2 for what people choose, SHA-256 for what we make. Plain text is never stored."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from functools import lru_cache

import argon2

from lingqu.kernel.errors import Invalid, TooMany, Unauthenticated
from lingqu.store import Connection

LEAST_PASSWORD = 8
_hasher = argon2.PasswordHasher()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password fits: somebody who is not there costs as much time as somebody who is."""
    return _hasher.hash(secrets.token_hex(8))


def hashed(password: str) -> str:
    """The argon2 hash of a password: tens of ms of work, so never in the writer. Raises Invalid if it is too short."""
    if len(password) < LEAST_PASSWORD:
        raise Invalid("directory.weak_password", least=LEAST_PASSWORD)
    return _hasher.hash(password)


def fresh_token() -> str:
    """A token of 256 random bits, for a session or an API client."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def stored(c: Connection, tenant: str, login: str) -> str:
    """The hash of an active person's password; "" for who has none, who left, who is not there."""
    row = c.row("SELECT password FROM person WHERE tenant = ? AND login = ? AND active = 1", (tenant, login))
    return str(row[0]) if row else ""


def verify(c: Connection, tenant: str, login: str, password: str) -> None:
    """Raises Unauthenticated unless an active person has this password."""
    known = stored(c, tenant, login)
    try:
        _hasher.verify(known or _nobody(), password)
    except argon2.exceptions.VerificationError:
        raise Unauthenticated("directory.wrong_password") from None
    if not known:
        raise Unauthenticated("directory.wrong_password")


def set_password(c: Connection, tenant: str, login: str, password: str) -> None:
    """Replace the password, given as its hash, and end the person's sessions."""
    c.run("UPDATE person SET password = ? WHERE tenant = ? AND login = ?", (password, tenant, login))
    c.run("DELETE FROM session WHERE tenant = ? AND person = ?", (tenant, login))


class Attempts:
    """Failed sign-ins in this process: `allowed` in `window` seconds by name from one address, ten times that by name.

    An address alone is never shut out: a whole company may stand behind one proxy.
    """

    def __init__(self, allowed: int = 10, window: float = 300.0, remembered: int = 10_000) -> None:
        self._allowed = allowed
        self._allowed_anywhere = 10 * allowed
        self._window = window
        self._remembered = remembered
        self._failed: OrderedDict[tuple[str, str | None], list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, now: float, login: str, address: str) -> None:
        """Raises TooMany (429) with the seconds to wait. `now` in seconds."""
        with self._lock:
            for name, allowed in (((login, address), self._allowed), ((login, None), self._allowed_anywhere)):
                recent = [at for at in self._failed.get(name, []) if now - at < self._window]
                if len(recent) >= allowed:
                    wait = int(self._window - (now - recent[-allowed])) + 1
                    raise TooMany("directory.too_many_attempts", retry_after=wait)

    def failed(self, now: float, login: str, address: str) -> None:
        with self._lock:
            for name in ((login, address), (login, None)):
                recent = [at for at in self._failed.pop(name, []) if now - at < self._window]
                self._failed[name] = [*recent, now]
            while len(self._failed) > self._remembered:
                self._failed.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Forget this address's failures; those from elsewhere still count against whoever tries there."""
        with self._lock:
            self._failed.pop((login, address), None)
