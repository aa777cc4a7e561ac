"""For whom a join waits: the tokens that can still come to it, and along which of its flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from lingqu.checks.soundness.net import NOTHING
from lingqu.checks.soundness.reach import incoming, leads_to
from lingqu.checks.soundness.scopes import Builder, Scope
from lingqu.model.bpmn import Event, FlowNode, Gateway, SubProcess

Blockers = tuple[tuple[frozenset[int], frozenset[int]], ...]


def close_joins(build: Builder) -> None:
    """Tell the inclusive joins and complex gateways who may still come, now that all places are known."""
    known: dict[int, Blockers] = {}
    for at, move in enumerate(build.moves):
        if move.join is None:
            continue
        node = build.joins[move.elements[0]]
        if node.ordinal not in known:
            known[node.ordinal] = _blockers(build, node)
        if node.kind == "complex" and move.join.waits:
            continue  # it is activated by what has come
        served = dict(move.join.served)
        waiting = tuple(
            (flows | {served[one] for one in flows if one in served}, places) for flows, places in known[node.ordinal]
        )
        build.moves[at] = msgspec.structs.replace(move, join=msgspec.structs.replace(move.join, blockers=waiting))


def _blockers(build: Builder, node: Gateway) -> Blockers:
    """For sets of flows into a join: the places from which a token can come along just these."""
    scope = build.within(node)
    own = {build.flow[one.ordinal]: one.ordinal for one in incoming(build.view, scope.container, node)}
    by_flows: dict[frozenset[int], set[int]] = {}
    for place, flows in _towards(build, scope, node):
        reached = frozenset(at for at, ordinal in own.items() if ordinal in flows)
        if reached and place not in own:
            by_flows.setdefault(reached, set()).add(place)
    choosing = _choosing(build, scope, node)
    if choosing:
        by_flows[NOTHING] = choosing
    return tuple((flows, frozenset(places)) for flows, places in by_flows.items())


def _choosing(build: Builder, scope: Scope, join: Gateway) -> set[int]:
    """Where a split still chooses flow by flow: whatever has come already, the others may come as well."""
    leads = leads_to(build.view, scope.container, join)
    splits = [one.ordinal for one in scope.container.elements if one.ordinal in build.stages]
    return {place for one in splits if leads.get(one) for pair in build.stages[one] for place in pair}


def _towards(build: Builder, scope: Scope, join: Gateway) -> Iterator[tuple[int, frozenset[int]]]:
    """(place, ordinals of the flows into the join along which its token may come), also for each boundary event."""
    leads = leads_to(build.view, scope.container, join)
    known = {one.id: one for one in scope.container.elements}
    nothing: frozenset[int] = frozenset()

    def after(flow: int, target: FlowNode) -> frozenset[int]:
        return frozenset({flow}) if target is join else leads.get(target.ordinal, nothing)

    flows = {one.ordinal: known[one.target] for one in scope.container.flows if one.target in known}
    yield from ((build.flow[ordinal], after(ordinal, target)) for ordinal, target in flows.items())
    events: defaultdict[str, list[Event]] = defaultdict(list)
    for one in scope.container.elements:
        if isinstance(one, Event) and one.position == "boundary":
            events[one.attached_to].append(one)
    for one in scope.container.elements:
        for start in (one, *events[one.id]):
            ahead = leads.get(start.ordinal, nothing)
            if one.ordinal in build.at:
                yield build.at[one.ordinal], ahead
            if isinstance(one, SubProcess) and one.ordinal in build.scope:
                yield build.scope[one.ordinal].active, ahead
            if one.ordinal in build.opened and one is not join:
                yield build.opened[one.ordinal], ahead
