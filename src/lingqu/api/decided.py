"""What the business rule tasks of an instance have decided, as the monitor shows it."""

from __future__ import annotations

from typing import Literal

from litestar import get
from litestar.params import FromPath

from lingqu.api.edge import Shape, at
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.insights import decisions, instances
from lingqu.insights.decisions import Decided, Given
from lingqu.insights.drawing import Drawing
from lingqu.insights.instances import Visit
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import Json

#: Decisions that a page shows.
MOST = 500


class GivenShape(Shape):
    name: str
    value: Json


class RuleShape(Shape):
    """A rule that matched, by its number from 1."""

    index: int
    outputs: list[GivenShape]


class DecidedShape(Shape):
    """One decision. `task`: id and name of the element; `asked`: the task asked for it, else it was required.

    `notes`: what was noticed on the way, or why it failed. `cut`: what it saw is not kept any more, or never was.
    """

    key: str
    task: str
    task_name: str
    asked: bool
    decision: str
    name: str
    version: int
    decided_at: str
    state: Literal["decided", "failed"]
    value: Json
    inputs: list[GivenShape]
    rules: list[RuleShape]
    notes: list[str]
    cut: bool


@get("/api/instances/{key:str}/decisions")
@in_thread
def list_decisions(house: House, viewer: Viewer, language: Language, key: FromPath[str]) -> list[DecidedShape]:
    """What was decided, in order: inputs, matched rules, results; only for who sees everything."""
    number = parse_key(key)
    with house.db.reading() as c:
        row = instances.find(c, viewer, number)
        if not viewer.everything:
            return []
        found = decisions.of_instance(c, number, MOST)
        visits = {visit.n: visit for visit in instances.visits(c, number)} if found else {}
    drawing = house.definitions.drawing(row.definition)
    last = {one.key: one.place for one in found}
    return [_shown(one, drawing, visits, language, asked=one.place == last[one.key]) for one in found]


def _shown(
    one: Decided, drawing: Drawing, visits: dict[int, Visit], language: Language, *, asked: bool
) -> DecidedShape:
    element = drawing.element(visits[one.owner].element)
    return DecidedShape(
        key=f"{one.key}-{one.place}",
        task=element.id,
        task_name=element.name,
        asked=asked,
        decision=one.id,
        name=one.name,
        version=one.version,
        decided_at=at(one.at),
        state="failed" if one.failed else "decided",
        value=one.value,
        inputs=_given(one.inputs),
        rules=[RuleShape(index=rule.index, outputs=_given(rule.outputs)) for rule in one.rules],
        notes=[note[language] for note in one.notes] or ([one.failure] if one.failed else []),
        cut=one.cut,
    )


def _given(values: tuple[Given, ...]) -> list[GivenShape]:
    return [GivenShape(name=one.name, value=one.value) for one in values]


HANDLERS = [list_decisions]
