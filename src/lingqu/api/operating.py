"""Operations as the monitor offers them: each with its dry run, which lists what would happen and does nothing."""

from __future__ import annotations

from typing import Literal

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import Prose, Shape, bad
from lingqu.api.given import House, Language, Viewer
from lingqu.api.v2 import modification
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_process
from lingqu.engine import migration_plan
from lingqu.engine.commands import (
    CancelInstance,
    Command,
    MigrateInstance,
    ModifyInstance,
    Movement,
    ResumeInstance,
    Rewind,
    SuspendInstance,
)
from lingqu.engine.migration_plan import Step
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import counter_of, parse_key
from lingqu.runtime.rehearsal import Effect, Report


class Pair(Shape, forbid_unknown_fields=True):
    """An element of the version that runs, and what it becomes."""

    source: str
    target: str


class Migration(Shape, forbid_unknown_fields=True):
    """`target`: key of the definition. What the mapping does not mention goes by id, or by kind and name."""

    target: str
    mapping: list[Pair] = []


class Operation(Shape, forbid_unknown_fields=True):
    """What to do. move: `source` and `target` are ids of elements; rewind: `visit` is the key of a visit;
    modify: `modification` as /v2 takes it; migrate: `migration`.
    """

    kind: Literal["cancel", "suspend", "resume", "move", "modify", "migrate", "rewind"]
    reason: Prose = ""
    source: str = ""
    target: str = ""
    visit: str = ""
    modification: modification.Modification | None = None
    migration: Migration | None = None


class EffectShape(Shape):
    """`what` is a word such as enters, ends, cancels-task; `element` an id, `key` of the thing itself."""

    what: str
    element: str
    name: str
    key: str | None


class StepShape(Shape):
    """One line of the plan. `how`: given, id, name or ""; `problem`: why what waits there cannot go."""

    source: str
    target: str
    how: str
    problem: str | None


class TroubleShape(Shape):
    element: str
    message: str
    count: int
    instances: list[str]


class PlanShape(Shape):
    """A migration of all live instances, tried out on each; `more`: there are more than `lookedAt`."""

    target: str
    steps: list[StepShape]
    looked_at: int
    possible: int
    more: bool
    troubles: list[TroubleShape]


class Wanted(Migration, kw_only=True):
    """`source`: key of the definition whose live instances are looked at."""

    source: str


def _command(house: House, viewer: Viewer, wanted: Operation) -> Command:
    by = viewer.login
    match wanted.kind:
        case "cancel":
            return CancelInstance(at=0, by=by, reason=wanted.reason)
        case "suspend":
            return SuspendInstance(at=0, by=by, reason=wanted.reason)
        case "resume":
            return ResumeInstance(at=0, by=by)
        case "move":
            move = Movement(source=wanted.source, target=wanted.target, within="inferred")
            return ModifyInstance(at=0, by=by, move=(move,))
        case "rewind":
            return Rewind(at=0, by=by, target=counter_of(parse_key(wanted.visit, "visit")), reason=wanted.reason)
        case "modify" if wanted.modification is not None:
            return modification.command(wanted.modification, by)
        case "migrate" if wanted.migration is not None:
            return _migration(house, viewer, wanted.migration)
    raise bad(wanted.kind, "not_object")


def _migration(house: House, viewer: Viewer, wanted: Migration) -> MigrateInstance:
    return MigrateInstance(
        at=0,
        by=viewer.login,
        definition=_definition(house, viewer, wanted.target),
        mapping=tuple((pair.source, pair.target) for pair in wanted.mapping),
    )


def _definition(house: House, viewer: Viewer, text: str) -> int:
    """The key of a process that the viewer may see. Raises NotFound."""
    key = parse_key(text, "target")
    seen, params = sees_process(viewer)
    with house.db.reading() as c:
        row = c.row(f"SELECT 1 FROM definition d WHERE {seen} AND d.kind = 'process' AND d.key = ?", (*params, key))  # noqa: S608 - ours
    if row is None:
        raise NotFound("api.not_found", what="process definition", key=text)
    return key


@post("/api/instances/{key:str}/operations", status_code=204)
@in_thread
def operate(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Operation]) -> None:
    """Do an operation. It leaves a line in the audit log."""
    viewer.must("operate")
    number = parse_key(key)
    house.runtime.writer.call(house.runtime.command(number, _command(house, viewer, data)))


@post("/api/instances/{key:str}/operations/dry-run", status_code=200)
@in_thread
def try_out(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Operation]) -> list[EffectShape]:
    """What an operation would cause now, in order; refused as the operation would be."""
    viewer.must("operate")
    return [_effect(one) for one in house.runtime.rehearse(parse_key(key), _command(house, viewer, data))]


def _effect(one: Effect) -> EffectShape:
    return EffectShape(what=one.what, element=one.element, name=one.name, key=str(one.key) if one.key else None)


@post("/api/migrations/plan", status_code=200)
@in_thread
def plan_migration(house: House, viewer: Viewer, language: Language, data: JSONBody[Wanted]) -> PlanShape:
    """The plan from one version to another, tried out on every live instance before anybody decides."""
    viewer.must("operate")
    source, command = _definition(house, viewer, data.source), _migration(house, viewer, data)
    definitions = house.runtime.definitions
    plan = migration_plan.plan(
        definitions.get(source).program, definitions.get(command.definition).program, command.mapping
    )
    return _plan(data.target, plan.steps, house.runtime.rehearse_migration(source, command), language)


def _plan(target: str, steps: tuple[Step, ...], report: Report, language: Language) -> PlanShape:
    return PlanShape(
        target=target,
        steps=[
            StepShape(
                source=one.source,
                target=one.target,
                how=one.how,
                problem=one.problem.text(language) if one.problem else None,
            )
            for one in steps
        ],
        looked_at=report.looked_at,
        possible=report.possible,
        more=report.more,
        troubles=[
            TroubleShape(
                element=one.element,
                message=one.message.text(language),
                count=one.count,
                instances=[str(key) for key in one.instances],
            )
            for one in report.troubles
        ],
    )


HANDLERS = [operate, try_out, plan_migration]
