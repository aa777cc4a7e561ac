"""The compiled process: what runs. Immutable by agreement; element numbers are ordinals of the deployed document.

A Program is made by `compile.compile_process` and knows no drawing any more, only what a turn asks for: who follows
whom, which behaviour an element has, which texts are formulas. Places that the compiler makes up have no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from lingqu.engine.formulas import Formula
from lingqu.engine.state import NOWHERE

TriggerKind: TypeAlias = Literal[
    "none",
    "message",
    "timer",
    "signal",
    "error",
    "terminate",
    "link",
    "escalation",
    "condition",
    "compensation",
    "cancel",
    "multiple",
]


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """A sequence flow; `condition` None: always."""

    ordinal: int
    id: str
    source: int
    target: int
    condition: Formula | None = None
    default: bool = False


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """One input or output mapping: the value of `source` goes to `target`, a name or a path into a context."""

    source: Formula
    target: tuple[str, ...]


class JobPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The job that an element creates."""

    type: Formula
    retries: Formula
    headers: Mapping[str, str] = {}
    priority: Formula | None = None  # None: 0


class TaskPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The user task that an element creates; None: not drawn."""

    assignee: Formula | None = None
    candidate_users: Formula | None = None
    candidate_groups: Formula | None = None
    due: Formula | None = None
    follow_up: Formula | None = None
    priority: Formula | None = None
    form: str = ""
    approval: bool = False
    headers: Mapping[str, str] = {}


class CallPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a call activity calls, and which variables go down and come up."""

    process: Formula
    binding: str = "latest"  # or deployment, versionTag
    tag: str = ""
    all_down: bool = True
    all_up: bool = True


class ScriptPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A script in FEEL: its value goes to `result`; of a context that is to be spread each entry to its name."""

    formula: Formula
    result: str = ""
    spread: bool = False


class DecisionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The decision that a business rule task calls, which version of it, and where its value goes."""

    decision: Formula
    result: str
    binding: str = "latest"  # latest | deployment | versionTag
    tag: str = ""  # of binding versionTag


class Trigger(msgspec.Struct, frozen=True, kw_only=True):
    """What an event waits for or throws. `name`: of message, signal, link. `code`: of error, escalation; None: any."""

    kind: TriggerKind = "none"
    name: Formula | None = None
    key: Formula | None = None
    timer: Formula | None = None
    calendar: str = ""  # the working calendar on which the timer's durations are counted
    timer_kind: Literal["date", "duration", "cycle", ""] = ""
    code: Formula | None = None
    condition: Formula | None = None
    ttl: Formula | None = None  # of a message that is thrown: how long it waits for who comes later
    message: Formula | None = None  # and its id: one that lives keeps others of that id away
    activity: str = ""  # of a compensation that is thrown: the id of the activity; "": all of the scope
    waits: bool = True  # of a compensation that is thrown: its token goes on when all is undone

    @property
    def keyless(self) -> bool:
        """It waits for a message that draws no correlation key: any of the name will do, whatever its key."""
        return self.kind == "message" and self.key is None


NONE = Trigger()


class LoopThrow(msgspec.Struct, frozen=True, kw_only=True):
    """An event that an instance of a multi-instance throws when it completes: each, the first, or while it holds."""

    trigger: Trigger
    first: bool = False
    condition: Formula | None = None


class LoopPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Multi-instance: how many, one after the other or at once, what goes in and what is collected.

    A standard loop is sequential, has no number, and `again` is tested before or after each run.
    """

    behaviour: str = "multiInstance"
    sequential: bool = False
    collection: Formula | None = None
    cardinality: Formula | None = None
    item: str = ""
    outputs: str = ""
    output: Formula | None = None
    kept: str = ""  # the plain name that `output` reads: local to the inner instance
    until: Formula | None = None
    again: Formula | None = None
    test_before: bool = False
    maximum: int = 0  # runs at most; 0: any number
    throws: tuple[LoopThrow, ...] = ()
    heeds: bool = True  # an instance that completes is looked at: to collect of it, to test, to throw


class AdHocPlan(msgspec.Struct, frozen=True, kw_only=True):
    """An ad-hoc sub-process: what is activated on entry, when it is over, what is collected of each run."""

    elements: Formula | None = None  # a list of ids; None: nothing, it waits for commands
    sequential: bool = False
    until: Formula | None = None
    cancel_rest: bool = True
    outputs: str = ""
    output: Formula | None = None
    kept: str = ""  # as in a LoopPlan


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A flow node, or the process itself (whose scope is NOWHERE)."""

    ordinal: int
    id: str
    name: str
    kind: str  # the BPMN tag: userTask, exclusiveGateway, …
    behaviour: str  # the key in the registry of behaviours
    scope: int = NOWHERE  # ordinal of the container
    outgoing: tuple[Flow, ...] = ()
    incoming: tuple[int, ...] = ()  # ordinals of the flows
    joins: bool = False  # tokens park here until the join is ready
    needs: int = 1  # startQuantity: tokens that must arrive before an activity begins
    gives: int = 1  # completionQuantity: tokens that it sends along each flow
    activation: Formula | None = None  # of a complex gateway; None with one incoming flow: any token
    conditional: bool = False  # some outgoing flow has a condition
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    boundaries: tuple[int, ...] = ()  # ordinals of the boundary events attached
    attached_to: int = NOWHERE
    interrupting: bool = True  # boundary event, start event of an event sub-process
    trigger: Trigger = NONE
    parts: tuple[int, ...] = ()  # of an event with several triggers: their nodes
    part_of: int = NOWHERE  # is one of several triggers of that event, not an element of its own
    every: bool = False  # goes off when all of its triggers have come; of a gateway: all events behind it must come
    instantiates: bool = False  # a receive task or event-based gateway by which an instance starts
    starts: tuple[int, ...] = ()  # of a scope: where it starts; of an ad-hoc one: what can be activated
    handlers: tuple[int, ...] = ()  # of a scope: the start events of its event sub-processes
    triggered: bool = False  # an event sub-process
    loop: LoopPlan | None = None
    ad_hoc: AdHocPlan | None = None
    asks: bool = False  # an activity in an ad-hoc sub-process whose completion condition is judged after it
    job: JobPlan | None = None
    start_listeners: tuple[JobPlan, ...] = ()  # jobs before the element is active, and before it completes
    end_listeners: tuple[JobPlan, ...] = ()
    task_listeners: Mapping[str, tuple[JobPlan, ...]] = {}  # of a user task, by its event
    task: TaskPlan | None = None
    call: CallPlan | None = None
    called: bool = False  # a global task, which stands in the call activity that calls it
    script: ScriptPlan | None = None
    decision: DecisionPlan | None = None
    undo: int = NOWHERE  # ordinal of the compensation handler that a boundary event leads to
    undo_start: int = NOWHERE  # of a scope: the start event of its compensation event sub-process
    undoes: bool = False  # is a compensation handler
    follow: int = NOWHERE  # throwing link event: ordinal of the catching one
    reach: Mapping[int, frozenset[int]] = {}  # patient join: element -> flows into the join that it leads to
    plain: bool = False  # neither mappings nor boundaries nor loop: the shortest way through


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A process that can run. `nodes` and `flows` are indexed by ordinal; None: not of this process."""

    id: str
    name: str
    ordinal: int
    nodes: tuple[Node | None, ...]
    flows: Mapping[int, Flow]
    by_id: Mapping[str, int]
    begins: tuple[int, ...] = ()  # where an instance begins that nothing in particular has started
    plain_starts: tuple[int, ...] = ()  # start events without a trigger; of several whoever starts it chooses
    title: Formula | None = None
    patient: bool = False  # has joins that are asked only when all else is at rest
    types: Mapping[str, str] = {}  # of variables, by name; see types.TYPES
    watched: frozenset[str] = frozenset()  # variables that conditional events and activation conditions read

    def node(self, ordinal: int) -> Node:
        found = self.nodes[ordinal]
        if found is None:
            raise KeyError(ordinal)
        return found

    @property
    def root(self) -> Node:
        return self.node(self.ordinal)

    @property
    def elements(self) -> tuple[Node, ...]:
        """All nodes in document order, the process first; an event with several triggers is one."""
        return tuple(node for node in self.nodes if node is not None and node.part_of == NOWHERE)
