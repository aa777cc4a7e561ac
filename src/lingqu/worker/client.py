"""The server as a worker needs it: ask for jobs, answer them, hold on to them. Speaks HTTP and nothing else."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx2
import msgspec

from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import decode, encode
from lingqu.worker.jobs import Job
from lingqu.worker.outcomes import Completed, Outcome

#: Seconds that a request may take beyond what the server was asked to wait.
PATIENCE = 30.0
_LONGEST_PAUSE = 10.0  # seconds


class Unreachable(Exception):  # noqa: N818 - passing: it is tried again
    """The server cannot be had, or has too much to do. `pause`: seconds that it asks to wait, 0 if it said nothing."""

    def __init__(self, why: str, pause: float = 0.0) -> None:
        super().__init__(why)
        self.pause = pause


class Refused(Exception):  # noqa: N818 - an answer
    """The server understood and said no: `status` and its own words. Sending it again changes nothing."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"{status}: {why}")
        self.status = status


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Where the server is, and who asks: a token, or a user with a password, or nobody (`auth = "none"`)."""

    url: str
    token: str = ""
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Access(url={self.url!r}, user={self.user!r})"  # no secrets in logs


def pause(failed: int, asked: float = 0.0) -> float:
    """Seconds before the next try after so many that failed; never the same for two workers."""
    wait = min(_LONGEST_PAUSE, 0.1 * 2.0 ** min(failed, 10))
    return max(asked, wait * random.uniform(0.5, 1.0))  # noqa: S311 - spread, not secrecy


class Client:
    """One connection pool. Each method raises Unreachable (try again) or Refused (do not)."""

    def __init__(self, access: Access, name: str) -> None:
        auth = httpx2.BasicAuth(access.user, access.password) if access.user else None
        headers = {"Accept-Language": "en", "Content-Type": "application/json"}
        if access.token:
            headers["Authorization"] = f"Bearer {access.token}"
        self._name = name
        self._http = httpx2.AsyncClient(base_url=access.url, headers=headers, auth=auth, timeout=PATIENCE)

    async def close(self) -> None:
        await self._http.aclose()

    async def activate(
        self, job_type: str, *, lease: float, limit: int, wait: float, fetch: Sequence[str] | None
    ) -> list[Job]:
        """Up to `limit` jobs leased for `lease` seconds, as soon as there is one, within `wait` seconds."""
        body = {
            "type": job_type,
            "worker": self._name,
            "timeout": round(lease * 1000),
            "maxJobsToActivate": limit,
            "requestTimeout": round(wait * 1000),
            "fetchVariable": list(fetch) if fetch else None,
            "withLease": True,
        }
        answer = await self._send("POST", "/v2/jobs/activation", body, wait + PATIENCE)
        return [msgspec.convert(job, Job) for job in answer["jobs"]]

    async def stream(
        self, job_type: str, *, lease: float, limit: int, fetch: Sequence[str] | None
    ) -> AsyncIterator[Job]:
        """Jobs as the server pushes them; ends by Unreachable when the connection does."""
        asked = {"type": job_type, "worker": self._name, "timeout": str(round(lease * 1000)), "limit": str(limit)}
        if fetch:
            asked["variables"] = ",".join(fetch)
        try:
            async with self._http.stream("GET", "/api/jobs/stream", params=asked) as answer:
                if answer.status_code != 200:
                    await answer.aread()
                    _judge(answer)
                event = ""
                async for line in answer.aiter_lines():
                    if line.startswith("event:"):
                        event = line[6:].strip()
                    elif line.startswith("data:") and event == "job":
                        yield msgspec.convert(decode(line[5:]), Job)
                    elif not line:
                        event = ""
        except httpx2.TransportError as wrong:
            raise Unreachable(str(wrong) or type(wrong).__name__) from wrong
        raise Unreachable("the stream has ended")

    async def settle(self, outcome: Outcome) -> None:
        """Tell how one job ended."""
        await self._send("POST", outcome.path, outcome.body)

    async def complete(self, many: Sequence[Completed]) -> list[dict[str, Any]]:
        """Tell many completions in one request; the server's results, in order."""
        items = [{"jobKey": one.job, **one.body} for one in many]
        answer = await self._send("POST", "/api/jobs/completions", {"completions": items})
        return list(answer["results"])

    async def hold(self, job: Job, seconds: float) -> None:
        """Move the end of a lease to so many seconds from now; 0 gives the job back."""
        body = {"changeset": {"timeout": round(seconds * 1000)}, "jobLeaseToken": job.job_lease_token}
        await self._send("PATCH", f"/v2/jobs/{job.job_key}", body)

    async def _send(self, method: str, path: str, body: Mapping[str, Any], timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109 - httpx's
        try:
            answer = await self._http.request(method, path, content=encode(body), timeout=timeout)
        except httpx2.TransportError as wrong:
            raise Unreachable(str(wrong) or type(wrong).__name__) from wrong
        _judge(answer)
        if not answer.content:
            return None
        try:
            return decode(answer.content)
        except Invalid as wrong:
            raise Unreachable(f"no JSON came from {path}") from wrong


def _judge(answer: httpx2.Response) -> None:
    """Raises Unreachable or Refused for what is not a success."""
    if answer.is_success:
        return
    try:
        why = str(decode(answer.content).get("detail", ""))
    except (Invalid, AttributeError):
        why = answer.text[:200]
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        asked = answer.headers.get("retry-after", "")
        raise Unreachable(f"{answer.status_code}: {why}", float(asked) if asked.isdecimal() else 0.0)
    raise Refused(answer.status_code, why)
