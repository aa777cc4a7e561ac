"""How tokens leave an element: the moves that one act becomes, one for every choice of outgoing flows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import msgspec

from lingqu.checks.soundness import outgoing as out
from lingqu.checks.soundness.net import NOTHING, Move
from lingqu.checks.soundness.reach import incoming, outgoing
from lingqu.checks.soundness.scopes import Builder
from lingqu.model.bpmn import Container, FlowNode, SequenceFlow


def entrances(build: Builder, node: FlowNode) -> list[int]:
    """The places from which a node takes its tokens."""
    found = [build.flow[flow.ordinal] for flow in incoming(build.view, _container(build, node), node)]
    return found + ([build.at[node.ordinal]] if node.ordinal in build.at else [])


def exits(build: Builder, node: FlowNode) -> list[SequenceFlow]:
    return list(outgoing(build.view, _container(build, node), node))


def ways(build: Builder, *nodes: FlowNode) -> list[frozenset[int]]:
    """The places that may be marked when all these nodes are left at once."""
    each = [[marked_by(build, flows) for flows in out.choices(node, exits(build, node))] for node in nodes]
    return [frozenset().union(*chosen) for chosen in product(*each)]


def leave(build: Builder, node: FlowNode, move: Move) -> None:
    """Add the moves of an act after which the token leaves by `node`."""
    flows = exits(build, node)
    if out.free(node, flows) > out.FEW:
        _leave_in_stages(build, node, move, flows)
        return
    for chosen in out.choices(node, flows):
        build.moves.append(msgspec.structs.replace(move, add=move.add | marked_by(build, chosen)))


def _leave_in_stages(build: Builder, node: FlowNode, move: Move, flows: list[SequenceFlow]) -> None:
    """Choose flow by flow, remembering whether there was one: two places a flow, not a move for every subset."""
    always, chosen, default = out.divided(node, flows)
    stages = build.stages[node.ordinal]
    first = stages[0][bool(always)]
    build.moves.append(msgspec.structs.replace(move, add=move.add | marked_by(build, always) | {first}))
    if node.ordinal in build.staged:
        return
    build.staged.add(node.ordinal)
    for at, flow in enumerate(chosen):
        following = stages[at + 1] if at + 1 < len(stages) else None
        for some, place in enumerate(stages[at]):
            act = Move(elements=(node.ordinal,), need=frozenset({place}), take=frozenset({place}))
            taken = marked_by(build, (flow,))
            if following is not None:
                options = [taken | {following[1]}, frozenset({following[some]})]
            elif some:
                options = [taken, NOTHING]
            else:
                options = [taken] if default is None else [taken, marked_by(build, (default,))]
            build.moves += [msgspec.structs.replace(act, add=option) for option in options]


def marked_by(build: Builder, flows: Sequence[SequenceFlow]) -> frozenset[int]:
    """The places that are marked when these flows are taken."""
    return frozenset(build.flow[flow.ordinal] for flow in flows)


def _container(build: Builder, node: FlowNode) -> Container:
    return build.within(node).container
