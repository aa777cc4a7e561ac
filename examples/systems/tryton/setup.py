"""Sets a real Tryton up: its own virtual environment, two seeded databases. Done once; later runs find it ready.

    python -m examples.systems.tryton.setup DIR

DIR then holds `venv/`, `seeded/erp.sqlite`, `seeded/fin.sqlite`, `password` (of the user "lingqu") and `ready.json`
with the versions and how long each step took. Takes about 40 s on two cores; nothing of it is Lingqu's dependency.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

SERIES = "8.2"
PACKAGES = ("trytond", "proteus", "trytond-purchase", "trytond-account-invoice", "trytond-account-payment")
#: Which modules each database has; their dependencies come along.
DATABASES = {"erp": ("purchase", "account_invoice"), "fin": ("account_payment",)}
SEED = Path(__file__).with_name("seed.py")
CONFIG = """[web]
listen = 127.0.0.1:{port}
[database]
uri = sqlite://
path = {data}
[session]
timeout = 3600
"""


class SetupError(Exception):
    """A step failed; the message holds the end of what it printed."""


def prepare(folder: Path) -> Path:
    """The folder with everything in it, made if it is not there or was made by another recipe. Safe to call twice."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / ".lock"):
        ready = folder / "ready.json"
        if ready.exists() and json.loads(ready.read_text())["recipe"] == _recipe():
            return folder
        ready.unlink(missing_ok=True)
        started = time.monotonic()
        seconds = {"venv": _install(folder / "venv")}
        password = secrets.token_urlsafe(18)
        _write_private(folder / "password", password)
        seeded = folder / "seeded"
        shutil.rmtree(seeded, ignore_errors=True)
        seeded.mkdir()
        with ThreadPoolExecutor(len(DATABASES)) as pool:
            for took in pool.map(lambda name: _database(folder, seeded, name, password), DATABASES):
                seconds.update(took)
        seconds["all"] = round(time.monotonic() - started, 1)
        ready.write_text(json.dumps({"recipe": _recipe(), "seconds": seconds}, indent=2))
    return folder


def config_text(data: Path, port: int) -> str:
    """A trytond.conf for databases in `data`."""
    return CONFIG.format(port=port, data=data)


def _recipe() -> str:
    """Changes when a seeded database of an earlier run is no longer what this program would make."""
    # The seeded fiscal year is this year and the next: a new year needs a new seed.
    parts = (SERIES, PACKAGES, DATABASES, datetime.now(UTC).year, sys.version_info[:2], SEED.read_text())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _install(venv: Path) -> float:
    started = time.monotonic()
    python = venv / "bin" / "python"
    if not python.exists():
        _run(sys.executable, "-m", "venv", str(venv))
    # Where 8.2 is not served, the newest is taken: "~=8.2.0" first, then any.
    try:
        _run(str(python), "-m", "pip", "install", "-q", *(f"{name}~={SERIES}.0" for name in PACKAGES))
    except SetupError:
        _run(str(python), "-m", "pip", "install", "-q", "-U", *PACKAGES)
    return round(time.monotonic() - started, 1)


def _database(folder: Path, seeded: Path, name: str, password: str) -> dict[str, float]:
    started = time.monotonic()
    (seeded / f"{name}.sqlite").touch()
    config = folder / f"seed-{name}.conf"
    config.write_text(config_text(seeded, 0))
    admin = folder / f".admin-{name}"
    _write_private(admin, secrets.token_urlsafe(18))
    program = str(folder / "venv" / "bin" / "trytond-admin")
    command = [program, "-c", str(config), "-d", name, "--all", "--email", "admin@example.com", "--language", "en"]
    _run(*command, "-u", *DATABASES[name], "--activate-dependencies", TRYTONPASSFILE=str(admin))
    made = time.monotonic()
    _run(str(folder / "venv" / "bin" / "python"), str(SEED), str(config), name, LINGQU_SEED_PASSWORD=password)
    admin.unlink()
    config.unlink()
    return {f"{name} database": round(made - started, 1), f"{name} seed": round(time.monotonic() - made, 1)}


def _run(*command: str, **environment: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRYTON"))}
    done = subprocess.run(  # noqa: S603 - commands of ours
        command, env={**inherited, **environment}, capture_output=True, text=True, check=False, timeout=900
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise SetupError(f"Expected {Path(command[0]).name} to succeed, but it ended with {done.returncode}:\n{tail}")


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One set-up at a time, whoever else wants it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    made = prepare(Path(sys.argv[1]))
    print((made / "ready.json").read_text())
