"""Webhooks in: other systems push their events here, signed with the source's secret."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, post
from litestar.params import FromPath

from lingqu.api.given import House
from lingqu.hub.webhooks import MAX_BYTES
from lingqu.kernel.errors import Invalid

TENANT = ""


@post("/hooks/{source:str}", status_code=200, opt={"public": True, "any_parameter": True})
async def receive_event(house: House, request: Request[Any, Any, Any], source: FromPath[str]) -> dict[str, Any]:
    """Take an event in, once. 200 tells what it caused, a duplicate is told the same; 401 for a wrong signature."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > MAX_BYTES:
        raise Invalid("hub.body_too_large", limit=MAX_BYTES)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise Invalid("hub.body_too_large", limit=MAX_BYTES)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return await asyncio.to_thread(house.hub.receive, TENANT, source, headers, body)


HANDLERS = [receive_event]
