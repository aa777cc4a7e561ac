"""Commands about work: jobs, tasks, timers, messages. Refused before the first event, or done."""

from __future__ import annotations

from typing import Any

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.firing import fire
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.handlers_listeners import listener_done
from lingqu.engine.handlers_many import ad_hoc_decided
from lingqu.engine.naming import clean, owner_of, record_of
from lingqu.engine.program import Node
from lingqu.engine.state import Incident, Job, Subscription, Task, Timer
from lingqu.engine.task_changes import ask, free
from lingqu.engine.throwing import take_subscription, throw_error
from lingqu.engine.timers import next_due
from lingqu.engine.turn import Turn
from lingqu.engine.variables import set_local
from lingqu.kernel.errors import Conflict, Invalid

# ---- jobs ---------------------------------------------------------------------------------------------------------


def complete_job(turn: Turn, command: c.CompleteJob) -> None:
    job = record_of(turn, command.job, Job, "job_not_found")
    variables = clean(command.variables)
    if job.listener:
        listener_done(turn, job, command, variables)
        return
    _, node = owner_of(turn, job.owner)
    if node.ad_hoc is not None:
        ad_hoc_decided(turn, job, node, command.ad_hoc or c.AdHocAnswer(), variables)
        return
    turn.emit(e.JobCompleted(n=job.n))
    finish(turn, job.owner, node, variables)


def fail_job(turn: Turn, command: c.FailJob) -> None:
    job = record_of(turn, command.job, Job, "job_not_found")
    variables = clean(command.variables)
    retries = max(0, command.retries)
    n, owner = job.n, job.owner
    turn.emit(e.JobFailed(n=n, retries=retries, retry_at=command.retry_at, error=command.error))
    for name, value in variables.items():
        set_local(turn, owner, name, value)
    if not retries and not _incident_of(turn, owner, n):
        turn.stuck(owner, Stuck(incidents.NO_RETRIES, "job_failed", error=command.error), job=n)


def _incident_of(turn: Turn, owner: int, job: int) -> bool:
    waits = (turn.draft.find(wait) for wait in turn.element(owner).waits)
    return any(isinstance(wait, Incident) and wait.job == job for wait in waits)


def throw_job_error(turn: Turn, command: c.ThrowJobError) -> None:
    job = record_of(turn, command.job, Job, "job_not_found")
    if job.listener:
        raise Conflict("engine.listener_error", key=str(turn.key(job.n)))
    variables = clean(command.variables)
    owner = job.owner
    turn.emit(e.JobErrorThrown(n=job.n, code=command.code, error=command.error))
    try:
        throw_error(turn, owner, command.code, command.error, variables)
    except Stuck as why:
        turn.stuck(owner, why)


def set_job_retries(turn: Turn, command: c.SetJobRetries) -> None:
    job = record_of(turn, command.job, Job, "job_not_found")
    if command.retries < 0:
        raise Invalid("engine.bad_retries")
    turn.emit(e.JobRetriesSet(n=job.n, retries=command.retries))


# ---- tasks --------------------------------------------------------------------------------------------------------


def assign_task(turn: Turn, command: c.AssignTask) -> None:
    task = free(turn, record_of(turn, command.task, Task, "task_not_found"))
    _, node = owner_of(turn, task.owner)
    taken = task.assignee and task.assignee != command.assignee
    if taken and not command.allow_override:
        raise Conflict("engine.task_assigned", key=str(turn.key(task.n)), assignee=task.assignee)
    if not ask(turn, task.n, node, "assigning", assignee=command.assignee, action=command.action):
        turn.emit(e.TaskAssigned(n=task.n, assignee=command.assignee, action=command.action))


def update_task(turn: Turn, command: c.UpdateTask) -> None:
    task = free(turn, record_of(turn, command.task, Task, "task_not_found"))
    _, node = owner_of(turn, task.owner)
    asked: dict[str, Any] = {
        "candidate_users": command.candidate_users,
        "candidate_groups": command.candidate_groups,
        "due": command.due,
        "follow_up": command.follow_up,
        "priority": command.priority,
        "action": command.action,
    }
    if not ask(turn, task.n, node, "updating", **asked):
        turn.emit(e.TaskUpdated(n=task.n, **asked))


def complete_task(turn: Turn, command: c.CompleteTask) -> None:
    task = free(turn, record_of(turn, command.task, Task, "task_not_found"))
    variables = clean(command.variables)
    _, node = owner_of(turn, task.owner)
    if ask(turn, task.n, node, "completing", variables, action=command.action):
        return
    turn.emit(e.TaskCompleted(n=task.n, action=command.action))
    finish(turn, task.owner, node, variables)


# ---- timers and messages ------------------------------------------------------------------------------------------


def fire_timer(turn: Turn, command: c.FireTimer) -> None:
    timer = record_of(turn, command.timer, Timer, "timer_not_found")
    n, owner, element, due, left = timer.n, timer.owner, timer.element, timer.due, timer.left
    node = turn.node(element)
    turn.emit(e.TimerFired(n=n))
    if left and not node.interrupting:
        schedule_again(turn, owner, node, due, left)
    fire(turn, owner, element, {})


def schedule_again(turn: Turn, owner: int, node: Node, due: int, left: int) -> None:
    """Set a repeating timer again; if its text cannot be read any more, an operator is told."""
    try:
        due = next_due(turn, owner, node.trigger, due)
    except Stuck as why:
        turn.stuck(owner, why, element=node.ordinal, left=left)
        return
    left = left if left < 0 else left - 1
    turn.emit(e.TimerScheduled(n=turn.head.next, owner=owner, element=node.ordinal, due=due, left=left))


def correlate_message(turn: Turn, command: c.CorrelateMessage) -> None:
    found = record_of(turn, command.subscription, Subscription, "subscription_not_found")
    take_subscription(turn, found, command.message, clean(command.variables))
