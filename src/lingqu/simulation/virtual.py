"""A small world on a virtual clock: processes are deployed, instances run by the same `step` as in production.

Letters between instances, the message buffer and due timers are kept here as the runtime keeps them in its tables,
so that tests, process cases and demonstrations see one semantics. Nothing waits: time moves when it is told to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

import lingqu.simulation.messages  # noqa: F401 - registers the texts of the codes raised here
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.clocks import Clocks
from lingqu.engine.letters import Sender, letters
from lingqu.engine.outcome import Needs, Outcome
from lingqu.engine.program import Program
from lingqu.engine.sending import unpacked
from lingqu.engine.starting import conditional_starts
from lingqu.engine.state import empty
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.errors import NotFound, Rejected, Unprocessable
from lingqu.kernel.keys import instance_key, instance_of, local_key
from lingqu.kernel.values import Json
from lingqu.model.bpmn.elements import Definitions
from lingqu.simulation.alarms import Alarms
from lingqu.simulation.decisions import Decisions
from lingqu.simulation.instances import Instance
from lingqu.simulation.post import Message, Post
from lingqu.simulation.processes import Processes

#: Commands that one call may cause before a circle among instances is suspected.
_MOST_LETTERS = 20_000
#: Timers that may fire while time is moved once.
_MOST_TIMERS = 10_000

Watch = Callable[[Instance, c.Command, World, Any, Outcome], None]


class Virtual:
    """Deploy, start, complete, publish, let time pass. Times are ms since 1970 (UTC)."""

    def __init__(self, now: int = 1_767_225_600_000, *, watch: Watch | None = None) -> None:
        self.now = now  # 2026-01-01T00:00:00Z unless told otherwise
        self.instances: dict[int, Instance] = {}
        self.processes = Processes(self.new_key)
        self.decisions = Decisions(self.new_key)
        self.values: dict[str, Json] = {}
        self.clocks = Clocks()  # what times mean that name no zone; working calendars
        self.log: list[tuple[int, int]] = []  # (instance, place in its history) of each command, in order
        self.alarms = Alarms(self)
        self.post = Post(self)
        self._letters: deque[tuple[int, c.Command]] = deque()
        self._number = 0
        self._watch = watch
        self.idle: Callable[[], bool] = lambda: False  # asked when all is at rest; whether it has sent something

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
        keys = []
        for process in definitions.processes:
            if not (process.executable or every):
                continue
            before = self.processes.newest(process.id)
            key = self.processes.deploy(definitions, process, source, compiled)
            self.alarms.deployed(key, self.programs[key], before)
            keys.append(key)
        return keys

    @property
    def programs(self) -> dict[int, Program]:
        """What is deployed, by key."""
        return self.processes.programs

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
        at: str = "",
    ) -> int:
        """Start an instance of the newest version, at the start event `at`; answers its key. Raises NotFound."""
        definition = self.processes.newest(process)
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
            places=(at,) if at else (),
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
                latest=self.processes.latest,
                decisions=self.decisions.known,
                bound=self.decisions.bound,
                called=self.processes.called,
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
        self._post(instance, command, answer.events)

    def _supply(self, instance: Instance, command: c.Command, needs: Needs) -> c.Command:
        """The command again, with what step asked for."""
        self.processes.look_up(needs.latest, needs.called)
        self.decisions.look_up(needs.bound)
        if needs.numbers:
            numbers = tuple(self.new_key() for _ in range(needs.numbers))
            command = msgspec.structs.replace(command, numbers=command.numbers + numbers)
        if needs.lineage and isinstance(command, c.Rewind | c.MigrateInstance):
            command = msgspec.structs.replace(command, lineage=tuple(instance.lineage))
        return command

    def _post(self, instance: Instance, command: c.Command, events: Sequence[e.Event]) -> None:
        """What an instance sends: letters, messages, signals."""
        sender = Sender(key=instance.key, head=instance.state.head, at=self.now, by=command.by, values=self.values)
        for event in events:
            for receiver, letter in letters(sender, (event,)):
                self.send(receiver, letter)
            if isinstance(event, e.MessagePublished):
                variables = unpacked(event.variables, event.large, self.values)
                thrown = local_key(instance.key, event.n)
                self.post.publish(
                    event.name, event.key, ttl=event.ttl, variables=variables, thrown=thrown, id_=event.id
                )
            elif isinstance(event, e.SignalThrown):
                variables = unpacked(event.variables, event.large, self.values)
                self.post.broadcast(event.name, variables, thrower=instance.key)

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
        for definition in self.processes.latest.values():
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
        while (alarm := self.alarms.next()) is not None and alarm.due <= until:
            fired += 1
            if fired > _MOST_TIMERS:
                raise Unprocessable("simulation.endless", limit=_MOST_TIMERS)
            self.now = max(self.now, alarm.due)
            self._step(*alarm.ring())
            self.settle()
        self.now = max(self.now, until)
