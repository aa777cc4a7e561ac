"""Patience: much work of one caller waits for room in the writer's queue instead of being turned away."""

from __future__ import annotations

import asyncio
from typing import Any

from lingqu.kernel.errors import Busy
from lingqu.runtime.work import Work
from lingqu.runtime.writer import Writer

_PAUSES = (0.005, 0.01, 0.02, 0.05)  # seconds between two tries, the last one again and again


async def submit_patiently(writer: Writer, work: Work, seconds: float) -> asyncio.Future[Any]:
    """Queue a work as soon as there is room, within so many seconds; its future. Raises Busy."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    tries = 0
    while True:
        try:
            return writer.expect(work).future
        except Busy as busy:
            if busy.code != "runtime.too_much_waits" or loop.time() >= until:
                raise
        await asyncio.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1
