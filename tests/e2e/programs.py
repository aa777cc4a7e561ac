"""Lingqu as a program of its own: started on a free port, asked whether it is ready, ended by its own process id."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEED = Path(__file__).parent / "seed.py"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PATIENCE_S = 60


class Program:
    """A running Lingqu: where it listens, what it has printed, where its log is."""

    def __init__(self, arguments: list[str], environment: dict[str, str], log: Path, patience_s: float) -> None:
        self._patience_s = patience_s
        self.log = log
        self.printed: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lingqu.cli", *arguments],
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONUNBUFFERED": "1", "LINGQU_LANGUAGE": "en"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._told = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with self.log.open("w") as log:
            for line in self._process.stdout:
                log.write(line)
                log.flush()
                self.printed.append(line)
                if "Lingqu is running" in line:
                    self._told.set()
        self._told.set()

    @property
    def url(self) -> str:
        """The address that it printed, once it answers there."""
        assert self._told.wait(self._patience_s), f"It printed no address: {self.printed}"
        lines = [line for line in self.printed if "Lingqu is running" in line]
        assert lines, f"It ended before it was running: {''.join(self.printed)}"
        return ADDRESS.search(lines[0]).group()

    def wait_until_ready(self) -> None:
        address = self.url  # its set-up may take minutes; only then does the patience below begin
        eventually(lambda: _status(f"{address}/ready") == 200, "Lingqu is ready")

    def stop(self) -> int:
        """Ctrl-C; its exit code once it has ended."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            self._process.wait()
            self._reader.join(PATIENCE_S)
            self._process.stdout.close()


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Program]:
    """`lingqu serve` on what the folder holds."""
    environment = {
        "LINGQU_DATABASE": f"sqlite:///{folder / 'lingqu.sqlite'}",
        "LINGQU_SECRETS_FILE": str(folder / "secrets.key"),
        **settings,
    }
    yield from _running(["serve", "--port", "0"], environment, folder / "lingqu.log", PATIENCE_S)


@contextmanager
def showing(folder: Path, *, instances: int, erp: str = "sample", patience_s: float = PATIENCE_S) -> Iterator[Program]:
    """`lingqu demo` with its neighbouring systems."""
    arguments = ["demo", "--port", "0", "--data", str(folder), "--instances", str(instances), "--erp", erp]
    yield from _running(arguments, {}, folder.parent / f"{folder.name}.log", patience_s)


def _running(arguments: list[str], environment: dict[str, str], log: Path, patience_s: float) -> Iterator[Program]:
    program = Program(arguments, environment, log, patience_s)
    try:
        program.wait_until_ready()
        yield program
    finally:
        program.stop()


def furnish(folder: Path, instances: int) -> None:
    """Company, examples and a little past, as the demo has them."""
    subprocess.run([sys.executable, str(SEED), str(folder), str(instances)], cwd=ROOT, check=True)


def eventually(holds: Callable[[], object], what: str, *, within_s: float = PATIENCE_S) -> object:
    """What `holds` answers as soon as it is true."""
    end = time.monotonic() + within_s
    while True:
        found = holds()
        if found:
            return found
        assert time.monotonic() < end, f"Expected that {what}, but that did not come"
        time.sleep(0.05)  # between two looks at a condition, which decides


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0
