"""Appliers of what an element instance owns: jobs, tasks, timers, subscriptions, conditions, incidents, children."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from lingqu.engine import events as e
from lingqu.engine.apply.desks import done, element, owned
from lingqu.engine.state import Arrival, Change, Condition, Desk, Incident, Job, Sequel, Subscription, Task, Timer


def job_created(table: Desk, event: e.JobCreated) -> None:
    owned(
        table,
        Job(n=event.n, owner=event.owner, retries=event.retries, listener=event.listener, index=event.index),
    )


def job_completed(table: Desk, event: e.JobCompleted) -> None:
    job: Any = done(table, event.n)
    if job.listener:
        element(table, job.owner).heard = job.index + 1


def job_failed(table: Desk, event: e.JobFailed | e.JobRetriesSet) -> None:
    job: Any = table.draft.edit(event.n)
    job.retries = event.retries


def task_created(table: Desk, event: e.TaskCreated) -> None:
    owned(table, Task(n=event.n, owner=event.owner, assignee=event.assignee))


def task_assigned(table: Desk, event: e.TaskAssigned) -> None:
    task: Any = table.draft.edit(event.n)
    task.assignee = event.assignee


def task_change_asked(table: Desk, event: e.TaskChangeAsked) -> None:
    task: Any = table.draft.edit(event.n)
    task.change = Change(
        event=event.change,
        action=event.action,
        assignee=event.assignee,
        candidate_users=event.candidate_users,
        candidate_groups=event.candidate_groups,
        due=event.due,
        follow_up=event.follow_up,
        priority=event.priority,
        values=event.variables or {},
        large=event.large,
        ahead=event.ahead,
        behind=event.behind,
    )
    element(table, task.owner).heard = 0


def task_change_corrected(table: Desk, event: e.TaskChangeCorrected) -> None:
    task: Any = table.draft.edit(event.n)
    given = {
        name: value
        for name in ("assignee", "candidate_users", "candidate_groups", "due", "follow_up", "priority")
        if (value := getattr(event, name)) is not None
    }
    task.change = replace(task.change, **given)


def task_change_ended(table: Desk, event: e.TaskChangeEnded) -> None:
    task: Any = table.draft.edit(event.n)
    task.change = None
    element(table, task.owner).heard = 0


def timer_scheduled(table: Desk, event: e.TimerScheduled) -> None:
    timer = Timer(n=event.n, owner=event.owner, element=event.element, due=event.due, left=event.left)
    owned(table, timer)


def subscription_opened(table: Desk, event: e.SubscriptionOpened) -> None:
    record = Subscription(n=event.n, owner=event.owner, element=event.element, name=event.name, key=event.key)
    owned(table, record)


def trigger_arrived(table: Desk, event: e.TriggerArrived) -> None:
    record = Arrival(
        n=event.n,
        owner=event.owner,
        element=event.element,
        part=event.part,
        values=event.variables or {},
        large=event.large,
    )
    owned(table, record)


def sequel_planned(table: Desk, event: e.SequelPlanned) -> None:
    record = Sequel(
        n=event.n,
        owner=event.owner,
        element=event.element,
        by=event.by,
        values=event.variables or {},
        large=event.large,
        reason=event.reason,
    )
    owned(table, record)


def condition_awaited(table: Desk, event: e.ConditionAwaited) -> None:
    owned(table, Condition(n=event.n, owner=event.owner, element=event.element))


def condition_judged(table: Desk, event: e.ConditionJudged) -> None:
    condition: Any = table.draft.edit(event.n)
    condition.held = event.held


def owned_ended(table: Desk, event: Any) -> None:
    """A job, task, timer, subscription or condition is over."""
    done(table, event.n)


def child_called(table: Desk, event: e.ChildCalled) -> None:
    element(table, event.owner).called = event.child


def child_gone(table: Desk, event: e.ChildCancelRequested | e.ChildReturned) -> None:
    element(table, event.owner).called = 0


def decision_evaluated(table: Desk, event: e.DecisionEvaluated) -> None:
    """Kept for the history; each decision has used a counter."""
    table.head.next = event.n + len(event.made)


def published(table: Desk, event: e.MessagePublished | e.SignalThrown) -> None:
    """Told to others; it has used a counter."""
    table.head.next = max(table.head.next, event.n + 1)


def recorded(table: Desk, event: e.Event) -> None:
    """Told to others or kept for the history; the state stays as it is."""


def incident_raised(table: Desk, event: e.IncidentRaised) -> None:
    table.head.open_incidents += 1
    owned(
        table,
        Incident(n=event.n, owner=event.owner, kind=event.kind, job=event.job, element=event.element, left=event.left),
    )


def incident_resolved(table: Desk, event: e.IncidentResolved) -> None:
    table.head.open_incidents -= 1
    done(table, event.n)
