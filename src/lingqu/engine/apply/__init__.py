"""What events do to the state: the only code that changes it. Sees state and event, decides nothing, cannot fail.

A MissingPage may pass through: it is a question to the caller of the turn, which is then forgotten and run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lingqu.engine import events as e
from lingqu.engine.apply import compensation, elements, instance, migration, tokens, variables, waits
from lingqu.engine.state import Desk, State, desk


def fold(history: Iterable[e.Event], state: State, at: int | None = None) -> State:
    """The state after these events; `at` is the time of the last command, which stands beside its events."""
    table = desk(state)
    for event in history:
        APPLY[type(event)](table, event)
    if at is not None:
        table.head.at = at
    return table.state()


APPLY: Mapping[type[e.Event], Callable[[Desk, Any], None]] = {
    e.InstanceStarted: instance.instance_started,
    e.BusinessIdAssigned: instance.business_id_assigned,
    e.InstanceTitled: instance.instance_titled,
    e.InstanceCompleted: instance.instance_completed,
    e.InstanceCancelled: instance.instance_cancelled,
    e.InstanceFailed: instance.instance_cancelled,
    e.InstanceSuspended: instance.instance_suspended,
    e.InstanceResumed: instance.instance_resumed,
    e.CommandHeld: instance.command_held,
    e.CommandReleased: instance.command_released,
    e.ElementActivating: elements.element_activating,
    e.ElementActivated: elements.element_activated,
    e.ElementCompleting: elements.element_completing,
    e.ElementCompleted: elements.element_completed,
    e.ElementTerminating: elements.element_terminating,
    e.ElementTerminated: elements.element_terminated,
    e.FlowTaken: tokens.flow_taken,
    e.TokensJoined: tokens.tokens_joined,
    e.GatewayOpened: tokens.gateway_opened,
    e.GatewayReset: tokens.gateway_reset,
    e.TokensDropped: tokens.tokens_dropped,
    e.TokensRestored: tokens.tokens_restored,
    e.SequelPlanned: waits.sequel_planned,
    e.SequelEnded: waits.owned_ended,
    e.AdHocQueued: elements.ad_hoc_queued,
    e.AdHocClosed: elements.ad_hoc_closed,
    e.LoopStarted: elements.loop_started,
    e.ItemAdded: elements.item_added,
    e.OutputCollected: elements.output_collected,
    e.VariableCreated: variables.variable_created,
    e.VariableUpdated: variables.variable_updated,
    e.JobCreated: waits.job_created,
    e.JobCompleted: waits.job_completed,
    e.JobFailed: waits.job_failed,
    e.JobErrorThrown: waits.owned_ended,
    e.JobRetriesSet: waits.job_failed,
    e.JobCancelled: waits.owned_ended,
    e.TaskCreated: waits.task_created,
    e.SeatsRequested: waits.recorded,
    e.TaskAssigned: waits.task_assigned,
    e.TaskUpdated: waits.recorded,
    e.TaskChangeAsked: waits.task_change_asked,
    e.TaskChangeCorrected: waits.task_change_corrected,
    e.TaskChangeEnded: waits.task_change_ended,
    e.TaskCompleted: waits.owned_ended,
    e.TaskCancelled: waits.owned_ended,
    e.TimerScheduled: waits.timer_scheduled,
    e.TimerFired: waits.owned_ended,
    e.TimerCancelled: waits.owned_ended,
    e.SubscriptionOpened: waits.subscription_opened,
    e.SubscriptionMatched: waits.recorded,
    e.SubscriptionClosed: waits.owned_ended,
    e.TriggerArrived: waits.trigger_arrived,
    e.TriggerSpent: waits.owned_ended,
    e.ConditionAwaited: waits.condition_awaited,
    e.ConditionJudged: waits.condition_judged,
    e.ConditionClosed: waits.owned_ended,
    e.MessagePublished: waits.published,
    e.SignalThrown: waits.published,
    e.EscalationRaised: waits.recorded,
    e.EscalationAnswered: waits.recorded,
    e.ErrorRaised: waits.recorded,
    e.ErrorAnswered: waits.recorded,
    e.ChildCalled: waits.child_called,
    e.ChildCancelRequested: waits.child_gone,
    e.ChildSuspendRequested: waits.recorded,
    e.ChildResumeRequested: waits.recorded,
    e.ChildReturned: waits.child_gone,
    e.DecisionEvaluated: waits.decision_evaluated,
    e.CompensationKept: compensation.compensation_kept,
    e.CompensationMoved: compensation.compensation_moved,
    e.CompensationTriggered: compensation.compensation_triggered,
    e.CompensationBegun: compensation.compensation_begun,
    e.CompensationDropped: compensation.compensation_dropped,
    e.InstanceMigrated: migration.instance_migrated,
    e.ElementMigrated: migration.element_migrated,
    e.WaitMigrated: migration.wait_migrated,
    e.TokensMigrated: migration.tokens_migrated,
    e.CompensationMigrated: migration.compensation_migrated,
    e.IncidentRaised: waits.incident_raised,
    e.IncidentResolved: waits.incident_resolved,
}
