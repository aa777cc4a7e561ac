"""Starts the sample systems as programs of their own and ends them by their own process id."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lingqu.kernel import values
from lingqu.outbound.exchange import OutboundRequest, OutboundResponse
from lingqu.outbound.guard import Guard
from lingqu.outbound.transport import Transport

ROOT = Path(__file__).parents[2]


class System:
    """A running sample system and a client for it, through the guarded transport."""

    def __init__(self, url: str, token: str, transport: Transport) -> None:
        self.url, self.token, self._transport = url, token, transport

    def call(self, method: str, path: str, content: Any = None, **headers: str) -> OutboundResponse:
        named = {
            "Authorization": f"Bearer {self.token}",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        body = content if isinstance(content, bytes) else b"" if content is None else values.encode(content)
        return self._transport.send(OutboundRequest(method=method, url=self.url + path, headers=named, body=body))

    def form(self, path: str, body: str, **headers: str) -> OutboundResponse:
        kind = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._transport.send(
            OutboundRequest(method="POST", url=self.url + path, headers=kind, body=body.encode())
        )


@contextmanager
def running(module: str, database: Path, *options: str) -> Iterator[System]:
    command = [sys.executable, "-m", f"examples.systems.{module}", "--port", "0", "--database", str(database), *options]
    program = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        ready = json.loads(program.stdout.readline())
        assert (ready["system"], ready["pid"]) == (module, program.pid)
        with Transport(Guard(["127.0.0.1"])) as transport:
            yield System(ready["url"], ready["token"], transport)
    finally:
        program.terminate()
        program.wait(20)
        program.stdout.close()
