"""ETags of what can be edited: `"EDITION-REST"` in an answer to GET, `"EDITION"` after a change.

The edition changes when somebody edits the thing, and is all that `If-Match` is compared with. The rest changes with
everything else that the answer tells (when it was last used, say), so that `If-None-Match` gets a 304 only if the
answer would be the same.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any, TypeVar

from litestar import Request, Response
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from lingqu.api.edge import bad
from lingqu.api.wire import exact
from lingqu.kernel.editions import ANY, Seen

T = TypeVar("T")

_TAG = re.compile(r'(?:W/)?(?:"([\x21\x23-\x7e]{1,100})"|([A-Za-z0-9.-]{1,100}))')
_MOST = 20  # tags in one header
_REST = 12


def told(body: T, edition: str) -> Response[T]:
    """The answer to GET: the thing as it is, not to be kept without asking again."""
    rest = sha256(exact(body)).hexdigest()[:_REST]
    return Response(body, headers={"ETag": f'"{edition}-{rest}"', "Cache-Control": "private, no-cache"})


def tagged(body: T, edition: str, status: int = 200) -> Response[T]:
    """The answer to a change: the edition that it has made."""
    return Response(body, status_code=status, headers={"ETag": f'"{edition}"'})


def seen(request: Request[Any, Any, Any]) -> Seen:
    """The editions that a change is meant for, from `If-Match`; None without it. Raises Invalid."""
    header = request.headers.get("if-match")
    if header is None:
        return None
    if header.strip() == "*":
        return ANY
    return frozenset(tag.partition("-")[0] for tag in _tags(header))


def _tags(header: str) -> list[str]:
    found = [_TAG.fullmatch(part.strip()) for part in header.split(",", _MOST)]
    if None in found:
        raise bad("If-Match", "no_etag")
    return [one[1] or one[2] for one in found if one]


class Unchanged:
    """ASGI middleware: a GET whose `If-None-Match` names what would be answered gets 304 and no body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = _known(scope) if scope["type"] == ScopeType.HTTP and scope["method"] in {"GET", "HEAD"} else None
        if known is None:
            await self.app(scope, receive, send)
            return
        same = False

        async def answer(message: Message) -> None:
            nonlocal same
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableScopeHeaders(message)
                same = headers.get("etag", "").removeprefix("W/") in known
                if same:
                    message["status"] = 304
                    for name in ("content-length", "content-type", "content-encoding"):
                        headers.pop(name, None)
            if same and message["type"] == "http.response.body":
                message = {"type": "http.response.body", "body": b"", "more_body": message["more_body"]}
            await send(message)

        await self.app(scope, receive, answer)


def _known(scope: Scope) -> set[str] | None:
    """The tags that the caller has an answer for, or None."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            return {tag.strip().removeprefix("W/") for tag in value.decode("latin-1").split(",")} - {""}
    return None
