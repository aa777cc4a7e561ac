"""A real `lingqu serve` in a process of its own, that can be killed and started again on the same data."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import httpx2

from runtime.drawings import chain, drawing

PATIENCE_S = 90


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder, database=None, **settings):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LINGQU_")},
            "LINGQU_DATABASE": database or f"sqlite:///{folder / 'lingqu.sqlite'}",
            "LINGQU_SECRETS_FILE": str(folder / "secrets.key"),
            "LINGQU_AUTH": "none",
            "LINGQU_LANGUAGE": "en",
            **settings,
        }
        self.process = None
        self.http = httpx2.Client(base_url=self.url, timeout=PATIENCE_S)

    def start(self):
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "lingqu.cli", "serve", "--port", str(self.port)],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        until(self.ready, f"the server to be ready: {self.folder / 'server.log'}")

    def ready(self):
        assert self.process.poll() is None, (self.folder / "server.log").read_text()
        try:
            return self.http.get("/ready").status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """SIGTERM, as a service manager says it; how it ended."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def close(self):
        self.http.close()
        if self.process is not None and self.process.poll() is None:
            self.kill()

    # ---- what tests ask of it ----

    def post(self, path, body=None):
        answer = self.http.post(path, json=body or {})
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def deploy(self, process, *nodes, extra=""):
        """A process of these nodes one after the other; `extra` stands beside them."""
        content = drawing(process, chain(*nodes), extra)
        answer = self.http.post("/v2/deployments", files=[("resources", (f"{process}.bpmn", content, "text/xml"))])
        assert answer.is_success, answer.text

    def start_instance(self, process, **variables):
        answer = self.post("/v2/process-instances", {"processDefinitionId": process, "variables": variables})
        return answer["processInstanceKey"]

    def found(self, what, **wanted):
        return self.post(f"/v2/{what}/search", {"filter": wanted, "page": {"limit": 1000}})["items"]

    def completed(self, process):
        return len(self.found("process-instances", processDefinitionId=process, state="COMPLETED"))


def until(holds, what, patience=PATIENCE_S):
    """Waits for a condition, bounded; answers what it answered."""
    end = time.monotonic() + patience
    while True:
        found = holds()
        if found:
            return found
        assert time.monotonic() < end, f"Waited in vain for {what}"
        time.sleep(0.05)  # between two looks


@contextmanager
def working(worker):
    """A worker at work in a thread; stopped gracefully at the end."""
    failed = []

    def run():
        try:
            asyncio.run(worker.serve())
        except Exception as wrong:  # noqa: BLE001 - told by the assertion below
            failed.append(wrong)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield worker
    finally:
        until(lambda: worker._loop is not None or failed, "the worker to begin")
        worker.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        assert failed == []


def program(server, folder, text, name="program.py"):
    """A worker as a program of its own, in a process that can be killed."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, str(path), server.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def count(worker, name, **labels):
    return worker.figures.registry.get_sample_value(name, labels) or 0
