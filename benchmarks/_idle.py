"""A node that idles: `lingqu serve` as it is installed, without the packages that only developers have."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

#: Litestar loads pydantic where it finds it; only tools bring it along, an installation has none.
_SERVE = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pydantic":
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
from lingqu.cli import main
main()
"""


def resident(folder: Path) -> float:
    """MB of memory that the node has when it has said that it runs (resident set size, libraries included)."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("LINGQU_")}
    command = [sys.executable, "-c", _SERVE, "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, env=known | {"LINGQU_AUTH": "none"}, stdout=subprocess.PIPE, text=True
    ) as node:
        try:
            if node.stdout is None or not node.stdout.readline():
                raise RuntimeError("Expected the node to say that it runs, but it ended")
            pages = int(Path(f"/proc/{node.pid}/statm").read_text().split()[1])
        finally:
            node.send_signal(signal.SIGTERM)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
