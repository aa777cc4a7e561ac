"""Delegation of plain tasks: who is assigned and away has it go to the one who stands in. The log names both."""

from __future__ import annotations

from lingqu.engine.commands import AssignTask
from lingqu.kernel.errors import Rejected
from lingqu.runtime import CaseWork, Runtime
from lingqu.work import deciders, facts
from lingqu.work.seats import circumstances

#: Open tasks whose assignee has given a delegation, as they were assigned by the process; for the sweep.
_AWAY = (
    "SELECT t.key FROM task t JOIN delegation d ON d.tenant = t.tenant AND d.giver = t.assignee"
    " WHERE t.state = 0 AND t.action = '' AND t.created_at >= d.created_at"
)


class Delegating:
    """Hands assigned tasks on. Safe to call for any task at any time."""

    def __init__(self, runtime: Runtime, zone: str) -> None:
        self._runtime = runtime
        self._zone = zone

    def attend(self, key: int) -> None:
        """Give the task to who stands in for its assignee today, if anybody does."""
        with self._runtime.db.reading() as c:
            task = facts.load(c, key)
            if task is None or not task.open or task.round or not task.assignee:
                return
            about = circumstances(c, task, self._runtime.now(), self._zone)
            person, _, chain = deciders.stand_in(c, task.assignee, about)
        if not chain:
            return
        command = AssignTask(at=0, by=task.assignee, task=key, assignee=person, action="delegate")
        try:
            self._runtime.writer.call(CaseWork(task.instance, command))
        except Rejected:
            return  # completed or moved in the meantime: nothing is left to hand on

    def waiting(self) -> list[int]:
        """Tasks that may have to go to somebody else; for the sweep after a restart."""
        with self._runtime.db.reading() as c:
            return sorted({int(row[0]) for row in c.rows(_AWAY)})
