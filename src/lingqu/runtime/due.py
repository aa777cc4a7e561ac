"""Timers that are due, taken together: with the instances that they belong to, in the transaction that fires them.

    timers in the order in which they are due · their instances locked (those that others hold are left out) ·
    each fires by a command of its own, which fails alone

On several nodes each timer is fired by the node that has its instance; the others pass it by without waiting.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

import msgspec

from lingqu.engine.commands import FireTimer
from lingqu.kernel.errors import Rejected
from lingqu.kernel.keys import counter_of
from lingqu.runtime.case import ENGINE
from lingqu.runtime.sitting import Sitting
from lingqu.runtime.waiting import Item
from lingqu.runtime.work import CaseWork, FireDue

#: A timer with this answer is in its row only: the instance knows nothing of it, or is over.
_ORPHANED = frozenset({"engine.timer_not_found", "engine.instance_not_running"})


class TimerRow(msgspec.Struct, frozen=True):
    """A timer that is due. `plane` says whose it is."""

    key: int
    plane: int
    tenant: str
    instance: int
    definition: int
    element: int
    owner: int
    due: int
    remaining: int


class Due(msgspec.Struct, frozen=True):
    """A timer that was taken; `future` tells, after the commit, what came of it."""

    key: int
    due: int
    future: Future[Any]


def take(sitting: Sitting, work: FireDue) -> list[tuple[Due, Item]]:
    """The next timers that are due, their instances held by this transaction."""
    c, aside = sitting.c, sorted(work.aside)
    rows = c.rows(
        "SELECT t.key, t.due, i.key, i.version, i.incidents FROM timer t JOIN instance i ON i.key = t.instance"  # noqa: S608 - no input
        f" WHERE t.due <= ? AND t.plane = ? {'AND t.instance NOT IN ??' if aside else ''}"
        f" ORDER BY t.due LIMIT {int(work.most)}" + c.skip_locked_of("i"),
        [sitting.now, ENGINE, *([aside] if aside else [])],
    )
    sitting.have([row[2:] for row in rows])
    return [_taken(*row[:3]) for row in rows]


def _taken(key: int, due: int, instance: int) -> tuple[Due, Item]:
    future: Future[Any] = Future()
    return Due(key, due, future), Item(_command(key, instance), future)


def fires(timer: TimerRow) -> CaseWork:
    """The work that fires one timer of the engine's plane."""
    return _command(timer.key, timer.instance)


def _command(key: int, instance: int) -> CaseWork:
    return CaseWork(instance=instance, command=FireTimer(at=0, timer=counter_of(key)))


def forget_orphans(
    sitting: Sitting, fired: Sequence[tuple[Due, Item]], failures: Sequence[tuple[Item, BaseException]]
) -> None:
    """Rows that no instance knows of go: nothing else would ever take them away."""
    refused = {id(item): error for item, error in failures if isinstance(error, Rejected)}
    for timer, item in fired:
        error = refused.get(id(item))
        if error is not None and error.code in _ORPHANED:
            sitting.rows.delete("timer", (timer.key,))
