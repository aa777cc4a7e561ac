"""The message buffer on the virtual clock: who gets a message, what waits, who starts by it. As Camunda 8 does it.

A message reaches at most one instance of each process, and starts at most one that runs with its key. With a time
to live it waits for who comes later. A place that draws no key takes any. A signal reaches everybody who waits at
that moment, and starts processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

import msgspec

from lingqu.engine import commands as c
from lingqu.engine.program import Node, Program
from lingqu.engine.state import Subscription
from lingqu.kernel.keys import counter_of, instance_of
from lingqu.kernel.values import Json
from lingqu.simulation.instances import Instance
from lingqu.simulation.processes import Processes


class House(Protocol):
    """What the post must know of the world in which it delivers."""

    now: int
    instances: dict[int, Instance]
    processes: Processes

    def send(self, key: int, command: c.Command) -> None: ...

    def new_key(self) -> int: ...


class Message(msgspec.Struct, kw_only=True):
    """A published message and where it went."""

    number: int
    name: str
    key: str
    thrown: int  # key that the throwing instance gave it; 0: from outside
    until: int  # ms since 1970; not delivered later
    variables: Mapping[str, Json]
    id: str = ""
    reached: set[str] = msgspec.field(default_factory=set)  # ids of processes
    instances: list[int] = msgspec.field(default_factory=list)  # keys of the instances that got it


class Post:
    def __init__(self, house: House) -> None:
        self._house = house
        self._number = 0
        self._buffer: list[Message] = []
        self._taken: set[tuple[int, int]] = set()  # (instance, subscription) that a letter is on its way to
        self._started: dict[tuple[str, str], int] = {}  # (process, key) -> the instance started by a message

    def publish(
        self, name: str, key: str, *, ttl: int, variables: Mapping[str, Json], thrown: int = 0, id_: str = ""
    ) -> Message:
        """Deliver to those who wait; keep for `ttl` ms for those who come. One with an id is alone while it lives."""
        known = (one for one in self._buffer if id_ and (one.name, one.key, one.id) == (name, key, id_))
        if (living := next((one for one in known if one.until > self._house.now), None)) is not None:
            return living
        self._number += 1
        until = self._house.now + ttl
        message = Message(
            number=self._number, name=name, key=key, thrown=thrown, until=until, variables=variables, id=id_
        )
        self._deliver(message)
        if ttl > 0:
            self._buffer.append(message)
        return message

    def look_again(self) -> bool:
        """Offer buffered messages to those who wait now; says whether any was taken."""
        self._buffer = [one for one in self._buffer if one.until > self._house.now]
        taken = [self._deliver(message) for message in self._buffer]
        return any(taken)

    def _deliver(self, message: Message) -> bool:
        before = len(message.instances)
        for instance, record in self._waiting(message.name, signal=False):
            process = instance.program.id
            keyless = instance.program.node(record.element).trigger.keyless
            if self._too_late(message, instance, record):
                continue
            if (keyless or record.key == message.key) and process not in message.reached:
                message.reached.add(process)
                self._send(instance, record, message.number, message.variables)
                message.instances.append(instance.key)
        for program, definition, start in self._starts("message", message.name):
            if program.id not in message.reached and not self._runs(program.id, message.key):
                message.reached.add(program.id)
                key = self._start(definition, start, message.variables)
                message.instances.append(key)
                if message.key:
                    self._started[program.id, message.key] = key
        return len(message.instances) > before

    def _too_late(self, message: Message, instance: Instance, record: Subscription) -> bool:
        """Whether the place was not there yet when its own instance threw a message that does not last."""
        lasts = message.until > self._house.now
        return not lasts and instance.key == instance_of(message.thrown) and record.n > counter_of(message.thrown)

    def _runs(self, process: str, key: str) -> bool:
        """Whether an instance that a message with this key started is still running (or about to start)."""
        started = self._started.get((process, key)) if key else None
        if started is None:
            return False
        instance = self._house.instances.get(started)
        return instance is None or instance.live

    def broadcast(self, name: str, variables: Mapping[str, Json], *, thrower: int = 0) -> None:
        """A signal; in the instance that threw it, it has been heard already."""
        for instance, record in list(self._waiting(name, signal=True)):
            if instance.key != thrower:
                self._send(instance, record, 0, variables)
        starts = [
            (definition, start)
            for program, definition, start in self._starts("signal", name)
            if not (start.every and self._half_started(program, start))
        ]
        for definition, start in starts:
            self._start(definition, start, variables)

    def _half_started(self, program: Program, start: Node) -> bool:
        """Whether an instance that began by another trigger of a parallel multiple event waits for this one."""
        return any(
            record.element == start.ordinal and instance.program.id == program.id
            for instance in self._house.instances.values()
            if instance.running
            for record in instance.subscriptions
        )

    def any_waiting(self, name: str) -> tuple[Instance, Subscription] | None:
        """The first subscription to a message name, whatever its key."""
        return next(self._waiting(name, signal=False), None)

    def hand(self, instance: Instance, record: Subscription, variables: Mapping[str, Json]) -> None:
        """Give a message to one subscription, whatever its key."""
        self._number += 1
        self._send(instance, record, self._number, variables)

    def _send(self, instance: Instance, record: Subscription, message: int, variables: Mapping[str, Json]) -> None:
        if instance.program.node(record.element).interrupting:
            self._taken.add((instance.key, record.n))
        command = c.CorrelateMessage(
            at=self._house.now, subscription=record.n, message=message, variables=dict(variables)
        )
        self._house.send(instance.key, command)

    def _waiting(self, name: str, *, signal: bool) -> Iterator[tuple[Instance, Subscription]]:
        for instance in self._house.instances.values():
            if not instance.live:
                continue
            for record in instance.subscriptions:
                kind = instance.program.node(record.element).trigger.kind
                wanted = record.name == name and (kind == "signal") is signal
                if wanted and (instance.key, record.n) not in self._taken:
                    yield instance, record

    def _starts(self, kind: str, name: str) -> Iterator[tuple[Program, int, Node]]:
        """The start events of deployed processes that wait for this message or signal."""
        for definition in self._house.processes.latest.values():
            program = self._house.processes.programs.get(definition)
            if program is None:
                continue
            for node in (program.node(start) for start in program.root.starts):
                named = node.trigger.name
                if node.trigger.kind == kind and named is not None and named.value({}, self._house.now) == name:
                    yield program, definition, node

    def _start(self, definition: int, start: Node, variables: Mapping[str, Json]) -> int:
        key = self._house.new_key()
        command = c.StartInstance(
            at=self._house.now, definition=definition, element=start.ordinal, variables=dict(variables)
        )
        self._house.send(key, command)
        return key
