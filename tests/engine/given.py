"""given(...).start(...).complete(...): the whole vocabulary of the engine's tests.

After each verb the history of every touched instance is folded and compared with its state, the state goes through
JSON page by page, and the program is compiled again from the XML: every test is also a persistence test.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Union

import msgspec

from drawing import draw_xml
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.apply import fold
from lingqu.engine.compile import compile_process
from lingqu.engine.outcome import Outcome
from lingqu.engine.program import Program
from lingqu.engine.state import Head, Record, State, Status, empty
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.pages import Shelf
from lingqu.kernel.values import Json
from lingqu.model.bpmn import read
from lingqu.simulation.instances import Instance
from lingqu.simulation.virtual import Virtual

_json = msgspec.json.Encoder(decimal_format="number")
_head = msgspec.json.Decoder(Head, float_hook=Decimal)
_records = msgspec.json.Decoder(list[Record], float_hook=Decimal)
_events = msgspec.json.Decoder(list[Union[tuple(e.Event.__subclasses__())]], float_hook=Decimal)  # noqa: UP007 - made at run time


def saved_and_loaded(state: State) -> State:
    """The state after a round trip through JSON, page by page."""
    pages = {
        number: {record.n: record for record in _records.decode(_json.encode([*page.values()]))}
        for number in state.shelf.numbers()
        if (page := state.shelf.page(number))
    }
    return State(key=state.key, head=_head.decode(_json.encode(state.head)), shelf=Shelf(pages, complete=True))


def page_by_page(world: World, state: State, command: c.Command) -> Outcome:
    """The command done on a state of which nothing is loaded: each page is fetched when step asks for it."""
    shelf: Shelf[Any] = Shelf({}, complete=False)
    while True:
        answer = step(world, State(key=state.key, head=state.head, shelf=shelf), command)
        if isinstance(answer, Outcome):
            return answer
        assert answer.pages or answer.every_page, answer
        wanted = state.shelf.numbers() if answer.every_page else answer.pages
        shelf = shelf.with_pages({n: state.shelf.page(n) or {} for n in wanted}, complete=answer.every_page)


def told(instance: Instance) -> list[str]:
    """One event a line, with the ids of the drawing."""
    return [line for _, _, events in instance.history for line in lines(instance.program, events)]


def lines(program: Program, events: tuple[e.Event, ...]) -> list[str]:
    names: dict[int, str] = {}
    out = []
    for event in events:
        fields = msgspec.structs.asdict(event)
        if "element" in fields and "n" in fields:
            node = program.nodes[fields["element"]] if 0 <= fields["element"] < len(program.nodes) else None
            names[fields["n"]] = fields["element"] = node.id if node else fields["element"]
        if "flow" in fields and fields["flow"] in program.flows:  # before a migration it was another one
            fields["flow"] = program.flows[fields["flow"]].id
        shown = ", ".join(f"{name}={value}" for name, value in fields.items() if value not in (None, (), "", 0, -1, {}))
        out.append(f"{type(event).__name__:<20} {shown}")
    return out


class Given:
    """One drawing at work; `case` is the instance that `start` made first."""

    def __init__(self, *drawings: str | bytes, **named: str) -> None:
        self.xml = [one if isinstance(one, bytes) else draw_xml(one) for one in drawings]
        self.xml += [draw_xml(text, process) for process, text in named.items()]
        self.world = Virtual(watch=self._check)
        self._programs: dict[int, Program] = {}
        for xml in self.xml:
            self._deploy(xml)
        self.key = 0

    def _deploy(self, xml: bytes) -> int:
        """Deploy, and compile once more for what is rebuilt; the key of the first process."""
        keys = self.world.deploy(read(xml))
        for key in keys:
            self._programs[key] = compile_process(read(xml), self.world.programs[key].ordinal)
        return keys[0]

    def _check(self, instance: Instance, command: c.Command, world: World, before: State, outcome: Outcome) -> None:
        """The laws that hold after every command."""
        history = [event for _, _, events in instance.history for event in events]
        assert fold(history, empty(instance.key), at=command.at) == outcome.state, "\n".join(told(instance))
        reloaded = saved_and_loaded(outcome.state)
        assert reloaded == outcome.state
        assert _events.decode(_json.encode(list(outcome.events))) == list(outcome.events)
        earlier = [event for _, _, events in instance.history[:-1] for event in events]
        at = instance.history[-2][0] if len(instance.history) > 1 else 0
        assert fold(earlier, empty(instance.key), at=at) == before, "the given state was touched"
        rebuilt = World(
            programs=self._programs,
            latest=world.latest,
            decisions=world.decisions,
            bound=world.bound,
            called=world.called,
            values=world.values,
            calendars=world.calendars,
            zone=world.zone,
        )
        again = step(rebuilt, saved_and_loaded(before) if before.head.definition else before, command)
        assert isinstance(again, Outcome)
        assert again.events == outcome.events
        assert again.state == outcome.state
        if before.head.definition:
            lazy = page_by_page(rebuilt, before, command)
            assert lazy.events == outcome.events
            assert lazy.pages == outcome.pages
            assert all((lazy.state.shelf.page(n) or {}) == (outcome.state.shelf.page(n) or {}) for n in lazy.pages)

    # ---- verbs ----

    def migrate(self, drawing: str, *mapping: tuple[str, str], automatic: bool = True, **more: str) -> Given:
        """Deploy a new version (`process` names it) and migrate to it."""
        key = self._deploy(draw_xml(drawing, more.get("process", "process")))
        return self.do(
            c.MigrateInstance(at=self.world.now, definition=key, mapping=tuple(mapping), automatic=automatic)
        )

    def start(self, process: str = "process", **variables: Json) -> Given:
        key = self.world.start(process, variables)
        self.key = self.key or key
        return self

    def do(self, command: c.Command) -> Given:
        self.world.do(self.key, command)
        return self

    def complete(self, element: str, **variables: Json) -> Given:
        """Complete a task or job of that element in any instance; the oldest first."""
        for instance in self.world.instances.values():
            for record in (*instance.tasks, *instance.jobs):
                if instance.element_of(record) == element:
                    kind: Any = c.CompleteTask if record in instance.tasks else c.CompleteJob
                    field = "task" if kind is c.CompleteTask else "job"
                    self.world.do(instance.key, kind(at=self.world.now, variables=variables, **{field: record.n}))
                    return self
        raise AssertionError(f"Expected a task or job at {element}\n{self}")

    def fail(self, element: str, retries: int, error: str = "broken", **variables: Json) -> Given:
        return self.do(
            c.FailJob(at=self.world.now, job=self.job(element), retries=retries, error=error, variables=variables)
        )

    def throw(self, element: str, code: str, **variables: Json) -> Given:
        return self.do(c.ThrowJobError(at=self.world.now, job=self.job(element), code=code, variables=variables))

    def cancel(self) -> Given:
        return self.do(c.CancelInstance(at=self.world.now))

    def set(self, scope: int = 0, *, local: bool = False, **variables: Json) -> Given:
        return self.do(c.SetVariables(at=self.world.now, variables=variables, scope=scope, local=local))

    def resolve(self) -> Given:
        """Resolve the oldest incident."""
        return self.do(c.ResolveIncident(at=self.world.now, incident=self.case.incidents[0].n))

    def message(self, name: str, key: str = "", *, ttl: int = 0, **variables: Json) -> Given:
        self.world.publish(name, key, ttl=ttl, variables=variables)
        return self

    def signal(self, name: str, **variables: Json) -> Given:
        self.world.broadcast(name, variables)
        return self

    def wait(self, minutes: int = 0, *, hours: int = 0) -> Given:
        self.world.advance((hours * 60 + minutes) * 60_000)
        return self

    def rewind(self, element: str, asker: int = -1) -> Given:
        """Go back to the latest visit of an element."""
        return self.do(c.Rewind(at=self.world.now, target=self.visit(element), asker=asker))

    # ---- questions ----

    @property
    def case(self) -> Instance:
        return self.world.instances[self.key]

    @property
    def waits_at(self) -> list[str]:
        """Where tokens rest, in all instances."""
        return sorted(place for one in self.world.instances.values() if one.running for place in one.waiting())

    @property
    def ended(self) -> bool:
        return self.case.status is Status.COMPLETED

    @property
    def variables(self) -> dict[str, Json]:
        return self.case.variables()

    @property
    def problems(self) -> list[str]:
        """Kinds of the open incidents."""
        return [incident.kind for incident in self.case.incidents]

    @property
    def events(self) -> list[e.Event]:
        """Everything that happened, in order."""
        return [event for _, _, events in self.case.history for event in events]

    @property
    def last(self) -> tuple[e.Event, ...]:
        """What the last command caused."""
        return self.case.history[-1][2]

    @property
    def story(self) -> list[str]:
        return told(self.case)

    def times(self, element: str) -> int:
        """How often an element has completed, in all instances."""
        return sum(one.completed[element] for one in self.world.instances.values())

    def job(self, element: str) -> int:
        return next(job.n for job in self.case.jobs if self.case.element_of(job) == element)

    def task(self, element: str) -> int:
        return next(task.n for task in self.case.tasks if self.case.element_of(task) == element)

    def visit(self, element: str) -> int:
        """The counter of the latest visit of an element."""
        ordinal = self.case.program.by_id[element]
        return next(n for n, where, *_ in reversed(self.case.lineage) if where == ordinal)

    def of(self, kind: type[e.Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def __repr__(self) -> str:
        return "\n".join(line for one in self.world.instances.values() for line in ["", f"# {one.key}", *told(one)])


def given(*drawings: str | bytes, **named: str) -> Given:
    return Given(*drawings, **named)
