"""Signing in to Tryton. The database is the end of the connection's address or its setting `database`."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from lingqu.hub.connecting import Call, Send, SignIn
from lingqu.hub.connectors.tryton.client import Account, TrytonClient
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid
from lingqu.outbound.exchange import OutboundRequest, OutboundResponse

#: How the call under way on this thread sends; a client outlives calls, so that its session does.
_send: ContextVar[Send] = ContextVar("tryton_send")
_lock = threading.Lock()
_clients: dict[tuple[str, str, str, str], TrytonClient] = {}
_MOST_CLIENTS = 64


@contextmanager
def signed_in(call: Call) -> Iterator[TrytonClient]:
    """The client of this call's connection, as long as the call lasts. The first request signs in."""
    token = _send.set(call.send)
    try:
        yield _client(call)
    finally:
        _send.reset(token)


def _client(call: Call) -> TrytonClient:
    remote = call.at
    database = remote.settings.get("database")
    url = remote.url
    if not isinstance(database, str) or not database:
        url, _, database = remote.url.rpartition("/")
    if not url.startswith(("http://", "https://")) or not database or url.endswith(":/"):
        raise Invalid("hub.bad_setting", name="url", reason=why("no_database_name"))
    user, password = remote.secret("username").reveal(), remote.secret("password")
    proof = hashlib.sha256(password.reveal().encode()).hexdigest()
    name = (url, database, user, proof)
    with _lock:
        known = _clients.get(name)
        if known is None:
            if len(_clients) >= _MOST_CLIENTS:
                _clients.clear()
            account = Account(url=url, database=database, user=user, password=password, timeout=30.0)
            known = _clients[name] = TrytonClient(_through, account, call.mask)
        return known


def _through(request: OutboundRequest) -> OutboundResponse:
    return _send.get()(request)


class _Check(SignIn):
    def check(self, call: Call) -> str:
        with signed_in(call) as tryton:
            version = tryton.version()
            tryton.call("model.res.user.get_preferences", True, {})
            return f"Tryton {version}"


SIGN_IN = _Check()
