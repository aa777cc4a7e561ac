"""What each command asks of a turn. Everything that can be refused is refused before the first event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine import handlers_letters as letters
from lingqu.engine import handlers_many as many
from lingqu.engine import handlers_work as work
from lingqu.engine import pausing
from lingqu.engine.ending import cancel, going_on
from lingqu.engine.entering import begin_again, retry_entering
from lingqu.engine.firing import listen_again
from lingqu.engine.flow import finish, rest
from lingqu.engine.handlers_listeners import ask_again
from lingqu.engine.migrating import migrate_instance
from lingqu.engine.modifying import modify_instance
from lingqu.engine.naming import clean, owner_of, record_of
from lingqu.engine.rewind import rewind
from lingqu.engine.starting import begin_process, start_instance
from lingqu.engine.state import (
    NOWHERE,
    ROOT,
    ElementInstance,
    Incident,
    Job,
    Lifecycle,
    Status,
)
from lingqu.engine.turn import Turn
from lingqu.engine.variables import merge, set_local

# ---- the instance -------------------------------------------------------------------------------------------------


def cancel_instance(turn: Turn, command: c.CancelInstance) -> None:
    """A suspended instance goes on for it if listeners have to hear of it first."""
    going_on(turn)
    if turn.head.paused:
        pausing.let_go(turn)
    cancel(turn, command.reason)
    if turn.head.paused and turn.head.status is Status.SUSPENDED:
        pausing.release(turn)


def assign_business_id(turn: Turn, command: c.AssignBusinessId) -> None:
    turn.emit(e.BusinessIdAssigned(business_id=command.business_id))


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
    if incident.element != NOWHERE:
        event = turn.node(incident.element)
        if event.every:
            listen_again(turn, owner, event)
        else:
            work.schedule_again(turn, owner, event, turn.at, incident.left)
        return
    place, node = owner_of(turn, owner) if owner != ROOT else (turn.element(ROOT), turn.program.root)
    if owner == ROOT:
        if place.state is Lifecycle.COMPLETING:
            rest(turn, ROOT)
        elif not place.waits:
            begin_process(turn)
        if turn.program.watched:
            turn.dirty.add(ROOT)
    elif place.state is Lifecycle.ACTIVATING:
        retry_entering(turn, owner)
    elif place.state is Lifecycle.COMPLETING:
        finish(turn, owner, node)
    elif not ask_again(turn, owner):
        begin_again(turn, owner)


HANDLERS: Mapping[type[c.Command], Callable[[Turn, Any], None]] = {
    c.StartInstance: start_instance,
    c.CancelInstance: cancel_instance,
    c.AssignBusinessId: assign_business_id,
    c.SuspendInstance: pausing.suspend_instance,
    c.ResumeInstance: pausing.resume_instance,
    c.CompleteJob: work.complete_job,
    c.FailJob: work.fail_job,
    c.ThrowJobError: work.throw_job_error,
    c.SetJobRetries: work.set_job_retries,
    c.AssignTask: work.assign_task,
    c.UpdateTask: work.update_task,
    c.CompleteTask: work.complete_task,
    c.AddItem: many.add_item,
    c.ActivateAdHoc: many.activate_ad_hoc,
    c.FireTimer: work.fire_timer,
    c.CorrelateMessage: work.correlate_message,
    c.SetVariables: set_variables,
    c.ResolveIncident: resolve_incident,
    c.Rewind: rewind,
    c.ModifyInstance: modify_instance,
    c.MigrateInstance: migrate_instance,
    c.ChildCompleted: letters.child_completed,
    c.ChildFailed: letters.child_failed,
    c.CatchEscalation: letters.catch_escalation,
    c.ReturnEscalation: letters.return_escalation,
    c.CatchError: letters.catch_error,
    c.ReturnError: letters.return_error,
}
