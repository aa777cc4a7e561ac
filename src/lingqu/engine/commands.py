"""Commands: what may be asked of an instance, in imperatives. Time, ids and outside facts arrive in them.

`at` is ms since the epoch: the runtime has made it max(node clock, the instance's last time). `by` names the person
or client that asks. `numbers` are fresh instance keys for called instances; a command that runs out of them is
answered by Needs(numbers=…) and comes again with more.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from lingqu.kernel.values import Json


class Command(msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag=True, tag_field="command"):
    """Root of all commands; letters are commands too, so they are stored and their shapes are golden."""

    at: int
    by: str = ""
    numbers: tuple[int, ...] = ()


class StartInstance(Command, frozen=True, kw_only=True):
    """Start at the none start event, or at `element` (ordinal of a message, timer or signal start event).

    `parent` is the key of the element instance of the call activity that waits, `root` the top instance's key.
    """

    definition: int
    tenant: str = ""
    variables: dict[str, Json] = {}
    element: int = -1
    business_id: str = ""
    parent: int = 0
    root: int = 0
    tags: tuple[str, ...] = ()
    depth: int = 0


class CancelInstance(Command, frozen=True, kw_only=True):
    reason: str = ""


class SuspendInstance(Command, frozen=True, kw_only=True):
    """Hold still: what comes meanwhile waits. `by_caller`: letter of the call activity, which is suspended itself."""

    reason: str = ""
    by_caller: bool = False


class ResumeInstance(Command, frozen=True, kw_only=True):
    """Go on: first with what came meanwhile, in its order. `by_caller`: letter of the call activity."""

    by_caller: bool = False


class Corrections(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a task listener corrects of its task; None: as it is. An empty text and 0 take away."""

    assignee: str | None = None
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None


class AdHocActivation(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One element of an ad-hoc sub-process to activate, by its id, with variables of its run."""

    element: str
    variables: dict[str, Json] = {}


class AdHocAnswer(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What a worker decides for its ad-hoc sub-process: what to activate, whether it is over, what still runs ends."""

    elements: tuple[AdHocActivation, ...] = ()
    fulfilled: bool = False
    cancel_remaining: bool = False


class CompleteJob(Command, frozen=True, kw_only=True):
    """`denied`, `denied_reason`, `corrections`: a task listener answers whether it denies the change, what it corrects.

    `ad_hoc`: the answer of the worker of an ad-hoc sub-process.
    """

    job: int
    variables: dict[str, Json] = {}
    denied: bool = False
    denied_reason: str = ""
    corrections: Corrections | None = None
    ad_hoc: AdHocAnswer | None = None


class FailJob(Command, frozen=True, kw_only=True):
    """`retry_at`: ms since the epoch; 0 means at once. With no retries left an incident is raised."""

    job: int
    retries: int
    error: str = ""
    retry_at: int = 0
    variables: dict[str, Json] = {}


class ThrowJobError(Command, frozen=True, kw_only=True):
    """A BPMN error from the worker: caught by a boundary event or event sub-process, else an incident."""

    job: int
    code: str
    error: str = ""
    variables: dict[str, Json] = {}


class SetJobRetries(Command, frozen=True, kw_only=True):
    job: int
    retries: int


class AssignTask(Command, frozen=True, kw_only=True):
    """`assignee` empty: give the task back. `action` is kept for the log (claim, transfer, delegate, …)."""

    task: int
    assignee: str
    action: str = "assign"
    allow_override: bool = True


class UpdateTask(Command, frozen=True, kw_only=True):
    """Change what is not None."""

    task: int
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None
    action: str = "update"


class CompleteTask(Command, frozen=True, kw_only=True):
    task: int
    variables: dict[str, Json] = {}
    action: str = "complete"


class AddItem(Command, frozen=True, kw_only=True):
    """One more item for a multi-instance that runs, given by the key of its body; its input collection stays as it is.

    Without a collection `item` means nothing.
    """

    body: int
    item: Json = None


class ActivateAdHoc(Command, frozen=True, kw_only=True):
    """Activate elements of an ad-hoc sub-process, given by the key of its element instance."""

    ad_hoc: int
    elements: tuple[AdHocActivation, ...]
    cancel_remaining: bool = False  # end what runs in it first


class FireTimer(Command, frozen=True, kw_only=True):
    timer: int


class CorrelateMessage(Command, frozen=True, kw_only=True):
    """A message (or signal) came to a subscription of this instance."""

    subscription: int
    message: int
    variables: dict[str, Json] = {}


class SetVariables(Command, frozen=True, kw_only=True):
    """`scope` is an element instance's counter; local: set there, else merged where the names are found outward."""

    variables: dict[str, Json]
    scope: int = 0
    local: bool = False


class ResolveIncident(Command, frozen=True, kw_only=True):
    incident: int


class Rewind(Command, frozen=True, kw_only=True):
    """Take the run back to an element instance that was visited before: `target` is its counter.

    What descends from the target's activation is terminated, the target is entered again, join ledgers of other
    branches stay. `asker`, if given, is the counter of the element instance from which the wish comes; it must descend
    from the target. `lineage` (who was brought by whom) is asked for by Needs(lineage=True).
    """

    target: int
    reason: str = ""
    lineage: tuple[tuple[int, int, int, tuple[tuple[int, int], ...]], ...] = ()  # (n, element, scope, brought_by)
    asker: int = -1


class Setting(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Variables that come with an activation: local to the element `scope` (an id), or to the process if empty."""

    scope: str = ""
    variables: dict[str, Json]


class Activation(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Put a token before an element. `ancestor`: counter of the element instance in which its scope is made, or -1:
    the only instance of its scope, which is made if there is none.
    """

    element: str
    ancestor: int = -1
    settings: tuple[Setting, ...] = ()


class Movement(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """End element instances, and put a token before `target` for each of them.

    Which: all of the element `source`, or the one with counter `instance`. `within`: where the scope of the target
    is looked for: direct as in Activation, parent: what the source stands in, inferred: what is around the source.
    """

    source: str = ""
    instance: int = -1
    target: str
    within: Literal["direct", "parent", "inferred"] = "direct"
    ancestor: int = -1
    settings: tuple[Setting, ...] = ()


class Termination(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """End the element instance with counter `instance`, or all of the element with this id."""

    element: str = ""
    instance: int = -1


class ModifyInstance(Command, frozen=True, kw_only=True):
    """Change where the tokens are: activations first, then what ends; a scope that is left empty ends as well."""

    activate: tuple[Activation, ...] = ()
    move: tuple[Movement, ...] = ()
    terminate: tuple[Termination, ...] = ()


class MigrateInstance(Command, frozen=True, kw_only=True):
    """Go over to another definition. `mapping`: (id of an element here, its id there).

    `automatic`: an element that is not mentioned goes to the one with the same id, or kind and name.
    """

    definition: int
    mapping: tuple[tuple[str, str], ...] = ()
    automatic: bool = True
    lineage: tuple[tuple[int, int, int, tuple[tuple[int, int], ...]], ...] = ()  # as in Rewind


class ChildCompleted(Command, frozen=True, kw_only=True):
    """Letter from a called instance to the call activity's element instance."""

    owner: int
    child: int
    variables: dict[str, Json] = {}


class ChildFailed(Command, frozen=True, kw_only=True):
    """Letter: a called instance ended by an uncaught BPMN error, or was cancelled (`code` empty)."""

    owner: int
    child: int
    kind: Literal["error", "cancelled"] = "error"
    code: str = ""
    variables: dict[str, Json] = {}


class CatchEscalation(Command, frozen=True, kw_only=True):
    """Letter: nobody in the called instance catches the escalation; `thrower` is the key of what threw it."""

    owner: int
    child: int
    thrower: int
    code: str = ""
    variables: dict[str, Json] = {}


class CatchError(Command, frozen=True, kw_only=True):
    """Letter: nobody in the called instance catches the error; `thrower` is the key of what threw it."""

    owner: int
    child: int
    thrower: int
    code: str = ""
    error: str = ""
    variables: dict[str, Json] = {}


class ReturnError(Command, frozen=True, kw_only=True):
    """Letter: nobody further up catches the error that element instance `thrower` threw."""

    thrower: int
    code: str = ""
    error: str = ""


class ReturnEscalation(Command, frozen=True, kw_only=True):
    """Letter: the escalation that element instance `thrower` threw was judged further up; it goes on."""

    thrower: int
    caught: bool = False
