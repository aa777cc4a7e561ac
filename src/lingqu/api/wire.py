"""JSON at the edge, with exact numbers: requests are read with Decimal, answers keep every digit."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import anyio.to_thread
import msgspec
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.serialization import default_serializer
from litestar.types import Empty, Serializer

from lingqu.kernel.values import decode


class ExactRequest(Request[Any, Any, Any]):
    """A request whose JSON body is read by the kernel: no float, no NaN, a clear error with the place."""

    async def json(self) -> Any:
        if self._json is Empty:
            self._json = decode(await self.body() or b"null")
        return self._json


class ExactResponse(Response[Any]):
    """An answer whose Decimals are JSON numbers with their digits."""

    def render(self, content: Any, media_type: str, enc_hook: Serializer = default_serializer) -> bytes:
        if media_type.startswith(MediaType.JSON) or media_type.endswith("+json"):
            if isinstance(content, bytes):
                return content
            return exact(content)
        return super().render(content, media_type, enc_hook)


def exact(content: Any) -> bytes:
    """JSON whose numbers keep their digits."""
    return _encoder.encode(content)


_encoder = msgspec.json.Encoder(enc_hook=default_serializer, decimal_format="number")


async def gone(request: Request[Any, Any, Any]) -> None:
    """Returns when whoever asks has gone away. The body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


P = ParamSpec("P")
T = TypeVar("T")


def in_thread(handler: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """A handler that blocks (database, writer), run in a worker thread so that the event loop goes on.

    Litestar's own `sync_to_thread` answers nothing where one path has handlers for several methods: it wraps the
    handler once for each registration (seen with 2.25).
    """

    @wraps(handler)
    async def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return await anyio.to_thread.run_sync(partial(handler, *args, **kwargs))

    return call
