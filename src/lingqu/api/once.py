"""Idempotency-Key: a request that is sent again with the same key is not done again; it gets the first one's answer.

    claim the key (durable) → do it → keep the answer (durable) → answer

The key belongs to who asks, the method and the path, and lasts a day. What was refused (4xx, too much to do) was not
done: its key is free again. If the answer could not be kept, because this node died in between, nobody knows whether
it was done: the second request is told so (409) and looks, rather than doing it twice. Verbs of tasks and starts from
the inbox keep their key in the transaction of what they do, and need none of this (`own_key`).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from lingqu.api import problems
from lingqu.api.edge import bad
from lingqu.bootstrap.house import House
from lingqu.directory.viewer import Viewer
from lingqu.kernel.errors import Conflict, Invalid, Rejected, Unprocessable
from lingqu.runtime import AlreadyDone, GuardClaim, RowWork, Tx

HEADER = "idempotency-key"
REPLAYED = "idempotent-replayed"
LASTS = 24 * 3_600_000  # ms
LONGEST_KEY = 200
#: Bytes of an answer that are kept; a longer one is not done again either, but cannot be told again.
LONGEST_ANSWER = 256 << 10
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT = ("content-type", "location", "etag")


class Kept(msgspec.Struct, array_like=True):
    """What lies under a key: the hash of the request, and the answer once there is one (status 0: not yet)."""

    request: str
    status: int = 0
    headers: dict[str, str] = {}
    body: str = ""


class Once:
    """ASGI middleware, inside the gate: it must know who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] not in _CHANGES:
            await self.app(scope, receive, send)
            return
        key = next((value.decode("latin-1") for name, value in scope["headers"] if name == HEADER.encode()), None)
        viewer = scope.get("user")
        if key is None or not isinstance(viewer, Viewer) or scope["route_handler"].opt.get("own_key"):
            await self.app(scope, receive, send)
            return
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        try:
            await self._once(request, viewer, key)
        except Rejected as wrong:
            response = problems.rejected(request, wrong).to_asgi_response(app=None, request=request)
            await response(scope, receive, send)

    async def _once(self, request: Request[Any, Any, Any], viewer: Viewer, key: str) -> None:
        house: House = request.app.state.house
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            raise bad("Idempotency-Key", "not_between", least=1, most=LONGEST_KEY)
        body = await _body(request, house.settings.max_body_mb << 20)
        place = _Place(house, viewer, request.scope["method"], request.scope["path"], key)
        digest = hashlib.sha256(body).hexdigest()
        known = await place.claim(Kept(request=digest))
        if known is not None:
            await _replay(request, known, digest)
            return
        seen = _Seen(request.send)
        MutableScopeHeaders(request.scope).pop("accept-encoding", None)  # so that what is kept is plain
        done = False
        try:
            await self.app(request.scope, _again(body, request.receive), seen.send)
            done = True
        finally:
            if not done:
                await asyncio.shield(place.release())
        kept = seen.kept(digest)
        await (place.keep(kept) if kept is not None else place.release())
        await seen.flush()


class _Place:
    """Where one key's answer lies."""

    def __init__(self, house: House, viewer: Viewer, method: str, path: str, key: str) -> None:
        self._writer = house.runtime.writer
        self._now = house.runtime.now
        self._scope = f"http/{viewer.tenant}/{viewer.login}"
        self._id = hashlib.sha256(f"{method} {path}\x00{key}".encode()).hexdigest()

    async def claim(self, fresh: Kept) -> Kept | None:
        """None: the key is ours. Else what lies under it."""
        text = msgspec.json.encode(fresh).decode()
        guard = GuardClaim(self._scope, self._id, self._now() + LASTS)
        found = await self._writer.ask(RowWork(run=lambda _: text, guard=guard))
        if not isinstance(found, AlreadyDone):
            return None
        return msgspec.json.decode(msgspec.json.decode(found.answer, type=str), type=Kept)

    async def keep(self, kept: Kept) -> None:
        answer = msgspec.json.encode(msgspec.json.encode(kept).decode())

        def run(tx: Tx) -> None:
            tx.c.run("UPDATE guard SET answer = ? WHERE scope = ? AND id = ?", [answer, self._scope, self._id])

        await self._writer.ask(RowWork(run=run))

    async def release(self) -> None:
        def run(tx: Tx) -> None:
            tx.c.run("DELETE FROM guard WHERE scope = ? AND id = ?", [self._scope, self._id])

        await self._writer.ask(RowWork(run=run))


class _Seen:
    """Holds an answer back until it is kept."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: list[Message] = []

    async def send(self, message: Message) -> None:
        self._messages.append(message)

    def kept(self, digest: str) -> Kept | None:
        """What is to be kept of the answer; None if nothing was done."""
        start: Mapping[str, Any] = next(one for one in self._messages if one["type"] == "http.response.start")
        status: int = start["status"]
        if status >= 400 and status != 504:  # 504: it goes on, only the wait was over
            return None
        body = b"".join(one.get("body", b"") for one in self._messages if one["type"] == "http.response.body")
        headers = {name.decode(): value.decode("latin-1") for name, value in start["headers"] if name.decode() in _KEPT}
        if len(body) > LONGEST_ANSWER:
            return Kept(request=digest, status=-1)
        return Kept(request=digest, status=status, headers=headers, body=body.decode("latin-1"))

    async def flush(self) -> None:
        for message in self._messages:
            await self._send(message)


async def _body(request: Request[Any, Any, Any], most: int) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Invalid("api.too_large", most=most >> 20)
        parts.append(part)
    return b"".join(parts)


def _again(body: bytes, receive_more: Receive) -> Receive:
    """The body once more, for whoever comes after us; then what the client does."""
    told = False

    async def receive() -> Any:
        nonlocal told
        if told:
            return await receive_more()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _replay(request: Request[Any, Any, Any], known: Kept, digest: str) -> None:
    if known.request != digest:
        raise Unprocessable("api.key_used", header="Idempotency-Key")
    if known.status <= 0:
        raise Conflict("api.key_open" if known.status == 0 else "api.key_done", header="Idempotency-Key")
    headers = [(name.encode(), value.encode("latin-1")) for name, value in known.headers.items()]
    body = known.body.encode("latin-1")
    headers += [(REPLAYED.encode(), b"true"), (b"content-length", str(len(body)).encode())]
    await request.send({"type": "http.response.start", "status": known.status, "headers": headers})
    await request.send({"type": "http.response.body", "body": body, "more_body": False})
