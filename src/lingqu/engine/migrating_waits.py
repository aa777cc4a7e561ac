"""What an element instance waits for, after a migration: kept, closed or opened anew.

Jobs, tasks and incidents are kept. A timer, subscription or condition is kept if the new drawing listens for the same
thing in the same place; one that has fired already is not set again. What is drawn differently is opened anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lingqu.engine import events as e
from lingqu.engine.catching import Catch, open_catches, plan_catch
from lingqu.engine.ending import close_wait
from lingqu.engine.formulas import Stuck
from lingqu.engine.migration_plan import MigrationRefused, Problem, reason, unchanged
from lingqu.engine.program import Node, Program
from lingqu.engine.state import (
    NOWHERE,
    RUN,
    Condition,
    ElementInstance,
    Incident,
    Job,
    Lifecycle,
    Subscription,
    Task,
    Timer,
)
from lingqu.engine.turn import Turn
from lingqu.kernel.messages import Message

_LISTENERS = (Timer, Subscription, Condition)
_WAITED = frozenset({"timer", "message", "signal", "condition", "multiple"})


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """What one element instance keeps (counter, ordinal that it fires), closes and opens (ordinals)."""

    owner: int
    kept: tuple[tuple[int, int], ...]
    closed: tuple[int, ...]
    opened: tuple[int, ...]


def decide_listening(
    turn: Turn, source: Program, target: Program, elements: Mapping[int, int], place: ElementInstance
) -> Listening:
    """Look at the instance as it was before."""
    before, after = source.node(place.element), target.node(elements[place.element])
    records: list[Any] = [turn.draft.find(n) for n in place.waits]
    was, wanted = _catchers(source, before, place), _catchers(target, after, place)
    lasting = {
        after_: before_
        for before_ in was
        if (after_ := elements.get(before_)) in wanted and unchanged(source.node(before_), target.node(after_))
    }
    kept: list[tuple[int, int]] = []
    closed: list[int] = []
    for record in records:
        if isinstance(record, _LISTENERS):
            goes_on = elements.get(record.element)
            if goes_on in lasting:
                kept.append((record.n, goes_on))
            else:
                closed.append(record.n)
        elif isinstance(record, Incident):
            kept.append((record.n, elements.get(record.element, NOWHERE)))
        else:
            kept.append((record.n, NOWHERE))
    opened = () if _begins_again(place, records) else tuple(one for one in wanted if one not in lasting)
    return Listening(owner=place.n, kept=tuple(kept), closed=tuple(closed), opened=opened)


def _begins_again(place: ElementInstance, records: list[Any]) -> bool:
    """Whether resolving its incident lets the element begin once more, which opens what it listens for."""
    if place.state is not Lifecycle.ACTIVE:
        return True
    stopped = any(isinstance(record, Incident) for record in records)
    at_work = place.called or place.loop is not None or place.children or place.crowd or place.flowing
    return stopped and not at_work and not any(isinstance(record, Job | Task) for record in records)


def _catchers(program: Program, node: Node, place: ElementInstance) -> list[int]:
    """The events that an element instance may listen for."""
    if place.index == RUN:
        return []  # the ad-hoc sub-process around it listens
    inner = place.index > 0
    body = node.loop is not None and not inner
    found: list[int] = []
    if not inner:
        found += node.boundaries
    if not body:
        found += node.handlers
        if node.behaviour in ("receive", "catch"):
            found.append(node.ordinal)
        elif node.behaviour == "eventBasedGateway":
            found += [flow.target for flow in node.outgoing]
    return [
        one
        for one in found
        if program.node(one).trigger.kind in ("timer", "message", "signal", "condition", "multiple")
    ]


def listen(turn: Turn, plan: Listening) -> None:
    """Do it: the element instance and the program are those of after. Raises MigrationRefused."""
    for n, element in plan.kept:
        turn.emit(e.WaitMigrated(n=n, element=element))
    for n in plan.closed:
        close_wait(turn, n)
    planned: list[Catch] = []
    for ordinal in plan.opened:
        try:
            planned += plan_catch(turn, plan.owner, turn.node(ordinal))
        except Stuck as why:
            text = Message(code=why.code, params=why.params)
            raise MigrationRefused([Problem(turn.node(ordinal).id, reason("evaluation", why=text))]) from None
    open_catches(turn, plan.owner, planned)
