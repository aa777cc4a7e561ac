"""A real Tryton for tests: set up once (LINGQU_TRYTON_DIR, else var/tryton), a fresh copy of the data each time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from examples.systems.tryton.server import Running, start

from lingqu.hub.connectors.tryton.client import Account, TrytonClient
from lingqu.outbound.guard import Guard
from lingqu.outbound.secrets import Secret
from lingqu.outbound.transport import Transport
from systems.programs import ROOT


@contextmanager
def running_tryton(data: Path, databases: tuple[str, ...] = ("erp", "fin")) -> Iterator[Running]:
    folder = Path(os.environ.get("LINGQU_TRYTON_DIR", ROOT / "var" / "tryton"))
    running = start(folder, data, databases)
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def client_of(running: Running, database: str) -> Iterator[TrytonClient]:
    account = Account(url=running.url, database=database, user=running.user, password=Secret(running.password))
    with Transport(Guard(["127.0.0.1"])) as transport:
        yield TrytonClient(transport.send, account)
