"""A node that is about to end asks its callers to come back on a new connection, which another node will take."""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope


async def tell_leaving(message: Message, scope: Scope) -> None:
    """Called before each message of an answer: the connection of HTTP/1 ends with it while the node leaves."""
    if (
        message["type"] == "http.response.start"
        and scope["litestar_app"].state.house.leaving
        and scope["http_version"].startswith("1")
    ):
        MutableScopeHeaders.from_message(message)["Connection"] = "close"
