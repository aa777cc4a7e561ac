"""Urging by deadline: the ladder of a task as a timer of plane 1. Each rung once, whatever clocks and restarts do.

Setting and climbing are commands of the approval plane, which refuses a rung that was taken: a second firing changes
nothing. The timer row follows from the events (projectors.py).
"""

from __future__ import annotations

from functools import partial

from lingqu import feel
from lingqu.approvals.commands import SetLadder, Urge
from lingqu.feel.temporal.timers import add, parse_cycle, parse_period
from lingqu.kernel.errors import Rejected
from lingqu.model.bpmn.lingqu import Urge as Drawn
from lingqu.runtime import CaseWork, RowWork, Runtime, TimerRow, Tx
from lingqu.store import Connection
from lingqu.work import deciders, facts
from lingqu.work.drawings import Drawings
from lingqu.work.facts import TaskFacts
from lingqu.work.projectors import LADDER
from lingqu.work.seats import circumstances
from lingqu.work.variables import visible_at

#: Open tasks without a ladder that nobody was reminded of yet; whether one is drawn is asked for each definition.
_BARE = (
    "SELECT t.key, t.definition, t.element FROM task t"
    " WHERE COALESCE(t.ended_at, 0) = 0 AND t.urged_at IS NULL AND t.created_at >= ?"
    " AND NOT EXISTS (SELECT 1 FROM timer x WHERE x.key = t.key)"
)


#: ms after which a reminder of a suspended instance is looked at again.
_PAUSED = 300_000


class Urging:
    """Sets and fires ladders."""

    def __init__(self, runtime: Runtime, drawings: Drawings, zone: str) -> None:
        self._runtime = runtime
        self._drawings = drawings
        self._zone = zone
        runtime.timer_plane(LADDER, self.fire)

    def attend(self, key: int) -> None:
        """Set the ladder of a new task, if one is drawn and can be read."""
        with self._runtime.db.reading() as c:
            task = facts.load(c, key)
            if task is None or not task.open:
                return
            drawn = self._drawings.process(task.definition, c).urge(task.element)
            if drawn is None:
                return
            due = self._first(c, task, drawn)
        if due is not None:
            self._set(task, due)

    def _set(self, task: TaskFacts, due: int) -> None:
        try:
            self._runtime.writer.call(CaseWork(task.instance, SetLadder(at=0, task=task.counter, due=due)))
        except Rejected:
            return  # the task is over
        self._runtime.wake_timers(due)

    def bare(self, since: int = 0) -> list[int]:
        """Tasks created since then (ms) that lack their ladder; for the sweep."""
        with self._runtime.db.reading() as c:
            rows = c.rows(_BARE, (since,))
            return [key for key, definition, element in rows if self._drawings.process(definition, c).urge(element)]

    def fire(self, timer: TimerRow) -> RowWork:
        """The work that a due timer asks for; its key is the task's, `remaining` counts the rungs that were taken."""

        def run(tx: Tx) -> None:
            task = facts.load(tx.c, timer.key)
            drawn = self._drawings.process(timer.definition, tx.c).urge(timer.element)
            if task is None or not task.open or drawn is None:
                tx.c.run("DELETE FROM timer WHERE key = ? AND plane = ?", (timer.key, LADDER))
                return
            if task.paused:
                tx.c.run("UPDATE timer SET due = ? WHERE key = ? AND plane = ?", (tx.now + _PAUSED, timer.key, LADDER))
                return
            following = self._next(tx.c, task, drawn, timer.due, timer.remaining + 1)
            about = circumstances(tx.c, task, tx.now, self._zone)
            urge = Urge(
                at=0,
                task=task.counter,
                rung=timer.remaining + 1,
                following=following or 0,
                people=deciders.awaited(tx.c, task),
                also=tuple(deciders.everyone(tx.c, drawn.escalate, about)) if drawn.escalate else (),
            )
            tx.also(CaseWork(task.instance, urge))
            if following:
                tx.after(partial(self._runtime.wake_timers, following))

        return RowWork(run=run)

    def _first(self, c: Connection, task: TaskFacts, drawn: Drawn) -> int | None:
        after = self._text(c, task, drawn.after)
        if after is not None:
            return _later(task.created_at, after, self._zone)
        repeat = self._text(c, task, drawn.repeat)
        return _again(task.created_at, repeat, 1, self._zone) if repeat else None

    def _next(self, c: Connection, task: TaskFacts, drawn: Drawn, due: int, taken: int) -> int | None:
        """When the rung after the `taken` first ones is due; None after the last. The first may be `after` alone."""
        repeat = self._text(c, task, drawn.repeat)
        return _again(due, repeat, taken + (0 if drawn.after else 1), self._zone) if repeat else None

    def _text(self, c: Connection, task: TaskFacts, text: str) -> str | None:
        if not text.startswith("="):
            return text or None
        variables = visible_at(c, task.instance, task.owner)
        try:
            value = feel.compile(text[1:]).evaluate(variables, now=self._runtime.now(), zone=self._zone).json
        except Rejected:
            return None
        return value if isinstance(value, str) else None


def _later(at: int, duration: str, zone: str) -> int | None:
    try:
        return add(at, parse_period(duration), zone)
    except Rejected:
        return None


def _again(at: int, cycle: str, nth: int, zone: str) -> int | None:
    """The due time after `at`, if the cycle has an `nth` repetition."""
    try:
        times, _, period = parse_cycle(cycle)
    except Rejected:
        return None
    return add(at, period, zone) if times is None or nth <= times else None
