"""A node of this process on a database that it upgrades first, with processes deployed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lingqu.runtime import Runtime
from lingqu.runtime.tuning import serving
from lingqu.store import open_database


@contextmanager
def node(address: str, *drawings: bytes, **options: Any) -> Iterator[Runtime]:
    """A node at work; it is stopped at the end."""
    database = open_database(address)
    database.upgrade()
    runtime = Runtime(database, **options)
    runtime.begin()
    try:
        for number, drawing in enumerate(drawings):
            runtime.deploy([(f"{number}.bpmn", drawing)])
        serving()
        yield runtime
    finally:
        runtime.stop()
        database.close()


def definition_of(runtime: Runtime, process: str) -> int:
    """The key of a process's newest version."""
    return runtime.definitions.version("", process, 1)
