"""Start timers: start an instance and set the next due time, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.engine.clocks import Clocks
from lingqu.engine.timers import start_due_again
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.due import TimerRow
from lingqu.runtime.starting import start_work
from lingqu.runtime.work import RowWork, Tx


def start_again(timer: TimerRow, definitions: Definitions, clocks: Clocks, wake: Callable[[int], None]) -> RowWork:
    """The work that a due start timer asks for. `wake` is told, after the commit, when it is due next."""
    definition = definitions.get(timer.definition)
    node = definition.program.node(timer.element)

    def run(tx: Tx) -> int | None:
        if timer.remaining:
            due = start_due_again(node.trigger, timer.due, clocks)
            while due <= tx.now:  # those missed while nobody ran are one start, not a storm
                due = start_due_again(node.trigger, due, clocks)
            left = timer.remaining - 1 if timer.remaining > 0 else timer.remaining
            moved = tx.c.run(
                "UPDATE timer SET due = ?, remaining = ? WHERE key = ? AND due = ?",
                [due, left, timer.key, timer.due],
            )
        else:
            due = 0
            moved = tx.c.run("DELETE FROM timer WHERE key = ? AND due = ?", [timer.key, timer.due])
        if not moved:
            return None  # another node was faster
        if due:
            tx.after(lambda: wake(due))
        instance = tx.new_key()
        tx.also(start_work(instance, definition, variables={}, element=timer.element))
        return instance

    return RowWork(run=run)
