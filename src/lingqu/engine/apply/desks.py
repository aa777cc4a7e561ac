"""How appliers reach what they change: element instances, what these own, what goes with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lingqu.engine.state import (
    NOWHERE,
    Arrival,
    Condition,
    Desk,
    ElementInstance,
    Incident,
    Job,
    Record,
    Sequel,
    Subscription,
    Task,
    Timer,
)


def element(table: Desk, n: int) -> ElementInstance:
    return table.draft.edit(n)  # type: ignore[return-value]  # the counter of an element instance


def owned(table: Desk, record: Job | Task | Timer | Subscription | Incident | Condition | Arrival | Sequel) -> None:
    table.head.next = record.n + 1
    table.draft.put(record)
    owner: Any = table.draft.edit(record.owner)
    owner.waits += (record.n,)


def done(table: Desk, n: int) -> Record:
    record: Any = table.draft.find(n)
    table.draft.drop(n)
    owner: Any = table.draft.edit(record.owner)
    owner.waits = without(owner.waits, n)
    return record  # type: ignore[no-any-return]  # records with owners are duck-typed here


def without(numbers: tuple[int, ...], n: int) -> tuple[int, ...]:
    """The numbers without the first n. Raises ValueError if it is not there."""
    at = numbers.index(n)
    return numbers[:at] + numbers[at + 1 :]


def forget(table: Desk, n: int) -> ElementInstance:
    """Drop an element instance with its local variables and outputs."""
    draft = table.draft
    gone: Any = draft.find(n)  # read for the last time: no copy of its own
    for variable in gone.names.values():
        draft.drop(variable)
    loop = gone.loop
    if loop is not None and loop.outputs != NOWHERE:
        for output in range(loop.outputs, loop.outputs + loop.total - len(loop.added)):
            if draft.find(output) is not None:
                draft.drop(output)
    if loop is not None:
        for item in loop.added:
            draft.drop(item)
    if gone.ledger:
        drop_kept(table, gone.ledger)
    draft.drop(n)
    return gone  # type: ignore[no-any-return]  # the counter of an element instance


def drop_kept(table: Desk, roots: Iterable[int]) -> None:
    """Drop Compensables with all that is inner to them."""
    draft: Any = table.draft
    todo = list(roots)
    while todo:
        n = todo.pop()
        todo.extend(draft.find(n).inner)
        draft.drop(n)
