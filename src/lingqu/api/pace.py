"""Pace: how many requests to our own API one caller may make, so that a loop gone wild costs itself and nobody else.

A bucket a caller (who is signed in, else the address) fills at the rate of the setting `rate_limit` and holds ten
seconds of it. /v2 is left out: what its workers do is held back by the writer's queue, as their clients expect.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from lingqu.api import problems
from lingqu.api.gate import client_address
from lingqu.directory.viewer import Viewer
from lingqu.kernel.errors import TooMany

#: Seconds of the rate that a bucket holds: a page that opens asks for a dozen things at once.
BURST = 10
#: Callers that are remembered; the one who was silent longest is forgotten first, and has a full bucket then.
REMEMBERED = 10_000
_PATH = "/api/"


class Buckets:
    """Token buckets, for one event loop."""

    def __init__(self, rate: int, now: Callable[[], float] = time.monotonic) -> None:
        """`rate`: requests a second, more than 0; `now` in seconds."""
        self._rate = rate
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> float:
        """0 if this caller may go on, else the seconds until then."""
        now, most = self._now(), float(self._rate * BURST)
        left, since = self._left.pop(caller, (most, now))
        left = min(most, left + (now - since) * self._rate)
        self._left[caller] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self._rate


class Pace:
    """ASGI middleware, inside the gate: it must know who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._buckets: Buckets | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and scope["path"].startswith(_PATH):
            request: Request[Any, Any, Any] = Request(scope, receive, send)
            wait = self._wait(request)
            if wait:
                refusal = TooMany("api.too_many_requests", retry_after=math.ceil(wait))
                await problems.rejected(request, refusal).to_asgi_response(app=None, request=request)(
                    scope, receive, send
                )
                return
        await self.app(scope, receive, send)

    def _wait(self, request: Request[Any, Any, Any]) -> float:
        house = request.app.state.house
        rate = house.settings.rate_limit
        if not rate:
            return 0.0
        if self._buckets is None:
            self._buckets = Buckets(rate)
        viewer = request.scope.get("user")
        caller = f"@{viewer.login}" if isinstance(viewer, Viewer) else client_address(house, request)
        return self._buckets.take(caller)
