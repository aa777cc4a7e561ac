"""Other engines beside ours: each in a process of its own, from a venv that is made once in the machine's temp folder.

They are no dependencies of the project. camunda-python says that it needs Python 3.12 and runs on 3.11 as well; it is
installed regardless, so that all engines run on the same interpreter. What cannot be installed is left out, and said.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

#: name -> what pip installs
PACKAGES = {"spiff": "SpiffWorkflow==3.2.0", "camunda": "camunda-python==0.1.2"}
_PEER = Path(__file__).with_name("_rivals_peer.py")
_HOME = Path(tempfile.gettempdir()) / f"lingqu-rivals-{sys.version_info.major}.{sys.version_info.minor}"

Task = Callable[[], float]


@contextmanager
def rivals(models: str, seconds: float) -> Iterator[dict[tuple[str, str], Task]]:
    """{(name, model): a task that answers µs of CPU for one run}."""
    python = _HOME / "bin" / "python"
    with ExitStack() as open_ones:
        tasks: dict[tuple[str, str], Task] = {}
        for name, package in PACKAGES.items():
            if not _installed(python, package):
                print(f"{package} is left out: pip could not install it", file=sys.stderr)
                continue
            command = [str(python), str(_PEER), name]
            peer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            open_ones.enter_context(peer)
            open_ones.callback(peer.stdin.close)
            for model in models:
                tasks[name, model] = _asking(peer, f"{model} {seconds}\n")
        yield tasks


def _asking(peer: subprocess.Popen[str], line: str) -> Task:
    def task() -> float:
        peer.stdin.write(line)
        peer.stdin.flush()
        return float(peer.stdout.readline())

    return task


def _installed(python: Path, package: str) -> bool:
    """Whether the package is there, if need be after installing it."""
    done = _HOME / f"{package}.done"
    if done.exists():
        return True
    try:
        if not python.exists():
            venv.create(_HOME, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--ignore-requires-python", package]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
    except (OSError, subprocess.SubprocessError):
        return False
    done.touch()
    return True
