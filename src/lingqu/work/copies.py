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
#: How a drawing with a carbon copy has it, in UTF-8 and in UTF-16.
_NAMED = (b"copy", "copy".encode("utf-16-le")[:-1])
#: Instances of some processes that were written since a moment; CROSS, so that SQLite begins with the commits.
_LATELY = (
    "SELECT i.key FROM batch b CROSS JOIN history h CROSS JOIN instance i WHERE b.at >= ?"
    " AND h.node = b.node AND h.batch = b.number AND i.key = h.instance AND i.definition IN ??"
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

        Commits and visits are read of processes that draw copies; of the others there may be very many.
        """
        with self._runtime.db.reading() as c:
            named = c.rows(
                "SELECT d.key FROM definition d JOIN resource r ON r.key = d.resource WHERE d.kind = 'process'"  # noqa: S608
                f" AND ({' OR '.join(c.holds('r.body') for _ in _NAMED)})",
                _NAMED,
            )
            drawn = {key: self._drawings.process(key, c) for (key,) in named}
            copying = [key for key, process in drawn.items() if process.copies]
            if not copying:
                return []
            newest = c.row("SELECT max(at) FROM batch")
            since = (newest[0] or 0) - LOOKS_BACK if newest else 0
            rows = c.rows(
                "SELECT v.instance, v.n, v.definition, v.element, v.outcome FROM activity v"  # noqa: S608
                f" WHERE v.instance IN ({_LATELY})",
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
