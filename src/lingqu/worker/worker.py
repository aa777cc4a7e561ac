"""The worker: takes jobs as there is room, runs handlers, settles, and stops without leaving anything half done."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog
from prometheus_client import CollectorRegistry

from lingqu.worker.attempts import attempt, keep
from lingqu.worker.client import Access, Client, Refused, Unreachable, pause
from lingqu.worker.figures import Figures
from lingqu.worker.handlers import Handler, exponential, handler
from lingqu.worker.jobs import Job
from lingqu.worker.settling import Settler

_log = structlog.get_logger(__name__)

F = TypeVar("F", bound=Callable[..., Any])

#: Seconds that a poll waits for the first job.
WAIT = 30.0


class Worker:
    """Handlers of job types, fed by one server. `job` registers, `run` works until SIGTERM, `serve` inside a loop."""

    def __init__(
        self,
        access: Access | str,
        *,
        name: str = "",
        concurrency: int = 8,
        push: bool = False,
        grace: float = 30.0,
        registry: CollectorRegistry | None = None,
    ) -> None:
        """`concurrency`: jobs at a time of each type. `push`: by a stream instead of polls. `grace`: seconds that
        running jobs get to end when the worker stops.
        """
        self._access = access if isinstance(access, Access) else Access(url=access)
        self._name = name or f"{socket.gethostname()}-{os.getpid()}"
        self._concurrency = concurrency
        self._push = push
        self._grace = grace
        self._handlers: dict[str, Handler] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self.figures = Figures(registry)

    def job(
        self,
        job_type: str,
        *,
        timeout: float = 60.0,
        fetch: tuple[str, ...] | None = None,
        backoff: Callable[[int], float] | None = None,
    ) -> Callable[[F], F]:
        """Register a handler. `timeout`: the lease in seconds, made longer while the handler runs. `backoff`: seconds
        before the next attempt by the number of those that failed.
        """
        if timeout < 1:
            raise ValueError(f"Expected a timeout of at least 1 s for {job_type!r}, but it is {timeout}")
        if job_type in self._handlers:
            raise ValueError(f"Expected one handler for {job_type!r}, but there is one already")

        def register(call: F) -> F:
            self._handlers[job_type] = handler(
                job_type, call, timeout=timeout, fetch=fetch, backoff=backoff or exponential()
            )
            return call

        return register

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, then stop gracefully. For a program's main thread."""

        async def main() -> None:
            loop = asyncio.get_running_loop()
            for name in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(name, self.stop)
            await self.serve()

        asyncio.run(main())

    def stop(self) -> None:
        """Take nothing more and let `serve` end. From any thread."""
        if self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def serve(self) -> None:
        """Work until `stop`."""
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        client = Client(self._access, self._name)
        settler = Settler(client, self.figures)
        settling = asyncio.create_task(settler.run())
        threads = ThreadPoolExecutor(max(1, self._concurrency * len(self._handlers)), thread_name_prefix="lingqu-job")
        lanes = [
            _Lane(one, self._concurrency, client, settler, threads, self.figures) for one in self._handlers.values()
        ]
        feeding = [asyncio.create_task(lane.stream() if self._push else lane.poll()) for lane in lanes]
        stop = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([stop, *feeding], return_when=asyncio.FIRST_COMPLETED)
            over = [task for task in feeding if task.done()]
            for task in feeding:
                task.cancel()
            await asyncio.gather(*feeding, return_exceptions=True)
            await asyncio.gather(*(lane.end(self._grace) for lane in lanes))
            for task in over:
                task.result()  # a worker that is refused says so by its exception
        finally:
            stop.cancel()
            settling.cancel()
            await asyncio.gather(stop, settling, return_exceptions=True)
            threads.shutdown(wait=False, cancel_futures=True)
            await client.close()


class _Lane:
    """One job type: what feeds it, and its attempts."""

    def __init__(  # noqa: PLR0917 - one caller, above
        self,
        handler: Handler,
        most: int,
        client: Client,
        settler: Settler,
        threads: ThreadPoolExecutor,
        figures: Figures,
    ) -> None:
        self._handler = handler
        self._most = most
        self._client = client
        self._settler = settler
        self._threads = threads
        self._figures = figures
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(most)
        self._changed = asyncio.Event()

    async def poll(self) -> None:
        """Ask for as many jobs as there is room for, again and again. Raises Refused."""
        one, most = self._handler, self._most
        while True:
            while (room := most - len(self._tasks)) < max(1, most // 4):
                self._changed.clear()
                await self._changed.wait()
            jobs = await self._patiently(
                lambda room=room: self._client.activate(  # type: ignore[misc]
                    one.type, lease=one.timeout, limit=room, wait=WAIT, fetch=one.fetch
                )
            )
            for job in jobs:
                self._take(job)

    async def stream(self) -> None:
        """Take what the server pushes; connect again when the stream ends. Raises Refused."""
        one = self._handler

        async def pushed() -> None:
            async for job in self._client.stream(one.type, lease=one.timeout, limit=self._most, fetch=one.fetch):
                self._take(job)

        while True:
            await self._patiently(pushed)

    async def _patiently(self, call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """What it answers, tried again while the server cannot be had."""
        failed = 0
        while True:
            began = asyncio.get_running_loop().time()
            try:
                return await call()
            except Unreachable as passing:
                self._figures.reconnects.inc()
                failed = 0 if asyncio.get_running_loop().time() - began > WAIT / 2 else failed + 1
                _log.info("no jobs at the moment", type=self._handler.type, error=str(passing))
                await asyncio.sleep(pause(failed, passing.pause))

    def _take(self, job: Job) -> None:
        self._figures.activated.labels(job.type).inc()
        task = asyncio.create_task(self._one(job))
        self._tasks.add(task)
        task.add_done_callback(self._gone)

    def _gone(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._begun.discard(task)
        self._changed.set()
        if not task.cancelled() and (wrong := task.exception()) is not None:
            _log.error("job let go", type=self._handler.type, exc_info=wrong)

    async def _one(self, job: Job) -> None:
        keeping = asyncio.create_task(keep(self._client, job, self._handler.timeout, self._figures))
        try:
            async with self._slots:
                self._begun.add(asyncio.current_task())  # type: ignore[arg-type]
                running = self._figures.running.labels(job.type)
                with running.track_inprogress(), self._figures.seconds.labels(job.type).time():
                    outcome = await attempt(self._handler, job, self._threads)
                await self._settler.settle(job.type, outcome)
        except asyncio.CancelledError:
            if asyncio.current_task() not in self._begun or self._handler.awaits:
                await self._give_back(job)
            raise
        finally:
            keeping.cancel()

    async def _give_back(self, job: Job) -> None:
        """Somebody else may have it at once; if nobody can be told, when its lease is over."""
        try:
            await self._client.hold(job, 0)
        except (Unreachable, Refused) as wrong:
            _log.info("job could not be given back", type=job.type, job=job.job_key, why=str(wrong))
        else:
            self._figures.settled.labels(job.type, "returned").inc()

    async def end(self, grace: float) -> None:
        """Give back what has not begun, wait for what has; cancel what takes longer than `grace` seconds."""
        for task in self._tasks - self._begun:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        late = set(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
