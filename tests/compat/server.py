"""A real `lingqu serve` on a free port with a database of its own, for tests that speak to it from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(folder, database, *, port=None, ending=signal.SIGTERM, **settings):
    """Yields the address; the process is ended by its own id, with the signal `ending`."""
    port = port or free_port()
    environment = {
        **os.environ,
        "LINGQU_DATABASE": database,
        "LINGQU_SECRETS_FILE": str(folder / "secrets.key"),
        **{f"LINGQU_{name.upper()}": value for name, value in settings.items()},
    }
    log = (folder / "serve.log").open("w+")
    process = subprocess.Popen(
        [sys.executable, "-m", "lingqu.cli", "serve", "--port", str(port)],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=folder,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _until_ready(address, process, log)
        yield address
    finally:
        process.send_signal(ending)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _until_ready(address, process, log, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            log.seek(0)
            raise AssertionError(f"The server ended with {process.returncode}: {log.read()}")
        try:
            with urllib.request.urlopen(f"{address}/ready", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)  # until it listens; bounded
    log.seek(0)
    raise AssertionError(f"The server was not ready in {seconds} s: {log.read()}")
