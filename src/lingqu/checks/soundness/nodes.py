"""The moves of each kind of flow node. What depends on data, people and other systems is a free choice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from lingqu.checks.soundness.acting import act_of, heard
from lingqu.checks.soundness.catching import cancelled, catcher, code_of, codes, possible_catchers
from lingqu.checks.soundness.complex_gateways import add_complex
from lingqu.checks.soundness.leaving import entrances, exits, leave, ways
from lingqu.checks.soundness.links import link_targets
from lingqu.checks.soundness.net import NOTHING, Join, Move
from lingqu.checks.soundness.scopes import Builder
from lingqu.checks.soundness.throwing import caught, emptied, ended
from lingqu.model.bpmn import (
    Activity,
    CallActivity,
    CancelDefinition,
    CompensateDefinition,
    ErrorDefinition,
    EscalationDefinition,
    Event,
    FlowNode,
    Gateway,
    LinkDefinition,
    SubProcess,
    Task,
    TerminateDefinition,
    zeebe,
)


def add_moves(build: Builder, node: FlowNode) -> None:
    """Everything that a token at the node can do. What is inside a sub-process comes by itself."""
    if isinstance(node, Gateway):
        _GATEWAYS[node.kind](build, node)
    elif isinstance(node, Event):
        _event(build, node)
    elif isinstance(node, Activity) and not isinstance(node, SubProcess):
        for place in entrances(build, node):
            _work(build, node, place)


# ---- activities ---------------------------------------------------------------------------------------------------


def _work(build: Builder, node: Activity, place: int) -> None:
    act = msgspec.structs.replace(act_of(build, node, place), clear=build.spent(node))
    for done in heard(build, node, act):
        leave(build, node, done)
    quiet = msgspec.structs.replace(act, add=NOTHING)
    for boundary in build.view.boundaries(node):
        listen(build, boundary, quiet)
    if _may_throw(build, node):
        own = frozenset().union(*(codes(build, one, ErrorDefinition) for one in build.view.boundaries(node)))
        for catch in possible_catchers(build, build.within(node), ErrorDefinition, own):
            caught(build, quiet, catch, build.moves.append)


def listen(build: Builder, boundary: Event, host: Move) -> None:
    """A boundary event of an activity whose token `host` takes. One that does not interrupt goes off once, and not
    again while the token of the last time has not moved on.
    """
    if any(isinstance(one, CompensateDefinition | CancelDefinition) for one in build.view.definitions_of(boundary)):
        return
    if boundary.interrupting:
        act = msgspec.structs.replace(host, elements=(*host.elements, boundary.ordinal))
        for happens in heard(build, boundary, act):
            leave(build, boundary, happens)
        return
    fired = build.fired[boundary.ordinal]
    act = Move(elements=(boundary.ordinal,), need=host.need)
    for happens in heard(build, boundary, act):
        for marked in ways(build, boundary):
            once = msgspec.structs.replace(happens, forbid=marked | {fired}, add=marked | {fired})
            build.moves.append(once)


def _may_throw(build: Builder, node: Activity) -> bool:
    """Whether what does the work may answer with an error."""
    if isinstance(node, CallActivity):
        return True
    if not isinstance(node, Task) or node.kind in {"manual", "receive"}:
        return False
    return not build.view.runs(node) or node.extensions.one(zeebe.TaskDefinition) is not None


# ---- gateways -----------------------------------------------------------------------------------------------------


def _exclusive(build: Builder, node: Gateway) -> None:
    for place in entrances(build, node):
        leave(build, node, act_of(build, node, place))


def _parallel(build: Builder, node: Gateway) -> None:
    places = entrances(build, node)
    if places:
        leave(build, node, act_of(build, node, *places))


def _inclusive(build: Builder, node: Gateway) -> None:
    places = entrances(build, node)
    if len(places) < 2:
        _exclusive(build, node)
        return
    build.joins[node.ordinal] = node
    leave(build, node, Move(elements=(node.ordinal,), join=Join(frozenset(places), ())))


def _event_based(build: Builder, node: Gateway) -> None:
    if node.event_gateway_type == "Parallel" and not node.instantiate:
        for place in entrances(build, node):  # all events are waited for
            act = act_of(build, node, place)
            every = frozenset(build.flow[flow.ordinal] for flow in exits(build, node))
            build.moves.append(msgspec.structs.replace(act, add=act.add | every))
        return
    for place in entrances(build, node):
        race(build, node, act_of(build, node, place))


def race(build: Builder, node: FlowNode, act: Move) -> None:
    """The first event behind an event-based gateway decides: the token goes straight through it."""
    known = {one.id: one for one in build.within(node).container.elements}
    for flow in exits(build, node):
        target = known[flow.target]
        if isinstance(target, Event | Task):
            through = msgspec.structs.replace(
                act,
                elements=(*act.elements, target.ordinal),
                add=act.add | build.sends.get(target.ordinal, NOTHING),
            )
            for happens in heard(build, target, through):
                leave(build, target, happens)
        else:
            build.moves.append(msgspec.structs.replace(act, add=act.add | {build.flow[flow.ordinal]}))


_GATEWAYS: dict[str, Callable[[Builder, Gateway], None]] = {
    "exclusive": _exclusive,
    "parallel": _parallel,
    "inclusive": _inclusive,
    "complex": add_complex,
    "event-based": _event_based,
}


# ---- events -------------------------------------------------------------------------------------------------------


def _event(build: Builder, node: Event) -> None:
    for place in entrances(build, node):
        act = act_of(build, node, place)
        if node.position == "end":
            _throw(build, node, msgspec.structs.replace(act, add=act.add | {build.ended[node.ordinal]}))
        elif node.position == "throw":
            _throw(build, node, act)
        elif node.position == "catch":
            for happens in heard(build, node, act):
                leave(build, node, happens)


def _throw(build: Builder, node: Event, act: Move) -> None:
    """Escalations first, then what ends a scope."""
    then = partial(_throw_last, build, node)
    for one in reversed(build.view.definitions_of(node)):
        if isinstance(one, EscalationDefinition):
            then = partial(_escalate, build, node, code_of(build, one), then)
    then(act)


def _follow(build: Builder, node: Event, act: Move) -> None:
    container = build.within(node).container
    target = link_targets(container).get(node.ordinal)
    for other in container.elements:
        if other.ordinal == target:
            leave(build, other, msgspec.structs.replace(act, elements=(*act.elements, other.ordinal)))


def _throw_last(build: Builder, node: Event, act: Move) -> None:
    scope = build.within(node)
    for one in build.view.definitions_of(node):
        if isinstance(one, LinkDefinition):
            _follow(build, node, act)
        elif isinstance(one, TerminateDefinition):
            build.moves.append(emptied(act, scope))
        elif isinstance(one, ErrorDefinition):
            _throw_error(build, node, code_of(build, one), act)
        elif isinstance(one, CancelDefinition):
            _cancel(build, node, act)
        else:
            continue
        return
    leave(build, node, act)


def _throw_error(build: Builder, node: Event, code: str, act: Move) -> None:
    """Uncaught it ends the whole process."""
    scope = build.within(node)
    catch = catcher(build, scope, ErrorDefinition, code)
    if catch is not None:
        caught(build, act, catch, build.moves.append)
        return
    while scope.parent is not None:
        scope = scope.parent
    build.moves.append(emptied(act, scope))


def _escalate(build: Builder, node: Event, code: str, then: Callable[[Move], None], act: Move) -> None:
    """Uncaught it changes nothing."""
    catch = catcher(build, build.within(node), EscalationDefinition, code)
    if catch is None:
        then(act)
    else:
        caught(build, act, catch, then)


def _cancel(build: Builder, node: Event, act: Move) -> None:
    found = cancelled(build, build.within(node))
    if found is None:
        build.moves.append(act)
        return
    transaction, boundary = found
    gone = ended(build, act, transaction)
    if boundary is None:
        build.moves.append(gone)
    else:
        leave(build, boundary, msgspec.structs.replace(gone, elements=(*gone.elements, boundary.ordinal)))
