"""`lingqu serve` in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Platform(NamedTuple):
    port: int
    pid: int


@contextmanager
def platform(address: str, *, auth: str = "none") -> Iterator[Platform]:
    """The platform on a database, listening; it is stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="lingqu-bench-") as home:
        environment = os.environ | {
            "LINGQU_DATABASE": address,
            "LINGQU_AUTH": auth,
            "LINGQU_PORT": str(port),
            "LINGQU_SECRETS_FILE": str(Path(home) / "secrets.key"),
        }
        with (Path(home) / "log").open("w") as log:
            process = subprocess.Popen([sys.executable, "-m", "lingqu.cli", "serve"], env=environment, stdout=log,
                                       stderr=log)  # fmt: skip
            try:
                for _ in range(600):
                    with socket.socket() as probe:
                        if probe.connect_ex(("127.0.0.1", port)) == 0:
                            break
                    time.sleep(0.1)
                else:
                    raise RuntimeError("Expected the platform to listen, but it does not")
                yield Platform(port, process.pid)
            finally:
                process.terminate()
                process.wait(60)
