"""The doors to jobs: handlers of this process, workers that ask, wait or are fed through a stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

from lingqu.runtime import holding, jobs
from lingqu.runtime.handing import Holds, Terms, Wish
from lingqu.runtime.holding import Fed
from lingqu.runtime.jobs import ActivatedJob
from lingqu.runtime.life import Life
from lingqu.runtime.work import RowWork, Tx
from lingqu.runtime.workers import Doors, Handler, wait_for_jobs

#: How long a handler of this process may hold a job, ms.
HANDLER_LEASE = 300_000


class JobDoors(Life):
    """A node at work, as workers see it."""

    def handle(self, job_type: str, handler: Callable[[ActivatedJob], None], *, threads: int = 4) -> None:
        """Do jobs of this type in this process. The handler runs in a thread and answers through the writer."""

        def doors() -> Doors:
            worker = f"node-{self.node}"
            return self._doors(
                Terms(types=(job_type,), worker=worker, timeout_ms=HANDLER_LEASE, variables=None, tenant=None)
            )

        self._handlers.append(Handler(job_type, handler, doors, threads))

    def _doors(self, terms: Terms) -> Doors:
        def read(wish: Wish) -> list[ActivatedJob]:
            with self.db.reading() as c:
                return jobs.handed(self.definitions, wish, c)

        return Doors(
            terms=terms,
            bell=self.bell,
            hatch=self.hatch,
            read=read,
            activate=lambda room: self.writer.call(self._activation(terms, room)),
            activated=lambda room: asyncio.ensure_future(self.writer.ask(self._activation(terms, room))),
        )

    def _activation(self, terms: Terms, limit: int) -> RowWork:
        return RowWork(run=self._activate(terms, limit), apart=True)

    def _activate(self, terms: Terms, limit: int) -> Callable[[Tx], list[ActivatedJob]]:
        return jobs.activate(self.definitions, terms, limit, aside=self.aside.keys, given=self.figures.activated)

    def activate_jobs(
        self,
        types: Sequence[str],
        *,
        worker: str,
        timeout_ms: int,
        limit: int,
        variables: Collection[str] | None = None,
        tenant: str | None = "",
    ) -> list[ActivatedJob]:
        """Lease up to `limit` jobs, without waiting for any. `tenant` None: of all tenants."""
        terms = Terms(types=tuple(types), worker=worker, timeout_ms=timeout_ms, variables=variables, tenant=tenant)
        found: list[ActivatedJob] = self.writer.call(self._activation(terms, limit))
        return found

    async def wait_for_jobs(
        self,
        types: Sequence[str],
        *,
        worker: str,
        timeout_ms: int,
        limit: int,
        variables: Collection[str] | None = None,
        tenant: str | None = "",
        wait_ms: int,
        gone: asyncio.Future[None] | None = None,
    ) -> list[ActivatedJob]:
        """The same, waiting up to `wait_ms` for the first, or until `gone` is done: then nothing stays leased."""
        terms = Terms(types=tuple(types), worker=worker, timeout_ms=timeout_ms, variables=variables, tenant=tenant)
        found = await wait_for_jobs(self._doors(terms), limit, wait_ms, gone)
        if found and gone is not None and gone.done():
            await self.give_back({job.key: job.lease for job in found}, types)
            return []
        return found

    async def give_back(self, holds: Holds, types: Sequence[str]) -> None:
        """Jobs that were leased and not begun: whoever waits for these types may have them at once."""
        await self.writer.ask(RowWork(run=holding.give_back(holds), apart=True))
        self.bell.ring(types)

    async def feed_jobs(
        self,
        job_type: str,
        *,
        worker: str,
        timeout_ms: int,
        limit: int,
        variables: Collection[str] | None,
        tenant: str,
        holds: Holds,
    ) -> Fed:
        """Fill a stream that holds these up to `limit` unfinished jobs; tells what it holds still."""
        terms = Terms(types=(job_type,), worker=worker, timeout_ms=timeout_ms, variables=variables, tenant=tenant)
        work = holding.feed(holds, limit, lambda room: self._activate(terms, room))
        fed: Fed = await self.writer.ask(RowWork(run=work, apart=True))
        return fed
