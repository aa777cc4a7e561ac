"""The plan of a migration: which element of one version becomes which of the other, and why an element cannot.

By default an element becomes the one with the same id; one whose id is gone becomes the only new one of the same kind
and name. Whoever migrates may say otherwise. Nothing here looks at an instance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from lingqu.engine.formulas import Formula
from lingqu.engine.program import Node, Program
from lingqu.engine.state import NOWHERE
from lingqu.kernel.errors import Conflict, Invalid
from lingqu.kernel.messages import Message

#: Elements that wait in the same way: what waits at one may wait at another of its group.
_ALIKE = ({"receive", "catch"},)

How = Literal["given", "id", "name"]


class Problem(msgspec.Struct, frozen=True):
    """Why an element cannot be migrated: its id, and a message of the engine's catalogue."""

    element: str
    message: Message


class MigrationRefused(Conflict):
    """The instance cannot be migrated; `problems` tell where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [
            Message(code="engine.migrate_at", params={"element": p.element, "reason": p.message}) for p in problems
        ]
        super().__init__(
            "engine.migrate_impossible",
            found="; ".join(one.text("en") for one in shown),
            found_zh="; ".join(one.text("zh") for one in shown),
            problems=self.problems,
        )


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a plan. `target` empty: the element has no counterpart; `problem`: why what waits there cannot go."""

    source: str
    target: str
    how: How | Literal[""] = ""
    problem: Message | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`elements`: ordinal before -> ordinal after."""

    elements: Mapping[int, int]
    steps: tuple[Step, ...]


def plan(source: Program, target: Program, given: Sequence[tuple[str, str]] = (), *, automatic: bool = True) -> Plan:
    """The plan from one version to another. Not `automatic`: only what is given. Raises Invalid for unknown ids."""
    elements: dict[int, int] = {source.ordinal: target.ordinal}
    how: dict[int, How] = {}
    for id_before, id_after in given:
        ordinal = _known(source, id_before)
        if ordinal in how:
            raise Invalid("engine.migrate_twice", element=id_before)
        elements[ordinal], how[ordinal] = _known(target, id_after), "given"
    if automatic:
        for node in _elements(source):
            same = target.by_id.get(node.id)
            if node.ordinal not in elements and same is not None and target.nodes[same] is not None:
                elements[node.ordinal], how[node.ordinal] = same, "id"
        for ordinal, after in _by_name(source, target, elements).items():
            elements[ordinal], how[ordinal] = after, "name"
    return Plan(
        elements=elements,
        steps=tuple(_step(source, target, node, elements, how) for node in _elements(source)),
    )


def _elements(program: Program) -> list[Node]:
    return [node for node in program.elements if node.scope != NOWHERE]


def _known(program: Program, id_: str) -> int:
    ordinal = program.by_id.get(id_)
    if ordinal is None or program.nodes[ordinal] is None or ordinal == program.ordinal:
        raise Invalid("engine.modify_unknown", process=program.id, element=id_)
    return ordinal


def _by_name(source: Program, target: Program, elements: Mapping[int, int]) -> dict[int, int]:
    """Elements whose id is gone, and the only new element of their kind and name."""
    lost = [node for node in _elements(source) if node.ordinal not in elements and node.name]
    taken = set(elements.values())
    new = [node for node in _elements(target) if node.ordinal not in taken and node.name]
    often = Counter((node.kind, node.name) for node in lost)
    places = {(node.kind, node.name): node.ordinal for node in new}
    found = Counter((node.kind, node.name) for node in new)
    return {
        node.ordinal: places[node.kind, node.name]
        for node in lost
        if found[node.kind, node.name] == 1 and often[node.kind, node.name] == 1
    }


def _step(source: Program, target: Program, node: Node, elements: Mapping[int, int], how: Mapping[int, How]) -> Step:
    del source
    after = elements.get(node.ordinal)
    if after is None:
        return Step(source=node.id, target="", problem=reason("unmapped"))
    found = target.node(after)
    return Step(source=node.id, target=found.id, how=how.get(node.ordinal, ""), problem=unfit(node, found))


def reason(word: str, /, **params: str | Message) -> Message:
    return Message(code=f"engine.migrate_{word}", params=params)


def unfit(before: Node, after: Node) -> Message | None:
    """Why what waits at one element cannot wait at the other; None if it can."""
    alike = before.behaviour == after.behaviour or any({before.behaviour, after.behaviour} <= group for group in _ALIKE)
    if not alike or before.triggered != after.triggered or (before.attached_to, after.attached_to).count(NOWHERE) == 1:
        return reason("kind", kind=before.kind, target=after.id, target_kind=after.kind)
    if (before.loop is None) != (after.loop is None):
        return reason("loop_removed" if after.loop is None else "loop_added", target=after.id)
    if before.loop is not None and after.loop is not None and before.loop.behaviour != after.loop.behaviour:
        return reason("loop_kind", target=after.id)
    if before.task is not None and after.task is not None and before.task.approval != after.task.approval:
        return reason("approval", target=after.id)
    return None


def unchanged(before: Node, after: Node) -> bool:
    """Whether an event waits for the same thing as before, so that it need not be waited for anew."""
    a, b = before.trigger, after.trigger
    return (a.kind, a.timer_kind) == (b.kind, b.timer_kind) and all(
        _text(x) == _text(y)
        for x, y in ((a.name, b.name), (a.key, b.key), (a.timer, b.timer), (a.condition, b.condition))
    )


def _text(formula: Formula | None) -> str | None:
    return None if formula is None else formula.text
