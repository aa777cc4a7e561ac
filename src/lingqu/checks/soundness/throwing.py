"""What happens when something is caught: the scope that listens ends or goes on beside it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from lingqu.checks.soundness.catching import Catch
from lingqu.checks.soundness.leaving import leave, ways
from lingqu.checks.soundness.net import Move
from lingqu.checks.soundness.scopes import Builder, Scope
from lingqu.model.bpmn import SubProcess


def caught(build: Builder, act: Move, catch: Catch, goes_on: Callable[[Move], None]) -> None:
    """Add the moves of an act that `catch` hears; who throws goes on, unless the scope it is in ends."""
    scope, event = catch
    heard = msgspec.structs.replace(act, elements=(*act.elements, event.ordinal))
    if event.position == "boundary":
        if event.interrupting:
            leave(build, event, ended(build, heard, scope))
            return
        beside = msgspec.structs.replace(heard, need=heard.need | {scope.active})
        options = ways(build, event)
    else:
        listener = build.within(event)
        if event.interrupting:
            for marked in ways(build, event):
                build.moves.append(taken_over(heard, scope, listener, marked))
            return
        beside = heard
        options = [marked | {listener.active} for marked in ways(build, event)]
    for marked in options:
        goes_on(msgspec.structs.replace(beside, add=beside.add | marked))


def ended(build: Builder, act: Move, scope: Scope) -> Move:
    """The act with the end of a running scope: everything in it is gone."""
    host = scope.container
    spent = build.spent(host) if isinstance(host, SubProcess) else frozenset()
    gone = scope.held() | scope.remembered() | scope.counters() | spent
    return msgspec.structs.replace(
        act,
        need=act.need | {scope.active},
        take=act.take | {scope.active},
        clear=act.clear | gone,
        add=act.add - gone,
    )


def emptied(act: Move, scope: Scope) -> Move:
    """The act with the end of everything in a scope, which then completes. What had ended in it, had ended."""
    gone = scope.held() | scope.remembered() | scope.counters(below=True)
    return msgspec.structs.replace(act, clear=act.clear | gone, add=act.add - gone)


def taken_over(act: Move, scope: Scope, listener: Scope, marked: frozenset[int]) -> Move:
    """The act with an interrupting event sub-process in the place of all else in the scope."""
    empty = emptied(act, scope)
    return msgspec.structs.replace(empty, add=empty.add | marked | {scope.closed, listener.active})
