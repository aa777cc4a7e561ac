"""Starts a Tryton on a copy of the seeded databases and stops it again.

python -m examples.systems.tryton.server DIR [DATA]     until Ctrl-C; prints one JSON line when it is ready
"""

from __future__ import annotations

import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.systems.tryton.setup import DATABASES, SetupError, config_text, prepare

USER = "lingqu"
START_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Running:
    """A Tryton server. `url` without database: JSON-RPC is at `{url}/{database}/rpc/`."""

    url: str
    databases: tuple[str, ...]
    user: str
    password: str = field(repr=False)
    data: Path  # where its SQLite files and its log are
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def database(self) -> str:
        return self.databases[0]

    @property
    def rest_key(self) -> str:
        """The Bearer key of the REST interface, `{url}/{database}/rest/…`."""
        return self.password * 2

    def stop(self) -> None:
        """Ends this very server and waits until it is gone."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(folder: Path, data: Path, databases: tuple[str, ...] = tuple(DATABASES), port: int | None = None) -> Running:
    """A server on `data`: files that are there already go on, missing ones are copied from the seeded ones in `folder`.

    `folder` is set up first if it is not. The server is checked to be the one started: a sign-in over HTTP must show
    up in this copy's session table. Raises SetupError.
    """
    folder = prepare(folder)
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    # A database of another password would be one of an earlier set-up.
    password = data / "password"
    if not password.exists():
        shutil.copy(folder / "password", password)
    for name in databases:
        if not (data / f"{name}.sqlite").exists():
            shutil.copy(folder / "seeded" / f"{name}.sqlite", data / f"{name}.sqlite")
    port = port or _free_port()
    config = data / f"trytond-{port}.conf"
    config.write_text(config_text(data, port))
    with (data / f"trytond-{port}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - a program of the set-up's own environment
            [folder / "venv" / "bin" / "trytond", "-c", config, "-d", *databases],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    running = Running(
        url=f"http://127.0.0.1:{port}",
        databases=databases,
        user=USER,
        password=password.read_text(),
        data=data,
        process=process,
    )
    try:
        _wait(running)
        for name in databases:
            _check_it_is_ours(running, name)
    except BaseException:
        running.stop()
        raise
    return running


def call(url: str, method: str, *params: Any) -> Any:
    """One plain JSON-RPC call without session; the real client is Lingqu's connector."""
    body = json.dumps({"id": 1, "method": method, "params": params}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 - a loopback address of ours
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
        return json.load(answer)["result"]


def _wait(running: Running) -> None:
    end = time.monotonic() + START_SECONDS
    while running.process.poll() is None and time.monotonic() < end:
        try:
            call(f"{running.url}/rpc/", "common.server.version")
        except (OSError, ValueError):
            time.sleep(0.1)
        else:
            return
    log = (running.data / f"trytond-{running.url.rpartition(':')[2]}.log").read_text(errors="replace")
    raise SetupError("Expected Tryton to start, but it did not:\n" + "\n".join(log.splitlines()[-15:]))


def _check_it_is_ours(running: Running, database: str) -> None:
    user = {"password": running.password}
    token = call(f"{running.url}/{database}/rpc/", "common.db.login", running.user, user, "en")[1]
    file = sqlite3.connect(f"file:{running.data / database}.sqlite?mode=ro", uri=True, timeout=10)
    try:
        found = file.execute("SELECT count(*) FROM ir_session WHERE key = ?", (token,)).fetchone()[0]
    finally:
        file.close()
    if not found:
        raise SetupError(f"Expected {running.url} to be the server just started, but it keeps other data")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def main() -> None:
    folder = Path(sys.argv[1])
    running = start(folder, Path(sys.argv[2]) if len(sys.argv) > 2 else folder / "data")
    ready = {"system": "tryton", "url": running.url, "databases": running.databases, "user": running.user}
    print(json.dumps({**ready, "pid": running.process.pid}), flush=True)
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: running.process.terminate())
    running.process.wait()


if __name__ == "__main__":
    main()
