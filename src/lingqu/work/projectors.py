"""Rows of human work that the runtime's own projectors do not write: the timer of a task's ladder (plane 1).

Importing this module registers them; the writer and `lingqu audit` then run the same functions.
"""

from __future__ import annotations

from lingqu.approvals.events import LadderSet
from lingqu.engine.events import TaskCancelled, TaskCompleted, WaitMigrated
from lingqu.engine.state import Task
from lingqu.runtime import Projection
from lingqu.runtime.projection import on

LADDER = 1  # the timer's plane; its key is the task's


@on(LadderSet)
def ladder_set(event: LadderSet, ctx: Projection) -> None:
    task = ctx.after.record(event.task)
    if not event.due or not isinstance(task, Task):
        ctx.delete("timer", ctx.key(event.task))
        return
    ctx.upsert(
        "timer",
        key=ctx.key(event.task),
        plane=LADDER,
        tenant=ctx.tenant,
        instance=ctx.instance,
        definition=ctx.definition,
        element=ctx.element(task.owner),
        owner=event.task,
        due=event.due,
        remaining=event.taken,
    )


@on(TaskCompleted, TaskCancelled)
def task_ended(event: TaskCompleted | TaskCancelled, ctx: Projection) -> None:
    ladder = ctx.before.plane.book.ladders.get(str(event.n))
    if ladder is not None and ladder.due:
        ctx.delete("timer", ctx.key(event.n))


@on(WaitMigrated)
def ladder_migrated(event: WaitMigrated, ctx: Projection) -> None:
    task = ctx.before.record(event.n)
    ladder = ctx.before.plane.book.ladders.get(str(event.n))
    if isinstance(task, Task) and ladder is not None and ladder.due:
        ctx.update("timer", ctx.key(event.n), definition=ctx.definition, element=ctx.element(task.owner))
