"""A server of its own that starts instances over HTTP, and clients that ask it as fast as they can.

python -m benchmarks._served ADDRESS PORT MOST
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lingqu.runtime import Runtime
from lingqu.runtime.tuning import serving
from lingqu.store import open_database

PROCESS = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
<bpmn:process id="c" name="c" isExecutable="true">
<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/>
<bpmn:userTask id="task"><bpmn:extensionElements><zeebe:userTask/>
<zeebe:assignmentDefinition assignee="anna"/></bpmn:extensionElements></bpmn:userTask>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="task"/>
<bpmn:sequenceFlow id="f2" sourceRef="task" targetRef="end"/></bpmn:process></bpmn:definitions>"""
VARIABLES = {"amount": 12, "supplier": "East Bearings", "urgent": False}


def serve(address: str, port: int, most: int) -> None:
    """A server with two POSTs: one that starts an instance, one that does nothing. `most`: commands a commit."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ |= {"BENCH_DATABASE": address, "BENCH_MOST": str(most)}
    Granian(
        "benchmarks._served:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        factory=True,
        log_enabled=False,
    ).serve()


def application() -> Any:
    """The application that Granian serves."""
    from litestar import Litestar, post

    database = open_database(os.environ["BENCH_DATABASE"])
    database.upgrade()
    runtime = Runtime(database, most=int(os.environ["BENCH_MOST"]))
    runtime.begin()
    definition = runtime.deploy([("c.bpmn", PROCESS)]).definitions[0].key
    serving()

    @post("/start", status_code=200)
    async def start(data: dict[str, Any]) -> dict[str, str]:
        work = runtime.start(definition=definition, variables=data["variables"], by="anna")
        return {"processInstanceKey": str((await runtime.writer.ask(work)).instance)}

    @post("/empty", status_code=200)
    async def empty(data: dict[str, Any]) -> dict[str, str]:
        return {"processInstanceKey": str(len(data))}

    return Litestar([start, empty], on_shutdown=[runtime.stop], openapi_config=None)


async def posts(port: int, path: str, connections: int, seconds: float) -> float:
    """POSTs a second over that many kept connections."""
    body = json.dumps({"variables": VARIABLES}).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    request, count, until = head.encode() + body, 0, time.perf_counter() + seconds

    async def client() -> None:
        nonlocal count
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            writer.write(request)
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(answer.decode())
            length = next(
                int(line.split(b":")[1]) for line in answer.lower().split(b"\r\n") if b"content-length" in line
            )
            await reader.readexactly(length)
            count += 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(connections)))
    return count / (time.perf_counter() - began)


@contextmanager
def server(address: str, most: int = 256) -> Iterator[int]:
    """The server in a process of its own, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks._served", address, str(port), str(most)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise RuntimeError("Expected the server to listen, but it does not")
        yield port
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
