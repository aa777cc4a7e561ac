"""For who writes workers: many completions in one request, and a stream of jobs that are leased as they appear."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from litestar import get, post
from litestar.params import FromQuery, JSONBody, QueryParameter
from litestar.response import ServerSentEvent, ServerSentEventMessage

from lingqu.api.edge import Shape, bad
from lingqu.api.given import House, Language, Viewer
from lingqu.api.v2.jobs import LONGEST_LEASE, MOST_JOBS, Completion, check_wish, completion, lease_of, told
from lingqu.kernel.errors import Busy, Rejected
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import encode
from lingqu.runtime.patience import submit_patiently
from lingqu.runtime.workers import LOOK_AGAIN

#: Completions of one request at most.
MOST_COMPLETIONS = 1_000
#: Seconds that a completion waits for room in the queue before its result is `busy`.
PATIENCE = 10.0
HEARTBEAT = 15.0  # seconds


class OneCompletion(Completion, kw_only=True, rename="camel"):
    """What `POST /v2/jobs/{key}/completion` takes, and the job's key."""

    job_key: str


class Completions(Shape, forbid_unknown_fields=True):
    completions: list[OneCompletion]


class CompletionResult(Shape):
    """`state`: completed; refused (by `code` and `detail`; sending it again helps nothing); busy (send it again)."""

    job_key: str
    state: str
    code: str = ""
    detail: str = ""


class CompletionResults(Shape):
    results: list[CompletionResult]


@post("/api/jobs/completions", status_code=200)
async def complete_jobs(
    house: House, viewer: Viewer, language: Language, data: JSONBody[Completions]
) -> CompletionResults:
    """Complete up to 1,000 jobs; one result each, in order. Each is done exactly once, or refused alone."""
    viewer.must("operate")
    if not 0 < len(data.completions) <= MOST_COMPLETIONS:
        raise bad("completions", "not_between", least=1, most=MOST_COMPLETIONS)

    async def begin(one: OneCompletion) -> asyncio.Future[Any]:
        command = completion(parse_key(one.job_key, "jobKey"), one, viewer.login)
        work = house.runtime.job_command(command, lease=lease_of(one.job_lease_token))
        return await submit_patiently(house.runtime.writer, work, PATIENCE)

    begun: list[asyncio.Future[Any] | Rejected] = []
    for one in data.completions:
        try:
            begun.append(await begin(one))
        except Rejected as refusal:
            begun.append(refusal)
    waited = await asyncio.gather(*(one for one in begun if not isinstance(one, Rejected)), return_exceptions=True)
    answers = iter(waited)
    results = []
    for one, found in zip(data.completions, begun, strict=True):
        outcome = found if isinstance(found, Rejected) else next(answers)
        if isinstance(outcome, BaseException) and not isinstance(outcome, Rejected):
            raise outcome  # ours: nobody knows which of them are done; those that are refuse a second completion
        results.append(_result(one.job_key, outcome, language))
    return CompletionResults(results=results)


def _result(key: str, outcome: Any, language: Language) -> CompletionResult:
    if not isinstance(outcome, Rejected):
        return CompletionResult(job_key=key, state="completed")
    state = "busy" if isinstance(outcome, Busy) else "refused"
    return CompletionResult(job_key=key, state=state, code=outcome.code, detail=outcome.message.text(language))


@get("/api/jobs/stream")
async def stream_jobs(  # noqa: PLR0917 - Litestar passes by name
    house: House,
    viewer: Viewer,
    type: FromQuery[str],  # noqa: A002 - the name of the parameter in the address
    worker: FromQuery[str] = "",
    timeout: FromQuery[int] = 300_000,  # noqa: ASYNC109 - the lease, not ours
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_JOBS)] = 32,
    variables: FromQuery[str] = "",
) -> ServerSentEvent:
    """Server-sent jobs of a type (`event: job`), leased for `timeout` ms and pushed as they appear.

    At most `limit` that are not finished yet are out at a time. `variables`: names of those to send,
    comma-separated; without it all. Whoever goes away keeps what was pushed until the lease runs out.
    """
    viewer.must("operate")
    check_wish(type, timeout, "limit", limit)
    names = [name.strip() for name in variables.split(",") if name.strip()]
    return ServerSentEvent(_pushed(house, viewer, type, worker, min(timeout, LONGEST_LEASE), limit, names or None))


async def _pushed(  # noqa: PLR0917 - one caller, above
    house: House, viewer: Viewer, job_type: str, worker: str, lease: int, limit: int, names: list[str] | None
) -> AsyncIterator[ServerSentEventMessage]:
    loop = asyncio.get_running_loop()
    rung = asyncio.Event()

    def ring() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(rung.set)

    bell = house.runtime.bell
    holds: dict[int, int] = {}
    number = bell.add([job_type], ring)
    said = loop.time()
    try:
        yield ServerSentEventMessage(event="hello", data="{}", retry=1000)
        while True:
            rung.clear()
            try:
                fed = await house.runtime.feed_jobs(
                    job_type,
                    worker=worker,
                    timeout_ms=lease,
                    limit=limit,
                    variables=names,
                    tenant=viewer.tenant,
                    holds=holds,
                )
            except Busy as busy:
                if busy.code == "runtime.stopping":
                    return
                await asyncio.sleep(LOOK_AGAIN)
                continue
            bell.unwatch(holds.keys() - fed.held.keys())
            holds = fed.held | {job.key: job.lease for job in fed.jobs}
            bell.watch([job.key for job in fed.jobs], ring)
            for job in fed.jobs:
                yield ServerSentEventMessage(event="job", data=encode(told(job, leased=True)).decode())
            if fed.jobs:
                said = loop.time()
            elif loop.time() - said >= HEARTBEAT:
                said = loop.time()
                yield ServerSentEventMessage(comment="still here")
            try:
                await asyncio.wait_for(rung.wait(), LOOK_AGAIN)
            except TimeoutError:
                continue
    finally:
        bell.remove(number)
        bell.unwatch(holds.keys())


HANDLERS = [complete_jobs, stream_jobs]
