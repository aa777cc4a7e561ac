"""Events: what happened, in past participles. Stored for ever as JSON arrays `[name, field, …]`.

A field may be added at the end with a default; anything else is a new event name and an upcast (formats). `n` is the
local counter of the record that the event is about. Time stands once in the history row, not in each event.
Effects have no second vocabulary: projectors turn JobCreated, TimerScheduled, SubscriptionOpened, TaskCreated,
SeatsRequested, IncidentRaised, MessagePublished, EscalationRaised and ChildCalled into rows and letters in the same
transaction.

What an event sends to others is `variables` and, by name, `large`: references to those over 4 kB (see sending.py).
"""

from __future__ import annotations

import msgspec

from lingqu.engine.state import NOWHERE, Token
from lingqu.kernel.values import Json, ValueRef


class Event(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag=True, tag_field="event"):
    """Root of all events; the tag is the class name."""


# ---- the instance -------------------------------------------------------------------------------------------------


class InstanceStarted(Event, frozen=True):
    definition: int
    process: int
    tenant: str
    root: int
    parent: int = 0
    business_id: str = ""
    started_by: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    depth: int = 0


class InstanceTitled(Event, frozen=True):
    title: str


class InstanceCompleted(Event, frozen=True):
    """If `parent` is not 0, the call activity's element instance with that key is told, with the root variables."""

    parent: int = 0
    variables: Json = None
    large: dict[str, ValueRef] = {}


class InstanceCancelled(Event, frozen=True):
    """If `parent` is not 0, the call activity's element instance with that key is told."""

    reason: str = ""
    parent: int = 0


class InstanceFailed(Event, frozen=True):
    """A called instance ended by a BPMN error that nobody in it caught; `parent` is told."""

    parent: int
    code: str
    error: str = ""
    variables: Json = None
    large: dict[str, ValueRef] = {}


class InstanceSuspended(Event, frozen=True):
    pass


class InstanceResumed(Event, frozen=True):
    pass


# ---- element instances and tokens ---------------------------------------------------------------------------------


class ElementActivating(Event, frozen=True):
    """Something waits before the element is active (a failed mapping); else ElementActivated stands alone."""

    n: int
    element: int
    scope: int
    brought_by: tuple[Token, ...] = ()
    index: int = 0


class ElementActivated(Event, frozen=True):
    """The element is active; if no ElementActivating came before, this is its first event.

    `brought_by` is its lineage: the flows it was entered by and the element instances they came from. A flow of -1
    means that an element instance brought it without a flow (boundary event, event sub-process, inner instance).
    """

    n: int
    element: int
    scope: int
    brought_by: tuple[Token, ...] = ()
    index: int = 0


class ElementCompleting(Event, frozen=True):
    n: int


class ElementCompleted(Event, frozen=True):
    n: int


class ElementTerminating(Event, frozen=True):
    n: int


class ElementTerminated(Event, frozen=True):
    n: int


class FlowTaken(Event, frozen=True):
    """A token is on its way. `join` is the ordinal of the gateway at which it now waits, or NOWHERE."""

    flow: int
    source: int
    scope: int
    join: int = NOWHERE


class TokensJoined(Event, frozen=True):
    """The join consumes these parked tokens; its ElementActivated follows and takes them off the flows."""

    scope: int
    join: int
    tokens: tuple[Token, ...]


class TokensDropped(Event, frozen=True):
    """Parked or flowing tokens vanish because their scope ends or a rewind takes them back."""

    scope: int
    join: int
    tokens: tuple[Token, ...]


class TokensRestored(Event, frozen=True):
    """A rewind puts tokens back on their flows; at `join` they are parked again, else an activation follows."""

    scope: int
    join: int
    tokens: tuple[Token, ...]


class LoopStarted(Event, frozen=True):
    """A multi-instance body knows how many inner instances it will have. Outputs start at counter `outputs`."""

    n: int
    total: int
    items: ValueRef | None = None
    outputs: int = NOWHERE


class OutputCollected(Event, frozen=True):
    """An inner instance gave its output element; `n` is the Output record's counter."""

    n: int
    body: int
    value: Json = None
    large: ValueRef | None = None


# ---- variables ----------------------------------------------------------------------------------------------------


class VariableCreated(Event, frozen=True):
    n: int
    scope: int
    name: str
    value: Json = None
    large: ValueRef | None = None


class VariableUpdated(Event, frozen=True):
    n: int
    value: Json = None
    large: ValueRef | None = None


# ---- work for others ----------------------------------------------------------------------------------------------


class JobCreated(Event, frozen=True):
    n: int
    owner: int
    type: str
    retries: int


class JobCompleted(Event, frozen=True):
    n: int


class JobFailed(Event, frozen=True):
    n: int
    retries: int
    retry_at: int = 0
    error: str = ""


class JobErrorThrown(Event, frozen=True):
    n: int
    code: str
    error: str = ""


class JobRetriesSet(Event, frozen=True):
    n: int
    retries: int


class JobCancelled(Event, frozen=True):
    n: int


class TaskCreated(Event, frozen=True):
    """A person has something to do. Times are ms since the epoch, 0 for none."""

    n: int
    owner: int
    assignee: str = ""
    candidate_users: tuple[str, ...] = ()
    candidate_groups: tuple[str, ...] = ()
    form: str = ""
    due: int = 0
    follow_up: int = 0
    priority: int = 50


class SeatsRequested(Event, frozen=True):
    """The task's element has an approval policy: people are to be resolved after the commit, then seats opened."""

    n: int
    owner: int


class TaskAssigned(Event, frozen=True):
    """`assignee` is empty when the task is given back to its candidates."""

    n: int
    assignee: str
    action: str = "assign"


class TaskUpdated(Event, frozen=True):
    """What is None stays as it was."""

    n: int
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None
    action: str = "update"


class TaskCompleted(Event, frozen=True):
    n: int
    action: str = "complete"


class TaskCancelled(Event, frozen=True):
    n: int


class TimerScheduled(Event, frozen=True):
    n: int
    owner: int
    element: int
    due: int
    left: int = 0


class TimerFired(Event, frozen=True):
    n: int


class TimerCancelled(Event, frozen=True):
    n: int


class SubscriptionOpened(Event, frozen=True):
    """A message (or signal) is waited for. `once` subscriptions close when they match."""

    n: int
    owner: int
    element: int
    name: str
    key: str = ""
    signal: bool = False
    once: bool = True


class SubscriptionMatched(Event, frozen=True):
    """`message` is the key of the message (or signal broadcast) that came."""

    n: int
    message: int


class SubscriptionClosed(Event, frozen=True):
    n: int


class ConditionAwaited(Event, frozen=True):
    """A condition is waited for; it is judged at once, and after each change of a variable that it reads."""

    n: int
    owner: int
    element: int


class ConditionJudged(Event, frozen=True):
    """The condition has become true or false; becoming true is what fires."""

    n: int
    held: bool


class ConditionClosed(Event, frozen=True):
    n: int


class MessagePublished(Event, frozen=True):
    """The instance threw a message; `ttl` in ms, 0: only for those who wait already."""

    owner: int
    name: str
    key: str = ""
    ttl: int = 0
    variables: Json = None
    large: dict[str, ValueRef] = {}


class SignalThrown(Event, frozen=True):
    """The instance broadcast a signal: everybody who waits for it at this moment gets it."""

    owner: int
    name: str
    variables: Json = None
    large: dict[str, ValueRef] = {}


class EscalationRaised(Event, frozen=True):
    """Nobody in a called instance catches the escalation: `parent` is asked, `thrower` (a key) waits for the answer."""

    parent: int
    thrower: int
    code: str
    variables: Json = None
    large: dict[str, ValueRef] = {}


class EscalationAnswered(Event, frozen=True):
    """The escalation of a called instance was judged: `thrower` (a key) may go on."""

    thrower: int
    caught: bool = False


class ChildCalled(Event, frozen=True):
    """A call activity starts an instance: the child's key, the definition, its first variables."""

    owner: int
    child: int
    definition: int
    variables: Json = None
    depth: int = 0
    large: dict[str, ValueRef] = {}


class ChildCancelRequested(Event, frozen=True):
    """The call activity ends before its child: the child is told by letter."""

    owner: int
    child: int


class ChildReturned(Event, frozen=True):
    """The called instance has answered; what it brought follows as variable events."""

    owner: int
    child: int


# ---- compensation -------------------------------------------------------------------------------------------------


class CompensationKept(Event, frozen=True):
    """An activity is about to complete (or to be cancelled) and can be compensated: it comes into the scope's ledger.

    What its own ledger lists becomes a part of it. `snapshot`: its local variables are kept as they are now.
    """

    n: int
    scope: int
    element: int
    visit: int
    group: int = NOWHERE
    snapshot: bool = False


class CompensationMoved(Event, frozen=True):
    """A multi-instance body is about to complete: the ledger of `source` goes to the scope around it."""

    source: int
    scope: int


class CompensationTriggered(Event, frozen=True):
    """`n` takes these out of the ledger of `scope` and compensates them, the latest first."""

    n: int
    scope: int
    kept: tuple[int, ...]


class CompensationBegun(Event, frozen=True):
    """What `kept` remembers is compensated: by its handler, or in the scope `n` that stands up again."""

    kept: int
    n: int = NOWHERE


class CompensationDropped(Event, frozen=True):
    """A rewind has taken the activity back: it will not be compensated."""

    kept: int


# ---- what goes wrong ----------------------------------------------------------------------------------------------


class IncidentRaised(Event, frozen=True):
    """`kind` is one of incidents.KINDS, `code` and `params` a message of a room's catalogue."""

    n: int
    owner: int
    kind: str
    code: str
    params: dict[str, Json] = {}
    job: int = NOWHERE


class IncidentResolved(Event, frozen=True):
    """`job`: the job that may be worked on again."""

    n: int
    job: int = NOWHERE
