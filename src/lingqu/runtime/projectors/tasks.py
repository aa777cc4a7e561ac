"""Task rows, and offers to candidates: who may take an open task. Seats make the offers of tasks with a policy."""

from lingqu.engine.events import TaskAssigned, TaskCancelled, TaskCompleted, TaskCreated, TaskUpdated
from lingqu.runtime.projection import Projection, on
from lingqu.runtime.projectors.instances import party


@on(TaskCreated)
def task_created(event: TaskCreated, ctx: Projection) -> None:
    key = ctx.key(event.n)
    ctx.insert(
        "task",
        key=key,
        tenant=ctx.tenant,
        instance=ctx.instance,
        root=ctx.root,
        definition=ctx.definition,
        process_id=ctx.process_id,
        element=ctx.element(event.owner),
        owner=event.owner,
        state=0,
        assignee=event.assignee,
        form=event.form,
        priority=event.priority,
        round=0,
        due=event.due or None,
        follow_up=event.follow_up or None,
        created_at=ctx.at,
        ended_at=None,
        urged_at=None,
        action="",
    )
    party(ctx, event.assignee, "decides")
    for person in event.candidate_users:
        _offer(ctx, event.n, "person", person)
        party(ctx, person, "decides")
    for group in event.candidate_groups:
        _offer(ctx, event.n, "group", group)


@on(TaskAssigned)
def task_assigned(event: TaskAssigned, ctx: Projection) -> None:
    ctx.update("task", ctx.key(event.n), assignee=event.assignee, action=event.action)
    party(ctx, event.assignee, "decides")


@on(TaskUpdated)
def task_updated(event: TaskUpdated, ctx: Projection) -> None:
    changes: dict[str, int | str | None] = {"action": event.action}
    if event.due is not None:
        changes["due"] = event.due or None
    if event.follow_up is not None:
        changes["follow_up"] = event.follow_up or None
    if event.priority is not None:
        changes["priority"] = event.priority
    ctx.update("task", ctx.key(event.n), **changes)
    if event.candidate_users is not None:
        ctx.clear("offer", task=ctx.key(event.n), kind="person", seat=0)
    if event.candidate_groups is not None:
        ctx.clear("offer", task=ctx.key(event.n), kind="group", seat=0)
    for person in event.candidate_users or ():
        _offer(ctx, event.n, "person", person)
        party(ctx, person, "decides")
    for group in event.candidate_groups or ():
        _offer(ctx, event.n, "group", group)


@on(TaskCompleted)
def task_completed(event: TaskCompleted, ctx: Projection) -> None:
    ctx.update("task", ctx.key(event.n), state=1, ended_at=ctx.at, action=event.action)
    ctx.clear("offer", task=ctx.key(event.n))


@on(TaskCancelled)
def task_cancelled(event: TaskCancelled, ctx: Projection) -> None:
    ctx.update("task", ctx.key(event.n), state=2, ended_at=ctx.at)
    ctx.clear("offer", task=ctx.key(event.n))


def _offer(ctx: Projection, n: int, kind: str, who: str) -> None:
    ctx.ensure("offer", task=ctx.key(n), kind=kind, who=who, seat=0, tenant=ctx.tenant, instance=ctx.instance)
