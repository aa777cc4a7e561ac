"""Engine and reference side by side: the same drawings, the same path, and what of them must be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from drawing import draw_xml
from engine.given import saved_and_loaded, told
from lingqu.engine import commands as c
from lingqu.engine.apply import fold
from lingqu.engine.compile import compile_process
from lingqu.engine.state import ElementInstance, Incident, Job, Status, Subscription, Task, Timer, Variable, empty
from lingqu.model.bpmn import read
from lingqu.simulation.instances import Instance
from lingqu.simulation.virtual import Virtual
from reference.house import House
from reference.interpreter import Reference
from reference.visits import Visit, Wait

_STATES = {Status.RUNNING: "active", Status.COMPLETED: "completed", Status.CANCELLED: "cancelled"}


class Race:
    """One path through the processes of one world; `process` and `beside` are started, others are called."""

    def __init__(self, texts: Mapping[str, str], random: Random, xmls: Mapping[str, bytes]) -> None:
        self.texts, self.random, self.xmls = texts, random, xmls
        variables = {"go": random.randint(0, 2)}
        self.path: list[str] = [f"start {variables}"]
        documents = {name: read(xml) for name, xml in xmls.items()}
        self.world, self.house = Virtual(), House(documents)
        for document in documents.values():
            self.world.deploy(document)
        for process in ("beside", "process"):
            if process in documents:
                self.world.start(process, variables)
                self.house.start(process, variables)
        self.compare()

    @property
    def cases(self) -> list[Instance]:
        return list(self.world.instances.values())

    def compare(self) -> None:
        assert len(self.cases) == len(self.house.instances), f"instances\n{self}"
        for case, reference in zip(self.cases, self.house.instances, strict=True):
            seen, expected = seen_of(case), expected_of(reference)
            for what, value in expected.items():
                where = f"{what} of {case.program.id}"
                assert seen[what] == value, f"{where}: engine {seen[what]}, reference {value}\n{self}"

    def __str__(self) -> str:
        drawn = [line for name, text in self.texts.items() for line in (f"# {name}", text, "")]
        stories = [line for case in self.cases for line in ("", f"# {case.program.id}", *told(case))]
        return "\n".join([*drawn, *self.path, *stories])

    # ---- one step ----

    def step(self) -> bool:
        """One random thing happens to both, perhaps after a crash; False if nothing can happen any more."""
        if self.random.random() < 0.3:
            self.crash()
        if any(one.incidents for one in self.house.instances):
            return False
        waits = [(number, wait) for number, one in enumerate(self.house.instances) for wait in one.waits()]
        acts = [(number, *what) for number, one in enumerate(self.house.instances) for what in one.activatable()]
        if acts and (not waits or self.random.random() < 0.15):
            self.activate(*self.random.choice(acts))
        elif not waits:
            return False
        elif self.random.random() < 0.1:
            self.set(self.random.choice(waits)[0], {"go": self.random.randint(0, 2)})
        else:
            self.happen(*self.random.choice(waits))
        self.house.deliver()
        self.compare()
        return any(one.state == "active" for one in self.house.instances)

    def set(self, at: int, values: dict[str, Any]) -> None:
        self.path.append(f"set {at} {values}")
        self.world.do(self.cases[at].key, c.SetVariables(at=self.world.now, variables=values))
        self.house.instances[at].set(values)

    def activate(self, at: int, body: Visit, element: str) -> None:
        """Somebody chooses what comes next in an ad-hoc sub-process; of several with one name the same one."""
        case, reference = self.cases[at], self.house.instances[at]
        self.path.append(f"activate {at} {element}")
        alike = [visit for visit, other in reference.activatable() if other == element]
        bodies = sorted(one.n for one in open_ad_hocs(case) if case.program.node(one.element).id == body.node.id)
        order = sorted(alike, key=lambda visit: visit.since).index(body)
        activation = c.AdHocActivation(element=element)
        ad_hoc = bodies[order]
        self.world.do(case.key, c.ActivateAdHoc(at=self.world.now, ad_hoc=ad_hoc, elements=(activation,)))
        reference.activate(body, element)

    def happen(self, at: int, wait: Wait) -> None:
        """What is awaited comes, now and then with a variable; now and then a worker throws an error instead."""
        case, reference = self.cases[at], self.house.instances[at]
        number = [one for one in reference.waits() if same(one, wait)].index(wait)
        alike = [record for kind, element, record in waits_of(case) if (kind, element) == (wait.kind, wait.event.id)]
        record, now = alike[number], self.world.now
        values = {"go": self.random.randint(0, 2)} if self.random.random() < 0.2 else {}
        self.path.append(f"{wait.kind} {at} {wait.event.id} {number} {values}")
        if isinstance(record, Job) and self.random.random() < 0.2:
            self.path[-1] = f"error {at} {wait.event.id} {number}"
            self.world.do(case.key, c.ThrowJobError(at=now, job=record.n, code="E"))
            reference.throw(wait, "E")
            return
        if isinstance(record, Timer):
            values = {}
        command = {
            Job: lambda: c.CompleteJob(at=now, job=record.n, variables=values),
            Task: lambda: c.CompleteTask(at=now, task=record.n, variables=values),
            Timer: lambda: c.FireTimer(at=now, timer=record.n),
            Subscription: lambda: c.CorrelateMessage(at=now, subscription=record.n, message=1, variables=values),
        }[type(record)]()
        self.world.do(case.key, command)
        reference.do(wait, values)

    def crash(self) -> None:
        """The node dies: what comes back is read page by page from JSON, programs are compiled from the XML."""
        self.path.append("crash")
        for case in self.cases:
            history = [event for _, _, events in case.history for event in events]
            back = saved_and_loaded(case.state)
            assert fold(history, empty(case.key), at=case.history[-1][0]) == back == case.state, str(self)
            program = compile_process(read(self.xmls[case.program.id]), case.program.id)
            assert program.nodes == case.program.nodes
            case.state = back
            case.program = self.world.programs[case.definition] = program
            case._open = {}


# ---- what can be seen of an instance ----


def waits_of(case: Instance) -> list[tuple[str, str, Any]]:
    """(kind, element that waits or fires, record) in the order in which they came."""
    program, found = case.program, []
    for record in case.state.shelf.records():
        if isinstance(record, Job | Task):
            found.append((record.n, "work", case.element_of(record), record))
        elif isinstance(record, Timer):
            found.append((record.n, "timer", program.node(record.element).id, record))
        elif isinstance(record, Subscription):
            node = program.node(record.element)
            kind = "signal" if node.trigger.kind == "signal" else "message"
            found.append((record.n, kind, node.id, record))
    return [one[1:] for one in sorted(found, key=lambda one: one[0])]


def open_ad_hocs(case: Instance) -> list[ElementInstance]:
    visits = [one for one in case.state.shelf.records() if isinstance(one, ElementInstance)]
    return [one for one in visits if one.ad_hoc is not None and not one.ad_hoc.closed]


def seen_of(case: Instance) -> dict[str, object]:
    program, records = case.program, list(case.state.shelf.records())
    visits = [one for one in records if isinstance(one, ElementInstance)]
    own = {one.n: {} for one in visits}
    for record in records:
        if isinstance(record, Variable):
            own[record.scope][record.name] = record.value
    return {
        "state": _STATES[case.status],
        "variables": case.variables(),
        "completed": +case.completed,
        "visits": Counter((program.node(one.element).id, one.index) for one in visits),
        "own variables": Counter((program.node(one.element).id, one.index, told_of(own[one.n])) for one in visits),
        "parked": Counter(
            program.flows[flow].id for one in visits for tokens in one.parked.values() for flow, _ in tokens
        ),
        "waits": Counter((kind, element) for kind, element, _ in waits_of(case)),
        "incidents": Counter(case.element_of(one) for one in records if isinstance(one, Incident)),
    }


def expected_of(reference: Reference) -> dict[str, object]:
    visits = reference.visits()
    return {
        "state": reference.state,
        "variables": reference.root.values,
        "completed": +reference.completed,
        "visits": Counter((one.node.id, one.index) for one in visits),
        "own variables": Counter((one.node.id, one.index, told_of(one.values)) for one in visits),
        "parked": Counter(flow.id for one in visits for flows in one.parked.values() for flow in flows),
        "waits": Counter((one.kind, one.event.id) for one in reference.waits()),
        "incidents": Counter(reference.incidents),
    }


def told_of(values: Mapping[str, Any]) -> str:
    return repr(sorted(values.items()))


def same(one: Wait, other: Wait) -> bool:
    return (one.kind, one.event.id) == (other.kind, other.event.id)


def run(texts: Mapping[str, str], seed: int, steps: int = 40, xmls: Mapping[str, bytes] | None = None) -> int:
    """One random path; answers how many steps it had. Raises AssertionError with the whole story."""
    drawn = xmls or {name: draw_xml(text, name) for name, text in texts.items()}
    race = Race(texts, Random(seed), drawn)  # noqa: S311 - for tests
    done = 0
    while done < steps and race.step():
        done += 1
    return done
