"""Timers on the virtual clock: those of instances, and those of start events of the processes that are deployed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from lingqu.engine import commands as c
from lingqu.engine.clocks import Clocks
from lingqu.engine.program import Program
from lingqu.engine.timers import start_due, start_due_again
from lingqu.simulation.instances import Instance
from lingqu.simulation.processes import Processes


class House(Protocol):
    """What must be known of the world in which time passes."""

    now: int
    clocks: Clocks
    instances: dict[int, Instance]
    processes: Processes

    def new_key(self) -> int: ...


class StartTimer(msgspec.Struct, kw_only=True):
    """A start event of a deployed process; `left`: how often it comes again, below 0 for ever."""

    definition: int
    element: int
    due: int
    left: int


class Alarm(msgspec.Struct, frozen=True):
    """What is due next (ms since 1970). `ring` is called once, at that time: (instance, command) that then come."""

    due: int
    ring: Callable[[], tuple[int, c.Command]]


class Alarms:
    def __init__(self, house: House) -> None:
        self._house = house
        self._starts: list[StartTimer] = []

    def deployed(self, key: int, program: Program, before: int) -> None:
        """The start timers of a process run from now on; those of the version before are over."""
        self._starts = [one for one in self._starts if one.definition != before]
        for start in program.root.starts:
            trigger = program.node(start).trigger
            if trigger.kind == "timer":
                due, left = start_due(trigger, self._house.now, self._house.clocks)
                self._starts.append(StartTimer(definition=key, element=start, due=due, left=left))

    def next(self) -> Alarm | None:
        """The timer that is due first; of those at the same time that of the oldest instance, starts last."""
        best: Alarm | None = None
        for instance in self._house.instances.values():
            if not instance.running:
                continue
            for timer in instance.timers:
                if best is None or timer.due < best.due:
                    best = Alarm(timer.due, self._firing(instance.key, timer.n))
        for start in self._starts:
            if best is None or start.due < best.due:
                best = Alarm(start.due, self._starting(start))
        return best

    def due_of(self, element: str) -> int | None:
        """When the earliest timer of an element is due."""
        dues = [
            timer.due
            for instance in self._house.instances.values()
            if instance.running
            for timer in instance.timers
            if instance.program.node(timer.element).id == element
        ]
        programs = self._house.processes.programs
        dues += [one.due for one in self._starts if programs[one.definition].node(one.element).id == element]
        return min(dues, default=None)

    def _firing(self, key: int, timer: int) -> Callable[[], tuple[int, c.Command]]:
        return lambda: (key, c.FireTimer(at=self._house.now, timer=timer))

    def _starting(self, timer: StartTimer) -> Callable[[], tuple[int, c.Command]]:
        def ring() -> tuple[int, c.Command]:
            trigger = self._house.processes.programs[timer.definition].node(timer.element).trigger
            if timer.left:
                timer.due = start_due_again(trigger, timer.due, self._house.clocks)
                timer.left -= timer.left > 0
            else:
                self._starts.remove(timer)
            command = c.StartInstance(at=self._house.now, definition=timer.definition, element=timer.element)
            return self._house.new_key(), command

        return ring
