"""Nodes in processes of their own, with busy clients inside: started, heard, killed."""

import os
import random
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from lingqu.runtime import Runtime
from lingqu.store import open_database

HERE = Path(__file__).parent


def chance():
    """What is random in a test: the same each run, unless LINGQU_SEED says otherwise; a failing test prints it."""
    given = os.environ.get("LINGQU_SEED", "1")
    seed = random.SystemRandom().getrandbits(32) if given == "random" else int(given)
    print(f"LINGQU_SEED={seed}")  # noqa: T201 - shown with a failure
    return random.Random(seed)  # noqa: S311 - to be repeated, not to be secret


def url_of(database):
    """The address of an open database, as settings have it."""
    return f"sqlite:///{database.address.target}" if database.dialect == "sqlite" else database.address.target


def prepare(url, files):
    """Deploy what clients will start."""
    database = open_database(url)
    node = Runtime(database)
    node.begin()
    node.deploy(files)
    node.stop()
    database.close()


class BusyNode:
    """A process that works, and the lines that it has said so far."""

    def __init__(self, url, name):
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - as long as the process; a pipe would fill up
        self._process = subprocess.Popen(
            [sys.executable, HERE / "busy_node.py", url, name],
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), *sys.path])},
        )
        self.said = []
        self._more = threading.Condition()
        self._hearing = threading.Thread(target=self._hear, daemon=True)
        self._hearing.start()

    def _hear(self):
        for line in self._process.stdout:
            with self._more:
                self.said.append(line.strip())
                self._more.notify_all()

    def wait_for(self, lines):
        """Until it has said so many."""
        with self._more:
            heard = self._more.wait_for(lambda: len(self.said) >= lines, 60)
        if not heard:
            pytest.fail(f"Expected {lines} lines, but heard {len(self.kill())}: {self.logged}")

    def kill(self):
        """SIGKILL, once; what it had said."""
        if self._log.closed:
            return self.said
        self._process.kill()
        self._process.wait()
        self._hearing.join(20)
        assert not self._hearing.is_alive(), "Expected the output of a dead process to end, but it goes on"
        self._process.stdout.close()
        self._log.seek(0)
        self.logged = self._log.read()[-3000:]
        self._log.close()
        return self.said
