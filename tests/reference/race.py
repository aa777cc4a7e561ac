"""Engine and reference side by side: the same drawing, the same path, and what of them must be the same."""

from __future__ import annotations

from collections import Counter
from random import Random

from drawing import draw_xml
from engine.given import saved_and_loaded, told
from lingqu.engine import commands as c
from lingqu.engine.apply import fold
from lingqu.engine.compile import compile_process
from lingqu.engine.state import ElementInstance, Incident, Job, Status, Subscription, Task, Timer, empty
from lingqu.model.bpmn import read
from lingqu.simulation.virtual import Virtual
from reference.interpreter import Reference
from reference.visits import Wait


class Race:
    """One path through one process."""

    def __init__(self, text: str, random: Random, xml: bytes = b"") -> None:
        self.text, self.random = text, random
        self.xml = xml or draw_xml(text)
        self.path: list[str] = []
        variables = {"go": random.randint(0, 2)}
        self.path.append(f"start {variables}")
        document = read(self.xml)
        self.world = Virtual()
        self.world.deploy(document)
        self.key = self.world.start("process", variables)
        self.reference = Reference(document, variables)
        self.compare()

    @property
    def case(self):
        return self.world.instances[self.key]

    # ---- what can be seen of the engine ----

    def waits(self) -> list[tuple[str, str, object]]:
        """(kind, element that waits or fires, record) in the order in which they came."""
        program, found = self.case.program, []
        for record in self.case.state.shelf.records():
            if isinstance(record, Job | Task):
                found.append((record.n, "work", self.case.element_of(record), record))
            elif isinstance(record, Timer | Subscription):
                node = program.node(record.element)
                kind = (
                    "timer" if isinstance(record, Timer) else "signal" if node.trigger.kind == "signal" else "message"
                )
                found.append((record.n, kind, node.id, record))
        return [one[1:] for one in sorted(found, key=lambda one: one[0])]

    def seen(self) -> dict[str, object]:
        program, state = self.case.program, self.case.state
        visits = [one for one in state.shelf.records() if isinstance(one, ElementInstance)]
        running = state.head.status is Status.RUNNING
        return {
            "state": "active" if running else "completed",
            "variables": self.case.variables(),
            "completed": +self.case.completed,
            "visits": Counter((program.node(one.element).id, one.index) for one in visits),
            "parked": Counter(
                program.flows[flow].id for one in visits for tokens in one.parked.values() for flow, _ in tokens
            ),
            "waits": Counter((kind, element) for kind, element, _ in self.waits()),
            "incidents": Counter(
                self.case.element_of(one) for one in state.shelf.records() if isinstance(one, Incident)
            ),
        }

    def expected(self) -> dict[str, object]:
        r = self.reference
        visits = r.visits()
        return {
            "state": r.state,
            "variables": r.root.values,
            "completed": +r.completed,
            "visits": Counter((one.node.id, one.index) for one in visits),
            "parked": Counter(flow.id for one in visits for flows in one.parked.values() for flow in flows),
            "waits": Counter((one.kind, one.event.id) for one in r.waits()),
            "incidents": Counter(r.incidents),
        }

    def compare(self) -> None:
        seen, expected = self.seen(), self.expected()
        for what, value in expected.items():
            assert seen[what] == value, f"{what}: engine {seen[what]}, reference {value}\n{self}"

    def __str__(self) -> str:
        return "\n".join([self.text, "", *self.path, "", *told(self.case)])

    # ---- one step ----

    def step(self) -> bool:
        """One random thing happens to both, perhaps after a crash; False if nothing can happen any more."""
        if self.random.random() < 0.3:
            self.crash()
        waits = self.reference.waits()
        if not waits or self.reference.incidents:
            return False
        if self.random.random() < 0.1:
            values = {"go": self.random.randint(0, 2)}
            self.path.append(f"set {values}")
            self.world.do(self.key, c.SetVariables(at=self.world.now, variables=values))
            self.reference.set(values)
        else:
            self.happen(self.random.choice(waits))
        self.compare()
        return self.reference.state == "active"

    def happen(self, wait: Wait) -> None:
        number = [one for one in self.reference.waits() if same(one, wait)].index(wait)
        alike = [record for kind, element, record in self.waits() if (kind, element) == (wait.kind, wait.event.id)]
        record, now = alike[number], self.world.now
        values = {"go": self.random.randint(0, 2)} if self.random.random() < 0.2 else {}
        self.path.append(f"{wait.kind} {wait.event.id} {number} {values}")
        if isinstance(record, Job) and self.random.random() < 0.2:
            self.path[-1] = f"error {wait.event.id} {number}"
            self.world.do(self.key, c.ThrowJobError(at=now, job=record.n, code="E"))
            self.reference.throw(wait, "E")
            return
        if isinstance(record, Timer):
            values = {}
        command = {
            Job: lambda: c.CompleteJob(at=now, job=record.n, variables=values),
            Task: lambda: c.CompleteTask(at=now, task=record.n, variables=values),
            Timer: lambda: c.FireTimer(at=now, timer=record.n),
            Subscription: lambda: c.CorrelateMessage(at=now, subscription=record.n, message=1, variables=values),
        }[type(record)]()
        self.world.do(self.key, command)
        self.reference.do(wait, values)

    def crash(self) -> None:
        """The node dies: what comes back is read page by page from JSON, its program compiled from the XML."""
        self.path.append("crash")
        case = self.case
        history = [event for _, _, events in case.history for event in events]
        back = saved_and_loaded(case.state)
        assert fold(history, empty(self.key), at=case.history[-1][0]) == back == case.state, str(self)
        program = compile_process(read(self.xml), "process")
        assert program.nodes == case.program.nodes
        case.state = back
        case.program = self.world.programs[case.definition] = program
        case._open = {}


def same(one: Wait, other: Wait) -> bool:
    return (one.kind, one.event.id) == (other.kind, other.event.id)


def run(text: str, seed: int, steps: int = 40, xml: bytes = b"") -> int:
    """One random path; answers how many steps it had. Raises AssertionError with the whole story."""
    race = Race(text, Random(seed), xml)  # noqa: S311 - for tests
    done = 0
    while done < steps and race.step():
        done += 1
    return done
