"""Settling: every outcome is sent until the server has answered. What waits goes out together, without a delay."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

import structlog

from lingqu.worker.client import Client, Refused, Unreachable, pause
from lingqu.worker.figures import Figures
from lingqu.worker.outcomes import Completed, Outcome

_log = structlog.get_logger(__name__)

#: Completions of one request at most.
MOST = 500
#: Seconds after which an outcome that no server takes is let go; the job is then tried again when its lease is over.
LET_GO = 900.0

Waiting = tuple[str, Outcome, "asyncio.Future[None]"]


class Settler:
    """`settle` returns once the server has answered (or refused: then the job was somebody else's, or over)."""

    def __init__(self, client: Client, figures: Figures) -> None:
        self._client = client
        self._figures = figures
        self._waiting: deque[Waiting] = deque()
        self._some = asyncio.Event()

    async def settle(self, job_type: str, outcome: Outcome) -> None:
        if not isinstance(outcome, Completed):
            await self._alone(job_type, outcome)
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((job_type, outcome, done))
        self._some.set()
        await done

    async def run(self) -> None:
        """Send what waits, until cancelled."""
        while True:
            await self._some.wait()
            self._some.clear()
            while self._waiting:
                many = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
                await self._send(many)

    async def _send(self, many: Sequence[Waiting]) -> None:
        left = list(many)
        if len(left) > 1:
            left = await self._together(left)
        for job_type, outcome, done in left:
            await self._alone(job_type, outcome)
            _tell(done)

    async def _together(self, many: list[Waiting]) -> list[Waiting]:
        """One request for all; those that it could not settle are left to be sent alone."""
        try:
            results = await self._client.complete([one for _, one, _ in many if isinstance(one, Completed)])
        except (Unreachable, Refused) as passing:
            _log.info("completions sent one by one", jobs=len(many), error=str(passing))
            return many
        left = []
        for (job_type, outcome, done), result in zip(many, results, strict=True):
            if result["state"] == "busy":
                left.append((job_type, outcome, done))
                continue
            if result["state"] == "completed":
                self._figures.settled.labels(job_type, outcome.word).inc()
            else:
                self._lost(job_type, outcome, result["detail"])
            _tell(done)
        return left

    async def _alone(self, job_type: str, outcome: Outcome) -> None:
        failed, until = 0, asyncio.get_running_loop().time() + LET_GO
        while True:
            try:
                await self._client.settle(outcome)
            except Unreachable as passing:
                self._figures.reconnects.inc()
                if asyncio.get_running_loop().time() >= until:
                    self._lost(job_type, outcome, str(passing))
                    return
                await asyncio.sleep(pause(failed, passing.pause))
                failed += 1
            except Refused as refused:
                self._lost(job_type, outcome, str(refused))
                return
            else:
                self._figures.settled.labels(job_type, outcome.word).inc()
                return

    def _lost(self, job_type: str, outcome: Outcome, why: str) -> None:
        """The job is over, or somebody else's; or an answer was lost on the way and this was the second sending."""
        self._figures.settled.labels(job_type, "lost").inc()
        _log.warning("job was not ours any more", type=job_type, job=outcome.job, outcome=outcome.word, why=why)


def _tell(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)
