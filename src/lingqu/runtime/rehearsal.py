"""Dry runs: what a command would cause, decided by the same code on the instance as it is now, and then forgotten.

Nothing is locked or written. Between the dry run and the command the instance may go on: the command decides anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from lingqu.engine import events as e
from lingqu.engine.commands import Command, MigrateInstance
from lingqu.engine.migration_plan import MigrationRefused, Problem
from lingqu.engine.program import Program
from lingqu.engine.state import ElementInstance, Incident, Job, Subscription, Task, Timer
from lingqu.kernel.errors import Invalid, NotFound, Rejected
from lingqu.kernel.keys import local_key
from lingqu.kernel.messages import Message
from lingqu.runtime import load
from lingqu.runtime.case import Case
from lingqu.runtime.ground import Ground, Live, Step
from lingqu.runtime.sitting import Sitting
from lingqu.store import Connection, Database, formats

#: Instances that one report looks at.
MOST = 5_000
_AT_ONCE = 50
#: What an event means to who asks, by its type.
_WORDS: Mapping[type[Any], str] = {
    e.ElementTerminated: "ends",
    e.ElementTerminating: "waits-to-end",
    e.ElementMigrated: "goes-over",
    e.JobCreated: "creates-job",
    e.JobCancelled: "cancels-job",
    e.TaskCreated: "creates-task",
    e.TaskCancelled: "cancels-task",
    e.TaskCompleted: "completes-task",
    e.TimerScheduled: "sets-timer",
    e.TimerCancelled: "cancels-timer",
    e.TimerFired: "fires-timer",
    e.SubscriptionOpened: "listens",
    e.SubscriptionClosed: "stops-listening",
    e.IncidentRaised: "raises-incident",
    e.IncidentResolved: "resolves-incident",
    e.ChildCalled: "calls",
    e.ChildCancelRequested: "cancels-called",
    e.ChildSuspendRequested: "suspends-called",
    e.ChildResumeRequested: "resumes-called",
    e.MessagePublished: "sends-message",
    e.SignalThrown: "sends-signal",
    e.TokensDropped: "drops-tokens",
    e.TokensRestored: "restores-tokens",
    e.TokensMigrated: "moves-tokens",
    e.CompensationDropped: "forgets-compensation",
    e.CommandReleased: "does-what-waited",
    e.InstanceSuspended: "suspends",
    e.InstanceResumed: "resumes",
    e.InstanceCancelled: "cancels-instance",
    e.InstanceCompleted: "completes-instance",
    e.InstanceFailed: "fails-instance",
    e.InstanceMigrated: "changes-version",
}


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that would happen: `what` is a word of the table above, `element` the id it concerns, or "".

    `name`: of a variable, message, signal or incident; `key`: of the thing itself, or 0.
    """

    what: str
    element: str = ""
    name: str = ""
    key: int = 0


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why instances cannot be migrated, how many it stops, and the first of them."""

    element: str
    message: Message
    count: int
    instances: tuple[int, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A migration of all live instances of a definition, tried out. `more`: there are more than were looked at."""

    looked_at: int
    possible: int
    troubles: tuple[Trouble, ...]
    more: bool = False


def rehearse(db: Database, ground: Ground, now: int, key: int, command: Command) -> tuple[Effect, ...]:
    """What the command would cause. Raises what it would be refused with, NotFound if there is no such instance."""
    with db.reading() as c:
        case = load.whole(c, key)
        if case is None:
            raise NotFound("runtime.no_such_instance", key=str(key))
        events, after = _decided(c, ground, now, case, command)
        before = ground.definitions.get(case.engine.head.definition, c).program
        target = ground.definitions.get(after.engine.head.definition, c).program
    return tuple(_effects(events, case, before, target))


def _decided(c: Connection, ground: Ground, now: int, case: Case, command: Command) -> tuple[tuple[Any, ...], Case]:
    sitting = Sitting(ground, c, number=0, now=now, fmt=formats.OLDEST)
    live = Live(case, case.version)
    sitting.live[case.key] = live
    _, done, _ = sitting.answer(Step(case.key, (command,)), live)
    return done.events, done.case


def report(db: Database, ground: Ground, now: int, definition: int, command: MigrateInstance) -> Report:
    """Try a migration on every live instance of a definition. Raises Invalid for a mapping that is none."""
    looked, possible, last = 0, 0, 0
    found: dict[tuple[str, str], tuple[Problem, list[int]]] = {}
    while looked < MOST:
        with db.reading() as c:
            rows = c.rows(
                "SELECT key FROM instance WHERE definition = ? AND status IN (0, 3) AND key > ? ORDER BY key LIMIT ?",
                [definition, last, _AT_ONCE],
            )
            for (key,) in rows:
                problems = _problems(c, ground, now, key, command)
                possible += not problems
                for problem in problems:
                    place = (problem.element, problem.message.text("en"))
                    found.setdefault(place, (problem, []))[1].append(key)
        looked += len(rows)
        if len(rows) < _AT_ONCE:
            break
        last = rows[-1][0]
    troubles = [
        Trouble(element=problem.element, message=problem.message, count=len(keys), instances=tuple(keys[:10]))
        for problem, keys in found.values()
    ]
    troubles.sort(key=lambda trouble: -trouble.count)
    return Report(looked_at=looked, possible=possible, troubles=tuple(troubles), more=looked >= MOST)


def _problems(c: Connection, ground: Ground, now: int, key: int, command: MigrateInstance) -> tuple[Problem, ...]:
    """Why this instance cannot go; () if it can. Raises what is wrong with the command itself."""
    case = load.whole(c, key)
    if case is None:  # it was deleted meanwhile
        return ()
    try:
        _decided(c, ground, now, case, command)
    except MigrationRefused as refused:
        return refused.problems
    except Invalid:
        raise
    except Rejected as refused:
        return (Problem("", refused.message),)
    return ()


# ---- in words -----------------------------------------------------------------------------------------------------


def _effects(events: Iterable[Any], case: Case, before: Program, after: Program) -> Iterable[Effect]:
    """Events as effects, in order. What is entered and left at once is not told apart from what stays."""
    records = {record.n: record for record in case.engine.shelf.records()}
    where = {n: _id(before, one.element) for n, one in records.items() if isinstance(one, ElementInstance)}
    names = {n: one.name for n, one in records.items() if hasattr(one, "name")}
    owners = {
        n: one.owner for n, one in records.items() if isinstance(one, Job | Task | Timer | Subscription | Incident)
    }

    def key(n: int) -> int:
        return local_key(case.key, n) if n >= 0 else 0

    for event in events:
        kind = type(event)
        if isinstance(event, e.ElementActivated | e.ElementActivating):
            if event.n not in where:
                where[event.n] = _id(after, event.element)
                yield Effect(what="enters", element=where[event.n], key=key(event.n))
        elif isinstance(event, e.VariableCreated):
            names[event.n] = event.name
            yield Effect(what="sets-variable", element=where.get(event.scope, ""), name=event.name)
        elif isinstance(event, e.VariableUpdated):
            yield Effect(what="sets-variable", name=names.get(event.n, ""))
        elif kind in _WORDS:
            n = getattr(event, "n", -1)
            owner = getattr(event, "owner", owners.get(n, n))
            if n >= 0:
                owners.setdefault(n, owner)
            if isinstance(event, e.ElementMigrated):
                yield Effect(what="goes-over", element=where.get(n, ""), name=_id(after, event.element), key=key(n))
                where[n] = _id(after, event.element)
                continue
            name = getattr(event, "name", "") or getattr(event, "kind", "") or names.get(n, "")
            yield Effect(what=_WORDS[kind], element=where.get(owner, ""), name=str(name), key=_about(event, case, key))


def _about(event: Any, case: Case, key: Callable[[int], int]) -> int:
    if hasattr(event, "child"):
        return int(event.child)
    return key(event.n) if hasattr(event, "n") else case.key


def _id(program: Program, ordinal: int) -> str:
    node = program.nodes[ordinal] if 0 <= ordinal < len(program.nodes) else None
    return "" if node is None else node.id
