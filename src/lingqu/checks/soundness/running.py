"""How scopes begin, listen and complete: processes, sub-processes, event sub-processes."""

from __future__ import annotations

import msgspec

from lingqu.checks.soundness.acting import heard
from lingqu.checks.soundness.catching import start_of
from lingqu.checks.soundness.leaving import entrances, leave, ways
from lingqu.checks.soundness.net import NOTHING, Move
from lingqu.checks.soundness.nodes import listen, race
from lingqu.checks.soundness.places import first, instantiating, plain_starts, seeds, typed_starts
from lingqu.checks.soundness.scopes import Builder, Scope
from lingqu.checks.soundness.throwing import ended, taken_over
from lingqu.model.bpmn import (
    CancelDefinition,
    CompensateDefinition,
    ErrorDefinition,
    EscalationDefinition,
    Event,
    Gateway,
    SubProcess,
)

#: Listeners that nothing from outside sets off.
_THROWN = (ErrorDefinition, EscalationDefinition, CancelDefinition, CompensateDefinition)


def begin(build: Builder, scope: Scope) -> None:
    """How a process starts: at all its plain start events, or at one that waits for something.

    A start event that a message flow feeds starts the process whenever it is not running.
    """
    root = scope.container
    place = build.place("begin", root)
    again = Move(elements=(), forbid=frozenset({scope.active}), add=frozenset({scope.active}))
    once = msgspec.structs.replace(again, need=frozenset({place}), take=frozenset({place}))
    before = len(build.moves)
    _enter(build, scope, once)
    for node in (*typed_starts(root), *instantiating(build, root)):
        fed = node.ordinal in build.hears
        act = msgspec.structs.replace(again if fed else once, elements=(node.ordinal,))
        for comes in heard(build, node, act):
            if isinstance(node, Gateway):
                race(build, node, comes)
            else:
                leave(build, node, comes)
    if any(place in move.need for move in build.moves[before:]):
        build.start.add(place)


def run(build: Builder, scope: Scope) -> None:
    """What a scope does by itself: enter, listen, complete."""
    container = scope.container
    for inner in scope.inner:
        if inner.listens:
            _trigger(build, scope, inner)
    if isinstance(container, SubProcess) and scope.parent is not None and not scope.listens:
        for place in entrances(build, container):
            took = frozenset({place})
            act = Move(elements=(container.ordinal,), need=took, take=took, add=frozenset({scope.active}))
            _enter(build, scope, act, typed=True)
        for boundary in build.view.boundaries(container):
            _border(build, scope, boundary)
    if _is_ad_hoc(scope):
        for node in seeds(build, container):
            here = frozenset({build.at[node.ordinal]})
            build.moves.append(Move(elements=(), need=frozenset({scope.active}), forbid=scope.held(), add=here))
    _complete(build, scope)


def _enter(build: Builder, scope: Scope, act: Move, *, typed: bool = False) -> None:
    """Add the moves by which tokens come into a scope. `typed`: for want of a plain start event any will do."""
    container = scope.container
    plain = plain_starts(container)
    if len(plain) > 1 and scope.parent is None:  # whoever starts the process chooses one
        for start in plain:
            _enter_at(build, act, [start])
        return
    starts = plain or (typed_starts(container) if typed else [])
    if starts:
        _enter_at(build, act, starts)
        return
    begun = [] if _is_ad_hoc(scope) else first(build, container)
    if begun or scope.parent is not None:
        marked = frozenset(build.at[node.ordinal] for node in begun)
        build.moves.append(msgspec.structs.replace(act, add=act.add | marked))


def _enter_at(build: Builder, act: Move, starts: list[Event]) -> None:
    """Tokens come into a scope at all of these."""
    elements = (*act.elements, *(one.ordinal for one in starts))
    for marked in ways(build, *starts):
        build.moves.append(msgspec.structs.replace(act, elements=elements, add=act.add | marked))


def _trigger(build: Builder, scope: Scope, listener: Scope) -> None:
    """An event sub-process that something from outside sets off: one at a time."""
    start = start_of(listener)
    if start is None or _thrown_only(build, start):
        return
    act = Move(
        elements=(listener.container.ordinal, start.ordinal),
        need=frozenset({scope.active}),
        some=NOTHING if _is_ad_hoc(scope) else scope.held(),  # an ad-hoc sub-process waits even if it is empty
        forbid=frozenset({scope.closed, listener.active}),
    )
    for happens in heard(build, start, act):
        for marked in ways(build, start):
            if start.interrupting:
                build.moves.append(taken_over(happens, scope, listener, marked))
            else:
                build.moves.append(msgspec.structs.replace(happens, add=marked | {listener.active}))


def _border(build: Builder, scope: Scope, boundary: Event) -> None:
    """A boundary event of a sub-process that something from outside sets off."""
    if _thrown_only(build, boundary):
        return
    host = Move(elements=(), need=frozenset({scope.active}))
    listen(build, boundary, ended(build, host, scope) if boundary.interrupting else host)


def _is_ad_hoc(scope: Scope) -> bool:
    return isinstance(scope.container, SubProcess) and scope.container.kind == "ad-hoc"


def _thrown_only(build: Builder, event: Event) -> bool:
    kinds = build.view.definitions_of(event)
    return bool(kinds) and all(isinstance(one, _THROWN) for one in kinds)


def _complete(build: Builder, scope: Scope) -> None:
    """Nothing lives in the scope any more: it completes."""
    container = scope.container
    active = frozenset({scope.active})
    inside = isinstance(container, SubProcess) and scope.parent is not None
    act = Move(
        elements=(),
        need=active,
        take=active,
        forbid=scope.held(),
        clear=scope.remembered() | scope.counters(),
        completes=frozenset(scope.ended),
    )
    if not inside or scope.listens:
        build.moves.append(act)
    elif isinstance(container, SubProcess):
        host = msgspec.structs.replace(
            act, clear=act.clear | build.spent(container), add=build.sends.get(container.ordinal, NOTHING)
        )
        leave(build, container, host)
        if container.loop is not None:
            _enter(build, scope, msgspec.structs.replace(act, add=active), typed=True)
