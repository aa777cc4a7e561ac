"""What events do to the state: the only code that changes it. Sees state and event, decides nothing, cannot fail.

A MissingPage may pass through: it is a question to the caller of the turn, which is then forgotten and run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lingqu.engine import events as e
from lingqu.engine.state import (
    CROWD,
    NOWHERE,
    ROOT,
    Compensable,
    Condition,
    Desk,
    ElementInstance,
    Incident,
    Job,
    Lifecycle,
    Loop,
    Output,
    Record,
    State,
    Status,
    Subscription,
    Task,
    Timer,
    Token,
    Variable,
    desk,
)

_ACTIVE = Lifecycle.ACTIVE


def fold(history: Iterable[e.Event], state: State, at: int | None = None) -> State:
    """The state after these events; `at` is the time of the last command, which stands beside its events."""
    table = desk(state)
    for event in history:
        APPLY[type(event)](table, event)
    if at is not None:
        table.head.at = at
    return table.state()


# ---- the instance -------------------------------------------------------------------------------------------------


def instance_started(table: Desk, event: e.InstanceStarted) -> None:
    head = table.head
    head.definition = event.definition
    head.process = event.process
    head.tenant = event.tenant
    head.root = event.root
    head.parent = event.parent
    head.title = event.title
    head.depth = event.depth
    table.draft.put(ElementInstance(n=ROOT, element=event.process, scope=NOWHERE))


def instance_titled(table: Desk, event: e.InstanceTitled) -> None:
    table.head.title = event.title


def instance_completed(table: Desk, event: e.InstanceCompleted) -> None:  # noqa: ARG001 - one shape for all
    _close(table, Status.COMPLETED)


def instance_cancelled(table: Desk, event: e.InstanceCancelled | e.InstanceFailed) -> None:  # noqa: ARG001 - same
    _close(table, Status.CANCELLED)


def instance_suspended(table: Desk, event: e.InstanceSuspended) -> None:  # noqa: ARG001 - same
    table.head.status = Status.SUSPENDED


def instance_resumed(table: Desk, event: e.InstanceResumed) -> None:  # noqa: ARG001 - same
    table.head.status = Status.RUNNING


def _close(table: Desk, status: Status) -> None:
    table.head.status = status
    _forget(table, ROOT)


# ---- element instances and tokens ---------------------------------------------------------------------------------


def element_activating(table: Desk, event: e.ElementActivating) -> None:
    _arrive(table, event, Lifecycle.ACTIVATING)


def element_activated(table: Desk, event: e.ElementActivated) -> None:
    if event.n < table.head.next:
        _element(table, event.n).state = _ACTIVE
    else:
        _arrive(table, event, _ACTIVE)


def _arrive(table: Desk, event: e.ElementActivating | e.ElementActivated, state: Lifecycle) -> None:
    n = event.n
    table.head.next = n + 1
    draft = table.draft
    draft.put(ElementInstance(n=n, element=event.element, scope=event.scope, state=state, index=event.index))
    scope: Any = draft.edit(event.scope)
    if scope.crowd:
        scope.crowd += 1
    else:
        scope.children.append(n)
        if len(scope.children) > CROWD:
            scope.crowd = len(scope.children)
            scope.children = []
    for flow, _ in event.brought_by:
        if flow >= 0:
            scope.flowing -= 1
    if scope.loop is not None:
        scope.loop.started += 1


def element_completing(table: Desk, event: e.ElementCompleting) -> None:
    _element(table, event.n).state = Lifecycle.COMPLETING


def element_completed(table: Desk, event: e.ElementCompleted) -> None:
    scope = _depart(table, event.n)
    if scope.loop is not None:
        scope.loop.completed += 1


def element_terminating(table: Desk, event: e.ElementTerminating) -> None:
    _element(table, event.n).state = Lifecycle.TERMINATING


def element_terminated(table: Desk, event: e.ElementTerminated) -> None:
    scope = _depart(table, event.n)
    if scope.loop is not None:
        scope.loop.terminated += 1


def _depart(table: Desk, n: int) -> ElementInstance:
    gone = _forget(table, n)
    scope = _element(table, gone.scope)
    if scope.crowd:
        scope.crowd -= 1
    else:
        scope.children.remove(n)
    return scope


def _forget(table: Desk, n: int) -> ElementInstance:
    """Drop an element instance with its local variables and outputs."""
    draft = table.draft
    gone = _element(table, n)
    for variable in gone.names.values():
        draft.drop(variable)
    if gone.loop is not None and gone.loop.outputs != NOWHERE:
        first = gone.loop.outputs
        for output in range(first, first + gone.loop.total):
            if draft.find(output) is not None:
                draft.drop(output)
    if gone.ledger:
        _drop_kept(table, gone.ledger)
    draft.drop(n)
    return gone


def flow_taken(table: Desk, event: e.FlowTaken) -> None:
    scope: Any = table.draft.edit(event.scope)
    scope.flowing += 1
    if event.join != NOWHERE:
        scope.parked.setdefault(event.join, []).append((event.flow, event.source))


def tokens_joined(table: Desk, event: e.TokensJoined) -> None:
    _unpark(_element(table, event.scope), event.join, event.tokens)


def tokens_dropped(table: Desk, event: e.TokensDropped) -> None:
    scope = _element(table, event.scope)
    if event.join != NOWHERE:
        _unpark(scope, event.join, event.tokens)
    scope.flowing -= len(event.tokens)


def tokens_restored(table: Desk, event: e.TokensRestored) -> None:
    scope = _element(table, event.scope)
    scope.flowing += len(event.tokens)
    if event.join != NOWHERE:
        scope.parked.setdefault(event.join, []).extend(event.tokens)


def _unpark(scope: ElementInstance, join: int, tokens: tuple[Token, ...]) -> None:
    left = scope.parked[join]
    for token in tokens:
        left.remove(token)
    if not left:
        del scope.parked[join]


def loop_started(table: Desk, event: e.LoopStarted) -> None:
    body = _element(table, event.n)
    body.loop = Loop(total=event.total, items=event.items, outputs=event.outputs)
    if event.outputs != NOWHERE:
        table.head.next = event.outputs + event.total


def output_collected(table: Desk, event: e.OutputCollected) -> None:
    table.draft.put(Output(n=event.n, value=event.value, large=event.large))


# ---- variables ----------------------------------------------------------------------------------------------------


def variable_created(table: Desk, event: e.VariableCreated) -> None:
    n = event.n
    table.head.next = n + 1
    table.draft.put(Variable(n=n, scope=event.scope, name=event.name, value=event.value, large=event.large))
    _element(table, event.scope).names[event.name] = n


def variable_updated(table: Desk, event: e.VariableUpdated) -> None:
    variable: Any = table.draft.edit(event.n)
    variable.value = event.value
    variable.large = event.large


# ---- work for others ----------------------------------------------------------------------------------------------


def _owned(table: Desk, record: Job | Task | Timer | Subscription | Incident | Condition) -> None:
    table.head.next = record.n + 1
    table.draft.put(record)
    _element(table, record.owner).waits.append(record.n)


def _done(table: Desk, n: int) -> Record:
    record: Any = table.draft.find(n)
    table.draft.drop(n)
    _element(table, record.owner).waits.remove(n)
    return record  # type: ignore[no-any-return]  # records with owners are duck-typed here


def job_created(table: Desk, event: e.JobCreated) -> None:
    _owned(table, Job(n=event.n, owner=event.owner, retries=event.retries))


def job_failed(table: Desk, event: e.JobFailed | e.JobRetriesSet) -> None:
    job: Any = table.draft.edit(event.n)
    job.retries = event.retries


def task_created(table: Desk, event: e.TaskCreated) -> None:
    _owned(table, Task(n=event.n, owner=event.owner, assignee=event.assignee))


def task_assigned(table: Desk, event: e.TaskAssigned) -> None:
    task: Any = table.draft.edit(event.n)
    task.assignee = event.assignee


def timer_scheduled(table: Desk, event: e.TimerScheduled) -> None:
    timer = Timer(n=event.n, owner=event.owner, element=event.element, due=event.due, left=event.left)
    _owned(table, timer)


def subscription_opened(table: Desk, event: e.SubscriptionOpened) -> None:
    record = Subscription(n=event.n, owner=event.owner, element=event.element, name=event.name, key=event.key)
    _owned(table, record)


def condition_awaited(table: Desk, event: e.ConditionAwaited) -> None:
    _owned(table, Condition(n=event.n, owner=event.owner, element=event.element))


def condition_judged(table: Desk, event: e.ConditionJudged) -> None:
    condition: Any = table.draft.edit(event.n)
    condition.held = event.held


def owned_ended(table: Desk, event: Any) -> None:
    """A job, task, timer, subscription or condition is over."""
    _done(table, event.n)


def child_called(table: Desk, event: e.ChildCalled) -> None:
    _element(table, event.owner).called = event.child


def child_gone(table: Desk, event: e.ChildCancelRequested | e.ChildReturned) -> None:
    _element(table, event.owner).called = 0


def recorded(table: Desk, event: e.Event) -> None:
    """Told to others or kept for the history; the state stays as it is."""


# ---- compensation -------------------------------------------------------------------------------------------------


def compensation_kept(table: Desk, event: e.CompensationKept) -> None:
    draft: Any = table.draft
    table.head.next = event.n + 1
    visit = _element(table, event.visit)
    kept = Compensable(
        n=event.n,
        scope=event.scope,
        element=event.element,
        visit=event.visit,
        group=event.group,
        inner=visit.ledger,
    )
    for one in visit.ledger:
        draft.edit(one).scope = NOWHERE
    visit.ledger = []
    if event.snapshot:
        for name, at in visit.names.items():
            variable = draft.find(at)
            if variable.large is None:
                kept.values[name] = variable.value
            else:
                kept.large[name] = variable.large
    draft.put(kept)
    _element(table, event.scope).ledger.append(event.n)


def compensation_moved(table: Desk, event: e.CompensationMoved) -> None:
    moved = _element(table, event.source).ledger
    _take(table, event.source, event.scope, tuple(moved))


def compensation_triggered(table: Desk, event: e.CompensationTriggered) -> None:
    _take(table, event.scope, event.n, event.kept)
    _element(table, event.n).undoing = True


def _take(table: Desk, source: int, target: int, moved: tuple[int, ...]) -> None:
    draft: Any = table.draft
    left = _element(table, source).ledger
    for one in moved:
        left.remove(one)
        draft.edit(one).scope = target
    ledger = _element(table, target).ledger
    ledger.extend(moved)
    ledger.sort()


def compensation_begun(table: Desk, event: e.CompensationBegun) -> None:
    draft: Any = table.draft
    kept = draft.find(event.kept)
    _element(table, kept.scope).ledger.remove(event.kept)
    if event.n == NOWHERE:
        _drop_kept(table, [event.kept])
        return
    scope = _element(table, event.n)
    scope.undoing = True
    scope.ledger = kept.inner[:]
    for one in kept.inner:
        draft.edit(one).scope = event.n
    draft.drop(event.kept)


def compensation_dropped(table: Desk, event: e.CompensationDropped) -> None:
    kept: Any = table.draft.find(event.kept)
    _element(table, kept.scope).ledger.remove(event.kept)
    _drop_kept(table, [event.kept])


def _drop_kept(table: Desk, roots: list[int]) -> None:
    """Drop Compensables with all that is inner to them."""
    draft: Any = table.draft
    todo = roots[:]
    while todo:
        n = todo.pop()
        todo.extend(draft.find(n).inner)
        draft.drop(n)


# ---- what goes wrong ----------------------------------------------------------------------------------------------


def incident_raised(table: Desk, event: e.IncidentRaised) -> None:
    table.head.open_incidents += 1
    _owned(table, Incident(n=event.n, owner=event.owner, kind=event.kind, job=event.job))


def incident_resolved(table: Desk, event: e.IncidentResolved) -> None:
    table.head.open_incidents -= 1
    _done(table, event.n)


def _element(table: Desk, n: int) -> ElementInstance:
    return table.draft.edit(n)  # type: ignore[return-value]  # the counter of an element instance


APPLY: Mapping[type[e.Event], Callable[[Desk, Any], None]] = {
    e.InstanceStarted: instance_started,
    e.InstanceTitled: instance_titled,
    e.InstanceCompleted: instance_completed,
    e.InstanceCancelled: instance_cancelled,
    e.InstanceFailed: instance_cancelled,
    e.InstanceSuspended: instance_suspended,
    e.InstanceResumed: instance_resumed,
    e.ElementActivating: element_activating,
    e.ElementActivated: element_activated,
    e.ElementCompleting: element_completing,
    e.ElementCompleted: element_completed,
    e.ElementTerminating: element_terminating,
    e.ElementTerminated: element_terminated,
    e.FlowTaken: flow_taken,
    e.TokensJoined: tokens_joined,
    e.TokensDropped: tokens_dropped,
    e.TokensRestored: tokens_restored,
    e.LoopStarted: loop_started,
    e.OutputCollected: output_collected,
    e.VariableCreated: variable_created,
    e.VariableUpdated: variable_updated,
    e.JobCreated: job_created,
    e.JobCompleted: owned_ended,
    e.JobFailed: job_failed,
    e.JobErrorThrown: owned_ended,
    e.JobRetriesSet: job_failed,
    e.JobCancelled: owned_ended,
    e.TaskCreated: task_created,
    e.SeatsRequested: recorded,
    e.TaskAssigned: task_assigned,
    e.TaskUpdated: recorded,
    e.TaskCompleted: owned_ended,
    e.TaskCancelled: owned_ended,
    e.TimerScheduled: timer_scheduled,
    e.TimerFired: owned_ended,
    e.TimerCancelled: owned_ended,
    e.SubscriptionOpened: subscription_opened,
    e.SubscriptionMatched: recorded,
    e.SubscriptionClosed: owned_ended,
    e.ConditionAwaited: condition_awaited,
    e.ConditionJudged: condition_judged,
    e.ConditionClosed: owned_ended,
    e.MessagePublished: recorded,
    e.SignalThrown: recorded,
    e.EscalationRaised: recorded,
    e.EscalationAnswered: recorded,
    e.ChildCalled: child_called,
    e.ChildCancelRequested: child_gone,
    e.ChildReturned: child_gone,
    e.CompensationKept: compensation_kept,
    e.CompensationMoved: compensation_moved,
    e.CompensationTriggered: compensation_triggered,
    e.CompensationBegun: compensation_begun,
    e.CompensationDropped: compensation_dropped,
    e.IncidentRaised: incident_raised,
    e.IncidentResolved: incident_resolved,
}
