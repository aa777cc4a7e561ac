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
from typing import NamedTuple

#: name -> what pip installs
PACKAGES = {"spiff": "SpiffWorkflow==3.2.0", "camunda": "camunda-python==0.1.2"}
#: The same for those that keep what they do in a database.
STORED = {"spiff": ("SpiffWorkflow==3.2.0", "psycopg[binary]==3.2.10"), "dbos": ("dbos==3.4.0",)}
_PEER = Path(__file__).with_name("_rivals_peer.py")
_STORED = Path(__file__).with_name("_rivals_stored.py")
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


class Ran(NamedTuple):
    """What a rival did: runs, in how many seconds, with how much CPU of its process (s)."""

    runs: int
    seconds: float
    cpu: float


@contextmanager
def stored(name: str, address: str, processes: int = 1) -> Iterator[Callable[[str, float], Ran] | None]:
    """A rival at work on a database, in so many processes: asked for a model and seconds. None: it cannot be had."""
    python = _HOME / "bin" / "python"
    for package in STORED[name]:
        if not _installed(python, package):
            print(f"{name} is left out: pip could not install {package}", file=sys.stderr)
            yield None
            return
    with ExitStack() as open_ones:
        peers = []
        for _ in range(processes):
            command = [str(python), "-P", str(_STORED), name, address]
            peer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            open_ones.enter_context(peer)
            open_ones.callback(peer.stdin.close)
            peers.append(peer)
            if peer.stdout.readline() != "ready\n":
                raise RuntimeError(f"Expected {name} to be ready, but it is not")

        def ask(model: str, seconds: float) -> Ran:
            for peer in peers:
                peer.stdin.write(f"{model} {seconds}\n")
                peer.stdin.flush()
            told = [Ran(int(runs), float(took), float(cpu)) for runs, took, cpu in map(_answer, peers)]
            return Ran(sum(one.runs for one in told), max(one.seconds for one in told), sum(one.cpu for one in told))

        yield ask


def _answer(peer: subprocess.Popen[str]) -> list[str]:
    return peer.stdout.readline().split()


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
