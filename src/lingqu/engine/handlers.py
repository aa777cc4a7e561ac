"""What each command asks of a turn. Everything that can be refused is refused before the first event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine import handlers_work as work
from lingqu.engine import incidents
from lingqu.engine.behaviours.scopes.call import returned
from lingqu.engine.ending import close_waits, terminate_children
from lingqu.engine.escalating import throw_escalation
from lingqu.engine.flow import begin_again, enter, finish, retry_entering
from lingqu.engine.formulas import Stuck
from lingqu.engine.naming import clean, owner_of, record_of
from lingqu.engine.program import Node
from lingqu.engine.rewind import rewind
from lingqu.engine.state import (
    NOWHERE,
    ROOT,
    ElementInstance,
    Incident,
    Job,
    Lifecycle,
)
from lingqu.engine.throwing import throw_error
from lingqu.engine.titles import title_of
from lingqu.engine.turn import Turn
from lingqu.engine.variables import merge, set_local
from lingqu.kernel.errors import NotFound, Unprocessable
from lingqu.kernel.keys import counter_of

# ---- the instance -------------------------------------------------------------------------------------------------


def start_instance(turn: Turn, command: c.StartInstance) -> None:
    program = turn.program
    root = program.root
    start = command.element
    if start == NOWHERE:
        start = next((n for n in root.starts if turn.node(n).trigger.kind == "none"), NOWHERE)
    if start not in root.starts:
        raise Unprocessable("engine.no_start", process=program.id)
    variables = clean(command.variables)
    turn.emit(
        e.InstanceStarted(
            definition=command.definition,
            process=program.ordinal,
            tenant=command.tenant,
            root=command.root or turn.desk.key,
            parent=command.parent,
            business_id=command.business_id,
            started_by=command.by,
            title=title_of(program.title, variables, turn.at, turn.world.zone),
            tags=command.tags,
            depth=command.depth,
        )
    )
    node = turn.node(start)
    if not node.outputs or command.element == NOWHERE:
        for name, value in variables.items():
            set_local(turn, ROOT, name, value)
    turn.changed.clear()
    try:
        turn.behaviours["process"].begin(turn, ROOT, root)
    except Stuck as why:
        turn.stuck(ROOT, why)
    if node.outputs and command.element != NOWHERE:
        n = turn.head.next
        turn.emit(e.ElementActivated(n=n, element=start, scope=ROOT))
        finish(turn, n, node, variables)
    else:
        enter(turn, node, ROOT, ())


def cancel_instance(turn: Turn, command: c.CancelInstance) -> None:
    terminate_children(turn, ROOT)
    close_waits(turn, ROOT)
    turn.emit(e.InstanceCancelled(reason=command.reason, parent=turn.head.parent))


# ---- variables, incidents -----------------------------------------------------------------------------------------


def set_variables(turn: Turn, command: c.SetVariables) -> None:
    scope = record_of(turn, command.scope, ElementInstance, "element_not_found").n
    variables = clean(command.variables)
    if command.local:
        for name, value in variables.items():
            set_local(turn, scope, name, value)
    else:
        merge(turn, scope, variables)


def resolve_incident(turn: Turn, command: c.ResolveIncident) -> None:
    """Try again what failed: the job, the activation, the work, or the completion of the element instance."""
    incident = record_of(turn, command.incident, Incident, "incident_not_found")
    n, owner, job = incident.n, incident.owner, incident.job
    record = turn.draft.find(job) if job != NOWHERE else None
    if isinstance(record, Job):
        if not record.retries:
            turn.emit(e.JobRetriesSet(n=job, retries=1))
        turn.emit(e.IncidentResolved(n=n, job=job))
        return
    turn.emit(e.IncidentResolved(n=n))
    if turn.program.patient:
        turn.stirred.add(owner)  # what could not be evaluated may have been an activation condition
    place, node = owner_of(turn, owner) if owner != ROOT else (turn.element(ROOT), turn.program.root)
    if owner == ROOT:
        if not place.waits:
            _begin_process(turn, node)
        if turn.program.watched:
            turn.dirty.add(ROOT)
    elif place.state is Lifecycle.ACTIVATING:
        retry_entering(turn, owner)
    elif place.state is Lifecycle.COMPLETING:
        finish(turn, owner, node)
    else:
        begin_again(turn, owner)


def _begin_process(turn: Turn, node: Node) -> None:
    try:
        turn.behaviours["process"].begin(turn, ROOT, node)
    except Stuck as why:
        turn.stuck(ROOT, why)


# ---- letters ------------------------------------------------------------------------------------------------------


def _caller(turn: Turn, owner: int, child: int) -> tuple[ElementInstance, Node]:
    record = turn.draft.find(counter_of(owner))
    if not isinstance(record, ElementInstance) or record.called != child:
        raise NotFound("engine.child_not_found", owner=str(owner), child=str(child))
    return record, turn.node(record.element)


def child_completed(turn: Turn, command: c.ChildCompleted) -> None:
    place, node = _caller(turn, command.owner, command.child)
    returned(turn, place.n, node, clean(command.variables))


def child_failed(turn: Turn, command: c.ChildFailed) -> None:
    """A called instance has ended without a result: its error is thrown here; a cancelled one needs an operator."""
    place, _ = _caller(turn, command.owner, command.child)
    n = place.n
    variables = clean(command.variables)
    turn.emit(e.ChildReturned(owner=n, child=command.child))
    if command.kind == "cancelled":
        turn.stuck(n, Stuck(incidents.CALLED_CANCELLED, "called_cancelled"))
        return
    try:
        throw_error(turn, n, command.code, "", variables)
    except Stuck as why:
        turn.stuck(n, why)


def catch_escalation(turn: Turn, command: c.CatchEscalation) -> None:
    """A called instance asks who catches its escalation; an interrupting catcher cancels it, else it is answered."""
    place, _ = _caller(turn, command.owner, command.child)
    n = place.n
    caught = throw_escalation(turn, n, command.code, clean(command.variables), command.thrower)
    if caught is not None and turn.alive(n):
        turn.emit(e.EscalationAnswered(thrower=command.thrower, caught=caught))


def return_escalation(turn: Turn, command: c.ReturnEscalation) -> None:
    place = record_of(turn, command.thrower, ElementInstance, "element_not_found")
    node = turn.node(place.element)
    if node.behaviour != "escalationThrow":
        raise NotFound("engine.element_not_found", key=str(turn.key(place.n)))
    finish(turn, place.n, node)


HANDLERS: Mapping[type[c.Command], Callable[[Turn, Any], None]] = {
    c.StartInstance: start_instance,
    c.CancelInstance: cancel_instance,
    c.CompleteJob: work.complete_job,
    c.FailJob: work.fail_job,
    c.ThrowJobError: work.throw_job_error,
    c.SetJobRetries: work.set_job_retries,
    c.AssignTask: work.assign_task,
    c.UpdateTask: work.update_task,
    c.CompleteTask: work.complete_task,
    c.FireTimer: work.fire_timer,
    c.CorrelateMessage: work.correlate_message,
    c.SetVariables: set_variables,
    c.ResolveIncident: resolve_incident,
    c.Rewind: rewind,
    c.ChildCompleted: child_completed,
    c.ChildFailed: child_failed,
    c.CatchEscalation: catch_escalation,
    c.ReturnEscalation: return_escalation,
}
