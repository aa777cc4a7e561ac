"""Retention: the thread that removes ended instances once they are past their time, archived first where wished.

Any number of nodes may do it at once: each removal has a lease in its row, each instance is in one removal only. One
transaction takes as many instances as a moment allows, and other work comes in between.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import msgspec
import structlog

from lingqu.kernel.errors import Busy, Invalid
from lingqu.model.bpmn.keeping import EVER
from lingqu.runtime import archive_files, removal, stretches
from lingqu.runtime.archive_files import Order, Written
from lingqu.runtime.figures import Figures
from lingqu.runtime.removal import Removal, State
from lingqu.runtime.work import RowWork, Work
from lingqu.store import Database, DatabaseFailed, Lost, Transient

_log = structlog.get_logger(__name__)

#: Seconds between two looks when there is nothing to do.
LOOK = 60.0
#: Seconds between two times that removals of long ago are forgotten.
FORGET = 86_400.0
#: ms that a node has a removal for itself; longer than the writing of its files may take.
LEASE = 900_000
_WRITING = 600.0  # seconds
_ANSWER = 60.0
#: Seconds that one transaction should take, and the most instances of one.
_MOMENT = 0.05
_MOST = 200


class Keeping(msgspec.Struct, frozen=True, kw_only=True):
    """How long what has ended is kept: `keep` ms where the definition does not say. `archive`: a folder, or ""."""

    keep: int = EVER
    archive: str = ""

    def check(self) -> None:
        """Raises Invalid if there is a folder for the archive, but nothing installed that writes it."""
        if self.archive and importlib.util.find_spec("pyarrow") is None:
            raise Invalid("runtime.archive_needs_pyarrow", folder=self.archive)


class Retention:
    """One thread a node."""

    def __init__(
        self,
        database: Database,
        submit: Callable[[Work], Future[Any]],
        now: Callable[[], int],
        figures: Figures,
        *,
        leave: Callable[[int], bool],
        believed: Callable[[], bool],
    ) -> None:
        """`leave`: told below which number no instance may start any more, says whether fresh numbers are needed.

        `believed`: whether this node's clock can be; with one that runs ahead everything would be past its time.
        """
        self._database = database
        self._submit = submit
        self._now = now
        self._leave = leave
        self._believed = believed
        self._removed = figures.counter("lingqu_retention_instances", "Ended instances removed after their time.")
        self._archived = figures.counter("lingqu_retention_archived_rows", "Rows written to the archive.")
        self._dropped = figures.counter("lingqu_retention_partitions", "Partitions of history dropped.")
        self._failures = figures.counter("lingqu_retention_failures", "Looks that could not be finished.")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lingqu-retention", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._most = 10
        self._forgets = 0.0  # monotonic: when to do so next
        self.keeping = Keeping()
        self.node = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        process = self._process
        if process is not None:
            process.kill()  # half a file is no file: another look begins it anew
        if self._thread.is_alive():
            self._thread.join(_ANSWER)

    def _run(self) -> None:
        while not self._stopped.wait(LOOK):
            try:
                self.look()
                self.forget()
            except (Busy, Lost, Transient, DatabaseFailed) as passing:
                _log.warning("retention put off", error=str(passing))
            except Exception:  # noqa: BLE001 - the thread must live; it looks again
                self._failures.inc()
                _log.exception("retention failed")

    def look(self) -> None:
        """Tend the partitions, then remove whatever is past its time now."""
        if not self._believed():
            return
        if self._database.dialect == "postgresql":
            if self._leave(stretches.tend(self._database, self._now())):
                self._submit(RowWork(run=lambda _: None)).result(_ANSWER)  # any batch fetches numbers
            stretches.close(self._database, self._now(), self.keeping.keep)
        while not self._stopped.is_set() and (one := self._next()) is not None:
            if not self._work(one):
                break
        if self._database.dialect == "postgresql":
            self._dropped.inc(len(stretches.drop(self._database)))

    def forget(self) -> None:
        """Forget removals of long ago, now and then."""
        if time.monotonic() < self._forgets or not self._believed():
            return
        while self._submit(removal.forget(self._now())).result(_ANSWER) and not self._stopped.is_set():
            pass
        self._forgets = time.monotonic() + FORGET

    def _next(self) -> Removal | None:
        """A removal that was left, else a new one."""
        now = self._now()
        taking = removal.take(self._database, self.node, now, now + LEASE)
        if taking is None:
            with self._database.reading() as c:
                wanted = removal.past(c, now, self.keeping.keep)
            if wanted is None:
                return None
            taking = removal.choose(wanted, self.node, now + LEASE, archived=bool(self.keeping.archive))
        found: Removal | None = self._submit(taking).result(_ANSWER)
        return found

    def _work(self, one: Removal) -> bool:
        """Archive and delete; whether it could be done."""
        if one.state is State.CHOSEN and not self._archive(one):
            return False
        while not self._stopped.is_set():
            began = time.monotonic()
            work = removal.remove(one.key, self.node, self._now() + LEASE, self._most)
            gone = self._submit(work).result(_ANSWER)
            if gone is None:
                return True
            self._removed.inc(gone)
            took = time.monotonic() - began
            self._most = max(1, self._most // 2) if took > _MOMENT else min(_MOST, self._most * 2)
        return False

    def _archive(self, one: Removal) -> bool:
        """The rows in files; whether they are there and deletion may begin."""
        files: dict[str, tuple[int, str]] = {}
        if self.keeping.archive:
            order = Order(self._database.address.alchemy, one.key, one.instances, self.keeping.archive)
            told = self._elsewhere(order)
            if told.failed:
                self._failures.inc()
                _log.error("archive not written", removal=one.key, reason=told.failed)
                return False
            files = told.files
        work = removal.written(one.key, self.node, self.keeping.archive, files)
        ours: bool = self._submit(work).result(_ANSWER)
        if ours:
            self._archived.inc(sum(rows for rows, _ in files.values()))
        return ours

    def _elsewhere(self, order: Order) -> Written:
        """What another process has written; the address, which holds a password, goes by its standard input."""
        command = [sys.executable, "-m", archive_files.__name__]
        pipe = subprocess.PIPE
        try:
            with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:  # noqa: S603 - ours
                self._process = process
                try:
                    told, wrong = process.communicate(msgspec.json.encode(order), _WRITING)
                finally:
                    process.kill()
                    self._process = None
            if process.returncode:
                return Written(failed=wrong.decode(errors="replace")[-2000:] or f"exit code {process.returncode}")
            return msgspec.json.decode(told, type=Written)
        except (OSError, subprocess.SubprocessError, msgspec.DecodeError) as failed:
            return Written(failed=f"{type(failed).__name__}: {failed}")
