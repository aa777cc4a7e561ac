"""lingqu start: an instance for each row of a file, on a running server; sent again until every row is answered."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import httpx2

from lingqu.cli import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.cli.output import errors, language, print_json, say
from lingqu.kernel.errors import Busy, Invalid, Rejected
from lingqu.kernel.values import decode

#: Seconds before the next try after so many that failed, the last one again and again.
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
#: Rows whose refusal is printed.
_SHOWN = 20


def start(
    process: str,
    /,
    *,
    file: Path,
    url: str = "http://127.0.0.1:8088",
    batch: str = "",
    out: Path | None = None,
    user: str = "",
    patience: int = 600,
) -> int:
    """Start an instance for each row of a CSV or NDJSON file. The same file again starts nothing twice.

    Signs in with LINGQU_TOKEN, or as `--user` with LINGQU_PASSWORD. When the server goes away in the middle, it is
    waited for, and the rows that were not answered are sent again.

    Parameters
    ----------
    process
        Id of the process; its latest version is started.
    file
        CSV (the header names the variables) or NDJSON (an object a line).
    url
        Address of the server.
    batch
        Name of the batch; default: made of the content, so that the same file is the same batch.
    out
        Write the answers here, a JSON line a row.
    user
        Login of a person who may operate.
    patience
        Seconds to wait for a server that is away.

    """
    if not file.is_file():
        raise Invalid("cli.no_file", path=str(file))
    sending = _Sending(process, file, batch or _digest(file))
    headers: dict[str, str] = {"Accept-Language": language()}
    if token := os.environ.get("LINGQU_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    auth = httpx2.BasicAuth(user, os.environ.get("LINGQU_PASSWORD", "")) if user else None
    with ExitStack() as stack:
        http = stack.enter_context(httpx2.Client(base_url=url, headers=headers, auth=auth, timeout=120))
        sending.out = stack.enter_context(out.open("w", encoding="utf-8")) if out else None
        _until_done(sending, http, patience)
    count = sending.count
    print_json({"batch": sending.batch, **count})
    return 1 if count["failed"] else 0


class _Sending:
    """One file on its way: how far it is, and what came of it."""

    def __init__(self, process: str, file: Path, batch: str) -> None:
        self.process = process
        self.file = file
        self.batch = batch
        self.answered = 0
        self.count = {"rows": 0, "started": 0, "again": 0, "failed": 0}
        self.out: IO[str] | None = None

    def once(self, http: httpx2.Client) -> bool:
        """Send what is not answered yet; True: to the end."""
        kind = "text/csv" if self.file.suffix.lower() == ".csv" else "application/x-ndjson"
        asked: dict[str, Any] = {"batch": self.batch, "skip": self.answered}
        with (
            self.file.open("rb") as content,
            http.stream(
                "POST",
                f"/api/processes/{self.process}/bulk",
                params=asked,
                content=content,
                headers={"Content-Type": kind},
            ) as answer,
        ):
            if answer.status_code != 200:
                answer.read()
                _refuse(answer)
            return any(self._line(line) for line in answer.iter_lines() if line)

    def _line(self, line: str) -> bool:
        """Take in an answer; True for the last one."""
        found = decode(line)
        if "row" not in found:
            if found.get("ended"):
                failure = Busy if found["code"].startswith("runtime.") else Invalid
                raise failure("cli.server_said", detail=found["detail"])
            return True
        self.answered = found["row"]
        self.count["rows"] += 1
        failed = "instanceKey" not in found
        self.count["failed" if failed else "again" if found["again"] else "started"] += 1
        if failed and self.count["failed"] <= _SHOWN:
            errors.print(f"[red]✗[/red] {found['row']}: {found['detail']}", highlight=False)
        if self.out is not None:
            self.out.write(line + "\n")
        return False


def _until_done(sending: _Sending, http: httpx2.Client, patience: int) -> None:
    """Send until every row is answered. Raises Rejected for what trying again does not help."""
    tries, before, until = 0, -1, time.monotonic() + patience
    while True:
        try:
            if sending.once(http):
                return
            reason = "?"
        except (httpx2.TransportError, Busy) as passing:
            reason = str(passing) or type(passing).__name__
        if sending.answered > before:
            tries, before, until = 0, sending.answered, time.monotonic() + patience
        if time.monotonic() >= until:
            raise Busy("cli.server_away", reason=reason, answered=sending.answered)
        say(f"服务器暂不可用 ({reason}), 稍后继续", f"The server is away ({reason}); going on soon")
        time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1


def _refuse(answer: httpx2.Response) -> None:
    try:
        detail = str(decode(answer.content)["detail"])
    except (Rejected, KeyError, TypeError):
        detail = answer.text[:200]
    passing = answer.status_code in (408, 429) or answer.status_code >= 500
    raise (Busy if passing else Invalid)("cli.server_said", detail=detail)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return "sha256-" + hashlib.file_digest(content, "sha256").hexdigest()[:32]
