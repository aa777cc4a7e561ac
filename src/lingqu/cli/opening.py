"""Opening the house for a command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lingqu.bootstrap.house import House
from lingqu.bootstrap.settings import Settings, load


def settings(config: Path | None = None) -> Settings:
    """The settings in force for this command."""
    return load(os.environ, config)


@contextmanager
def opened(config: Path | None = None) -> Iterator[House]:
    """The house, started, and stopped at the end whatever happens."""
    house = House(settings(config))
    house.start()
    try:
        yield house
    finally:
        house.stop()
