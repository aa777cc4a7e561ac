"""A runtime on a fresh database, with a clock that tests move by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lingqu.runtime import Runtime
from lingqu.store import Database


class Clock:
    """Time that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.at = 1_750_000_000_000

    def __call__(self) -> int:
        return self.at

    def forward(self, ms: int) -> None:
        self.at += ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def runtime(database: Database, clock: Clock) -> Iterator[Runtime]:
    node = Runtime(database, clock=clock)
    node.begin()
    yield node
    node.stop()
