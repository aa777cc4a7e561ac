"""Setting aside: an instance whose work fails again and again by a defect is left alone, so that it stops nobody else.

    a defect (not a refusal) three times running → an incident, an alarm in the log and in the notes of /ready
    → no timer, letter or job of the instance is taken up → somebody resolves the incident, or a command succeeds → back

Only defects count: an error of the database, of the connection or of the caller says nothing about the instance. What
was set aside keeps its rows; nothing is lost by waiting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import structlog

from lingqu.kernel.errors import Busy, NotFound, Rejected
from lingqu.kernel.values import encode
from lingqu.runtime.projectors.incidents import sentence
from lingqu.runtime.work import CaseWork, Deliver, RowWork, Tx, Work
from lingqu.store import Database, DatabaseFailed, Lost, Transient

_log = structlog.get_logger(__name__)

SET_ASIDE = "set-aside"
#: Defects in a row after which an instance is set aside.
PATIENCE = 3
#: Instances in memory that have failed lately; beyond them the oldest is forgotten.
_MOST = 10_000


class Aside:
    """Which instances are set aside. Reading is cheap and may be done from any thread."""

    def __init__(self, database: Database, submit: Callable[[Work], object]) -> None:
        self._database = database
        self._submit = submit
        self._failures: dict[int, int] = {}
        self._lock = threading.Lock()
        self.keys: frozenset[int] = frozenset()

    def __contains__(self, instance: object) -> bool:
        return instance in self.keys

    def look(self) -> None:
        """Read anew what is set aside; other nodes do so too."""
        with self._database.reading() as c:
            rows = c.rows("SELECT DISTINCT instance FROM incident WHERE kind = ? AND resolved_at IS NULL", [SET_ASIDE])
        self.keys = frozenset(row[0] for row in rows)

    @property
    def note(self) -> str:
        """What operators are to know; empty if nothing is set aside."""
        return f"{len(self.keys)} instances are set aside after defects" if self.keys else ""

    # ---- told by the writer ----

    def failed(self, work: Work, error: BaseException) -> None:
        """A work has failed alone. Never blocks, never raises."""
        if not isinstance(work, CaseWork | Deliver) or isinstance(error, (Rejected, DatabaseFailed, Lost, Transient)):
            return
        key = work.instance
        if key in self.keys:
            return
        with self._lock:
            count = self._failures[key] = self._failures.pop(key, 0) + 1
            if len(self._failures) > _MOST:
                del self._failures[next(iter(self._failures))]
        if count >= PATIENCE:
            _log.error("instance set aside", alarm=True, instance=key, failures=count, error=repr(error))
            self.keys |= {key}
            self._try(RowWork(run=lambda tx: _put(tx, key, error)))

    def worked(self, instances: Iterable[int]) -> None:
        """Commands of these instances have succeeded: what was held against them is forgotten."""
        if not self._failures and not self.keys:
            return
        with self._lock:
            well = [key for key in instances if self._failures.pop(key, None) is not None or key in self.keys]
        for key in well:
            if key in self.keys:
                self.keys -= {key}
                self._try(RowWork(run=partial(_take_back, instance=key)))

    def _try(self, work: Work) -> None:
        try:
            self._submit(work)
        except Busy as passing:  # the next failure, or the next look, does it
            _log.warning("setting aside put off", error=str(passing))

    # ---- asked by people ----

    def release(self, incident: int) -> RowWork | None:
        """The work that resolves a set-aside incident and lets its instance go on; None if it is of another kind."""
        with self._database.reading() as c:
            row = c.row("SELECT instance FROM incident WHERE key = ? AND kind = ?", [incident, SET_ASIDE])
        if row is None:
            return None
        key: int = row[0]

        def run(tx: Tx) -> None:
            if not _take_back(tx, key):
                raise NotFound("engine.incident_not_found", key=str(incident))
            tx.after(lambda: self._back(key))

        return RowWork(run=run)

    def _back(self, key: int) -> None:
        with self._lock:
            self._failures.pop(key, None)
        self.keys -= {key}


def _put(tx: Tx, instance: int, error: BaseException) -> None:
    row: tuple[Any, ...] | None = tx.c.row(
        "SELECT i.tenant, i.root, i.definition,"
        " (SELECT min(e.ordinal) FROM element e WHERE e.definition = i.definition) FROM instance i"
        " WHERE i.key = ? AND NOT EXISTS"
        " (SELECT 1 FROM incident x WHERE x.instance = i.key AND x.kind = ? AND x.resolved_at IS NULL)",
        [instance, SET_ASIDE],
    )
    if row is None:
        return  # it is gone, or another node has set it aside
    tenant, root, definition, process = row
    fields = {
        "key": tx.new_key(),
        "tenant": tenant,
        "instance": instance,
        "root": root,
        "definition": definition,
        "element": process or 0,
        "owner": 0,
        "job": 0,
        "kind": SET_ASIDE,
        "code": "runtime.set_aside",
        "params": encode({"reason": type(error).__name__}),
        **sentence("runtime.set_aside", {"reason": type(error).__name__}),
        "created_at": tx.now,
        "resolved_at": None,
    }
    tx.c.insert("incident", tuple(fields), [tuple(fields.values())])
    _count(tx, instance)


def _take_back(tx: Tx, instance: int) -> int:
    """How many incidents were resolved."""
    resolved = tx.c.run(
        "UPDATE incident SET resolved_at = ? WHERE instance = ? AND kind = ? AND resolved_at IS NULL",
        [tx.now, instance, SET_ASIDE],
    )
    if resolved:
        _count(tx, instance)
    return resolved


def _count(tx: Tx, instance: int) -> None:
    tx.c.run(
        "UPDATE instance SET incidents ="
        " (SELECT count(*) FROM incident x WHERE x.instance = instance.key AND x.resolved_at IS NULL) WHERE key = ?",
        [instance],
    )
