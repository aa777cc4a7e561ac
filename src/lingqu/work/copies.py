"""Carbon copies as drawn: when an element starts or ends, the people it names are told of the instance."""

from __future__ import annotations

from lingqu.approvals.commands import AddCopy
from lingqu.kernel.errors import Rejected
from lingqu.runtime import CaseWork, Runtime
from lingqu.store import Connection
from lingqu.work import deciders
from lingqu.work.deciders import Circumstances
from lingqu.work.drawings import Drawings
from lingqu.work.variables import visible_at

LOOKS_BACK = 10 * 60 * 1000  # ms
COMPLETED = 3  # outcome of a visit
#: Instances of commits since a moment.
_LATELY = (
    "batch b JOIN history h ON h.node = b.node AND h.batch = b.number JOIN instance i ON i.key = h.instance"
    " WHERE b.at >= ?"
)


class Copies:
    """Tells people. Repeating tells nobody twice: one entry a person."""

    def __init__(self, runtime: Runtime, drawings: Drawings, zone: str) -> None:
        self._runtime = runtime
        self._drawings = drawings
        self._zone = zone

    def attend(self, instance: int, n: int, at: str) -> None:
        """The visit with counter `n` has started or ended (`at`: start | end)."""
        with self._runtime.db.reading() as c:
            told = self._told(c, instance, n, at)
        if told:
            try:
                self._runtime.writer.call(CaseWork(instance, AddCopy(at=0, task=0, people=tuple(told))))
            except Rejected:
                return  # the instance is gone

    def left(self) -> list[tuple[int, int, str]]:
        """Visits of the last minutes before the last commit, as `attend` takes them: what a stop may have left.

        Visits are read of processes that draw copies; of the others there may be very many.
        """
        with self._runtime.db.reading() as c:
            newest = c.row("SELECT max(at) FROM batch")
            since = (newest[0] or 0) - LOOKS_BACK if newest else 0
            lately = c.rows(f"SELECT DISTINCT i.definition FROM {_LATELY}", (since,))  # noqa: S608 - ours
            drawn = {key: self._drawings.process(key, c) for (key,) in lately}
            copying = [key for key, process in drawn.items() if process.copies]
            if not copying:
                return []
            rows = c.rows(
                "SELECT v.instance, v.n, v.definition, v.element, v.outcome FROM activity v WHERE v.instance IN"  # noqa: S608
                f" (SELECT i.key FROM {_LATELY} AND i.definition IN ??)",
                (since, copying),
            )
            drawn |= {key: self._drawings.process(key, c) for key in {row[2] for row in rows} - drawn.keys()}
        found: list[tuple[int, int, str]] = []
        for instance, n, definition, element, outcome in rows:
            if drawn[definition].copy(element):
                found.append((instance, n, "start"))
                found += [(instance, n, "end")] if outcome == COMPLETED else []
        return found

    def _told(self, c: Connection, instance: int, n: int, at: str) -> list[str]:
        row = c.row(
            "SELECT v.element, v.definition, i.tenant, i.process_id, r.started_by FROM activity v"
            " JOIN instance i ON i.key = v.instance JOIN instance r ON r.key = i.root"
            " WHERE v.instance = ? AND v.n = ?",
            (instance, n),
        )
        if row is None:
            return []
        element, definition, tenant, process_id, started_by = row
        drawn = [copy for copy in self._drawings.process(definition, c).copy(element) if (copy.at or "end") == at]
        if not drawn:
            return []
        about = Circumstances(
            tenant=tenant,
            process_id=process_id,
            initiator=started_by,
            variables=visible_at(c, instance, n),
            now=self._runtime.now(),
            zone=self._zone,
        )
        return [login for copy in drawn for login in deciders.everyone(c, copy.to, about)]
