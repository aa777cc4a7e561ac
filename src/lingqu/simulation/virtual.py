"""A small world on a virtual clock: processes are deployed, instances run by the same `step` as in production.

Letters between instances, the message buffer and due timers are kept here as the runtime keeps them in its tables,
so that tests, process cases and demonstrations see one semantics. Nothing waits: time moves when it is told to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

import lingqu.simulation.messages  # noqa: F401 - registers the texts of the codes raised here
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.clocks import Clocks
from lingqu.engine.compile import compile_process
from lingqu.engine.decisions import Bound
from lingqu.engine.outcome import Needs, Outcome
from lingqu.engine.program import Program
from lingqu.engine.sending import unpacked
from lingqu.engine.starting import conditional_starts
from lingqu.engine.state import empty
from lingqu.engine.step import step
from lingqu.engine.timers import start_due, start_due_again
from lingqu.engine.world import World
from lingqu.kernel.errors import NotFound, Rejected, Unprocessable
from lingqu.kernel.keys import instance_key, instance_of, local_key
from lingqu.kernel.values import Json
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Definitions
from lingqu.simulation.decisions import Decisions
from lingqu.simulation.instances import Instance
from lingqu.simulation.post import Message, Post

#: Commands that one call may cause before a circle among instances is suspected.
_MOST_LETTERS = 20_000
#: Timers that may fire while time is moved once.
_MOST_TIMERS = 10_000

Watch = Callable[[Instance, c.Command, World, Any, Outcome], None]


class StartTimer(msgspec.Struct, kw_only=True):
    """A due start event of a deployed process."""

    definition: int
    element: int
    due: int
    left: int


class Virtual:
    """Deploy, start, complete, publish, let time pass. Times are ms since 1970 (UTC)."""

    def __init__(self, now: int = 1_767_225_600_000, *, watch: Watch | None = None) -> None:
        self.now = now  # 2026-01-01T00:00:00Z unless told otherwise
        self.instances: dict[int, Instance] = {}
        self.programs: dict[int, Program] = {}
        self.sources: dict[int, str] = {}  # definition -> the source it was deployed from
        self.latest: dict[tuple[str, str], int] = {}
        self.decisions = Decisions(self.new_key)
        self.called: dict[Bound, int] = {}  # what was looked up so far
        self._tagged: dict[tuple[str, str], int] = {}  # (process id, version tag or "") -> key
        self.values: dict[str, Json] = {}
        self.clocks = Clocks()  # what times mean that name no zone; working calendars
        self.log: list[tuple[int, int]] = []  # (instance, place in its history) of each command, in order
        self.start_timers: list[StartTimer] = []
        self.post = Post(self)
        self._letters: deque[tuple[int, c.Command]] = deque()
        self._number = 0
        self._watch = watch
        self.idle: Callable[[], bool] = lambda: False  # asked when all is at rest; whether it has sent something
        self.prepare: list[Callable[[Program, str], Program]] = []  # done to each program, with its source

    # ---- deploying ----

    def deploy(
        self,
        definitions: Definitions,
        *,
        every: bool = False,
        source: str = "",
        programs: dict[int, Program] | None = None,
    ) -> list[int]:
        """Deploy the executable processes (or every one); the newest version takes over start events.

        `source` names the file, for those who prepare programs. `programs`: what was compiled of the same document
        before, by ordinal; filled for the next time.
        """
        compiled = {} if programs is None else programs
        self.called.clear()
        keys = []
        for process in definitions.processes:
            if not (process.executable or every):
                continue
            key = self.new_key()
            program = compiled.get(process.ordinal) or compile_process(definitions, process.ordinal)
            compiled[process.ordinal] = program
            for change in self.prepare:
                program = change(program, source)
            before = self.latest.get(("", program.id))
            self.start_timers = [one for one in self.start_timers if one.definition != before]
            self.programs[key] = program
            self.sources[key] = source
            self.latest["", program.id] = key
            tag = process.extensions.one(zeebe.VersionTag)
            self._tagged |= {(program.id, one): key for one in ("", tag.value if tag is not None else "")}
            for start in program.root.starts:
                trigger = program.node(start).trigger
                if trigger.kind == "timer":
                    due, left = start_due(trigger, self.now, self.clocks)
                    self.start_timers.append(StartTimer(definition=key, element=start, due=due, left=left))
            keys.append(key)
        return keys

    def new_key(self) -> int:
        """A fresh key of an instance or definition."""
        self._number += 1
        return instance_key(self._number)

    # ---- running ----

    def start(
        self,
        process: str,
        variables: Mapping[str, Json] | None = None,
        *,
        element: int = -1,
        by: str = "",
        business_id: str = "",
    ) -> int:
        """Start an instance of the newest version; answers its key. Raises NotFound."""
        definition = self.latest.get(("", process), 0)
        if not definition:
            raise NotFound("engine.called_missing", process=process)
        key = self.new_key()
        command = c.StartInstance(
            at=self.now,
            by=by,
            definition=definition,
            variables=dict(variables or {}),
            element=element,
            business_id=business_id,
        )
        self.do(key, command)
        return key

    def do(self, key: int, command: c.Command) -> None:
        """Give a command to an instance, and deliver all letters that follow. Raises Rejected for this command."""
        self._step(instance_of(key), command)
        self.settle()

    def settle(self) -> None:
        """Deliver letters and buffered messages until all is at rest. A letter to something gone is dropped.

        Raises Unprocessable if there is no end to it.
        """
        for _ in range(_MOST_LETTERS):
            if not self._letters:
                if not (self.post.look_again() or self.idle()):
                    return
                continue
            key, command = self._letters.popleft()
            try:
                self._step(key, command)
            except Rejected:
                continue
        raise Unprocessable("simulation.endless", limit=_MOST_LETTERS)

    def send(self, key: int, command: c.Command) -> None:
        """Put a letter into the post."""
        self._letters.append((instance_of(key), command))

    def _step(self, key: int, command: c.Command) -> None:
        instance = self.instances.get(key)
        if instance is None:
            if not isinstance(command, c.StartInstance):
                raise NotFound("engine.no_instance")
            program = self.programs[command.definition]
            instance = Instance(key, program, command.definition, empty(key))
        before = instance.state
        answer: Outcome | Needs | None = None
        while not isinstance(answer, Outcome):
            if answer is not None:
                command = self._supply(instance, command, answer)
            world = World(
                programs=self.programs,
                latest=self.latest,
                decisions=self.decisions.known,
                bound=self.decisions.bound,
                called=self.called,
                values=self.values,
                calendars=self.clocks.calendars,
                zone=self.clocks.zone,
            )
            answer = step(world, before, command)
        self.instances[key] = instance
        self.log.append((key, len(instance.history)))
        if answer.state.head.definition != instance.definition:
            instance.migrated(self.programs[answer.state.head.definition], answer.state.head.definition)
        instance.record(command, answer)
        self.values.update(instance.large)
        if self._watch is not None:
            self._watch(instance, command, world, before, answer)
        for event in answer.events:
            self._deliver(instance, event)

    def _supply(self, instance: Instance, command: c.Command, needs: Needs) -> c.Command:
        """The command again, with what step asked for."""
        for place in needs.latest:
            self.latest.setdefault(place, 0)
        self.decisions.look_up(needs.bound)
        for bound in needs.called:  # all that is deployed counts as deployed together
            self.called[bound] = self._tagged.get((bound.id, bound.tag), 0)
        if needs.numbers:
            numbers = tuple(self.new_key() for _ in range(needs.numbers))
            command = msgspec.structs.replace(command, numbers=command.numbers + numbers)
        if needs.lineage and isinstance(command, c.Rewind | c.MigrateInstance):
            command = msgspec.structs.replace(command, lineage=tuple(instance.lineage))
        return command

    def _deliver(self, instance: Instance, event: e.Event) -> None:
        """Turn what an instance sends into letters."""
        match event:
            case e.ChildCalled():
                start = c.StartInstance(
                    at=self.now,
                    definition=event.definition,
                    variables=unpacked(event.variables, event.large, self.values),
                    parent=local_key(instance.key, event.owner),
                    root=instance.state.head.root,
                    depth=event.depth,
                )
                self.send(event.child, start)
            case e.ChildCancelRequested():
                self.send(event.child, c.CancelInstance(at=self.now))
            case e.ChildSuspendRequested():
                self.send(event.child, c.SuspendInstance(at=self.now, by_caller=True))
            case e.ChildResumeRequested():
                self.send(event.child, c.ResumeInstance(at=self.now, by_caller=True))
            case e.InstanceCompleted() if event.parent:
                done = c.ChildCompleted(
                    at=self.now,
                    owner=event.parent,
                    child=instance.key,
                    variables=unpacked(event.variables, event.large, self.values),
                )
                self.send(event.parent, done)
            case e.InstanceCancelled() if event.parent:
                self.send(
                    event.parent,
                    c.ChildFailed(at=self.now, owner=event.parent, child=instance.key, kind="cancelled"),
                )
            case e.InstanceFailed():
                failed = c.ChildFailed(
                    at=self.now,
                    owner=event.parent,
                    child=instance.key,
                    code=event.code,
                    variables=unpacked(event.variables, event.large, self.values),
                )
                self.send(event.parent, failed)
            case e.EscalationRaised():
                asked = c.CatchEscalation(
                    at=self.now,
                    owner=event.parent,
                    child=instance.key,
                    thrower=event.thrower,
                    code=event.code,
                    variables=unpacked(event.variables, event.large, self.values),
                )
                self.send(event.parent, asked)
            case e.EscalationAnswered():
                self.send(event.thrower, c.ReturnEscalation(at=self.now, thrower=event.thrower, caught=event.caught))
            case e.ErrorRaised():
                thrown = c.CatchError(
                    at=self.now,
                    owner=event.parent,
                    child=instance.key,
                    thrower=event.thrower,
                    code=event.code,
                    error=event.error,
                    variables=unpacked(event.variables, event.large, self.values),
                )
                self.send(event.parent, thrown)
            case e.ErrorAnswered():
                answered = c.ReturnError(at=self.now, thrower=event.thrower, code=event.code, error=event.error)
                self.send(event.thrower, answered)
            case e.MessagePublished():
                self.post.publish(
                    event.name,
                    event.key,
                    ttl=event.ttl,
                    variables=unpacked(event.variables, event.large, self.values),
                    thrown=local_key(instance.key, event.n),
                )
            case e.SignalThrown():
                self.post.broadcast(
                    event.name, unpacked(event.variables, event.large, self.values), thrower=instance.key
                )
            case _:
                pass

    # ---- from outside ----

    def publish(
        self, name: str, key: str = "", *, ttl: int = 0, variables: Mapping[str, Json] | None = None
    ) -> Message:
        """Publish a message; with a ttl in ms it waits for who comes later."""
        message = self.post.publish(name, key, ttl=ttl, variables=variables or {})
        self.settle()
        return message

    def evaluate(self, variables: Mapping[str, Json]) -> list[int]:
        """Start instances at the conditional start events whose condition holds; their keys."""
        keys = []
        for definition in self.latest.values():
            program = self.programs.get(definition)
            for start in () if program is None else conditional_starts(program, variables, self.now):
                keys.append(self.new_key())
                command = c.StartInstance(at=self.now, definition=definition, element=start, variables=dict(variables))
                self.do(keys[-1], command)
        return keys

    def broadcast(self, name: str, variables: Mapping[str, Json] | None = None) -> None:
        """Send a signal to all who wait for it now."""
        self.post.broadcast(name, variables or {})
        self.settle()

    # ---- time ----

    def advance(self, ms: int) -> None:
        """Let time pass; timers fire in the order in which they are due, those set on the way included."""
        self.advance_to(self.now + ms)

    def advance_to(self, until: int) -> None:
        """Let time pass until a moment. Raises Unprocessable if too many timers fire on the way."""
        fired = 0
        while (found := self._next_timer()) is not None and found[0] <= until:
            fired += 1
            if fired > _MOST_TIMERS:
                raise Unprocessable("simulation.endless", limit=_MOST_TIMERS)
            due, fire = found
            self.now = max(self.now, due)
            fire()
            self.settle()
        self.now = max(self.now, until)

    def due_of(self, element: str) -> int | None:
        """When the earliest timer of an element is due."""
        dues = [
            timer.due
            for instance in self.instances.values()
            if instance.running
            for timer in instance.timers
            if instance.program.node(timer.element).id == element
        ]
        dues += [one.due for one in self.start_timers if self._start_element(one) == element]
        return min(dues, default=None)

    def _start_element(self, timer: StartTimer) -> str:
        return self.programs[timer.definition].node(timer.element).id

    def _next_timer(self) -> tuple[int, Callable[[], None]] | None:
        """The timer that is due first, and how to let it fire."""
        best: tuple[int, Callable[[], None]] | None = None
        for instance in self.instances.values():
            if not instance.running:
                continue
            for timer in instance.timers:
                if best is None or timer.due < best[0]:
                    best = (timer.due, self._firing(instance.key, timer.n))
        for start in self.start_timers:
            if best is None or start.due < best[0]:
                best = (start.due, self._starting(start))
        return best

    def _firing(self, key: int, timer: int) -> Callable[[], None]:
        return lambda: self._step(key, c.FireTimer(at=self.now, timer=timer))

    def _starting(self, timer: StartTimer) -> Callable[[], None]:
        def start() -> None:
            program = self.programs[timer.definition]
            trigger = program.node(timer.element).trigger
            if timer.left:
                timer.due = start_due_again(trigger, timer.due, self.clocks)
                timer.left -= timer.left > 0
            else:
                self.start_timers.remove(timer)
            self._step(
                self.new_key(),
                c.StartInstance(at=self.now, definition=timer.definition, element=timer.element),
            )

        return start
