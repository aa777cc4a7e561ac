"""Events: what happened, in past participles. Stored for ever as JSON arrays `[name, field, …]`.

A field may be added at the end with a default; anything else is a new event name and an upcast (formats). `n` is the
local counter of the record that the event is about. Time stands once in the history row, not in each event.
Effects have no second vocabulary: projectors turn JobCreated, TimerScheduled, SubscriptionOpened, TaskCreated,
SeatsRequested, IncidentRaised, MessagePublished, EscalationRaised and ChildCalled into rows and letters in the same
transaction.

What an event sends to others is `variables` and, by name, `large`: references to those over 4 kB (see sending.py).
"""

from lingqu.engine.events.compensation import (
    CompensationBegun,
    CompensationDropped,
    CompensationKept,
    CompensationMoved,
    CompensationTriggered,
)
from lingqu.engine.events.decisions import DecisionEvaluated
from lingqu.engine.events.elements import (
    AdHocClosed,
    AdHocQueued,
    ElementActivated,
    ElementActivating,
    ElementCompleted,
    ElementCompleting,
    ElementTerminated,
    ElementTerminating,
    ItemAdded,
    LoopStarted,
    OutputCollected,
)
from lingqu.engine.events.event import Event
from lingqu.engine.events.incidents import IncidentRaised, IncidentResolved
from lingqu.engine.events.instance import (
    CommandHeld,
    CommandReleased,
    InstanceCancelled,
    InstanceCompleted,
    InstanceFailed,
    InstanceResumed,
    InstanceStarted,
    InstanceSuspended,
    InstanceTitled,
)
from lingqu.engine.events.jobs import JobCancelled, JobCompleted, JobCreated, JobErrorThrown, JobFailed, JobRetriesSet
from lingqu.engine.events.letters import (
    ChildCalled,
    ChildCancelRequested,
    ChildResumeRequested,
    ChildReturned,
    ChildSuspendRequested,
    ErrorAnswered,
    ErrorRaised,
    EscalationAnswered,
    EscalationRaised,
    MessagePublished,
    SignalThrown,
)
from lingqu.engine.events.tasks import (
    SeatsRequested,
    TaskAssigned,
    TaskCancelled,
    TaskCompleted,
    TaskCreated,
    TaskUpdated,
)
from lingqu.engine.events.tokens import (
    FlowTaken,
    GatewayOpened,
    GatewayReset,
    TokensDropped,
    TokensJoined,
    TokensRestored,
)
from lingqu.engine.events.variables import VariableCreated, VariableUpdated
from lingqu.engine.events.waits import (
    ConditionAwaited,
    ConditionClosed,
    ConditionJudged,
    SubscriptionClosed,
    SubscriptionMatched,
    SubscriptionOpened,
    TimerCancelled,
    TimerFired,
    TimerScheduled,
    TriggerArrived,
    TriggerSpent,
)

__all__ = [
    "AdHocClosed",
    "AdHocQueued",
    "ChildCalled",
    "ChildCancelRequested",
    "ChildResumeRequested",
    "ChildReturned",
    "ChildSuspendRequested",
    "CommandHeld",
    "CommandReleased",
    "CompensationBegun",
    "CompensationDropped",
    "CompensationKept",
    "CompensationMoved",
    "CompensationTriggered",
    "ConditionAwaited",
    "ConditionClosed",
    "ConditionJudged",
    "DecisionEvaluated",
    "ElementActivated",
    "ElementActivating",
    "ElementCompleted",
    "ElementCompleting",
    "ElementTerminated",
    "ElementTerminating",
    "ErrorAnswered",
    "ErrorRaised",
    "EscalationAnswered",
    "EscalationRaised",
    "Event",
    "FlowTaken",
    "GatewayOpened",
    "GatewayReset",
    "IncidentRaised",
    "IncidentResolved",
    "InstanceCancelled",
    "InstanceCompleted",
    "InstanceFailed",
    "InstanceResumed",
    "InstanceStarted",
    "InstanceSuspended",
    "InstanceTitled",
    "ItemAdded",
    "JobCancelled",
    "JobCompleted",
    "JobCreated",
    "JobErrorThrown",
    "JobFailed",
    "JobRetriesSet",
    "LoopStarted",
    "MessagePublished",
    "OutputCollected",
    "SeatsRequested",
    "SignalThrown",
    "SubscriptionClosed",
    "SubscriptionMatched",
    "SubscriptionOpened",
    "TaskAssigned",
    "TaskCancelled",
    "TaskCompleted",
    "TaskCreated",
    "TaskUpdated",
    "TimerCancelled",
    "TimerFired",
    "TimerScheduled",
    "TokensDropped",
    "TokensJoined",
    "TokensRestored",
    "TriggerArrived",
    "TriggerSpent",
    "VariableCreated",
    "VariableUpdated",
]
