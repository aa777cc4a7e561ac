"""Complex gateways (BPMN 2.0.2, table 13.5): activated by some of their tokens, then waiting to be reset.

A condition that reads nothing but how many tokens have come is looked at; any other may hold whenever a token is there.
Tokens on flows that are served wait for the next activation.
"""

from __future__ import annotations

import msgspec

from lingqu.checks.soundness.acting import act_of
from lingqu.checks.soundness.leaving import entrances, exits, leave, marked_by
from lingqu.checks.soundness.net import FULL, Join, Move
from lingqu.checks.soundness.outgoing import divided, subsets
from lingqu.checks.soundness.scopes import Builder
from lingqu.feel import SyntaxProblem
from lingqu.feel import compile as compile_feel
from lingqu.model.bpmn import Gateway

_COUNT = "activationCount"


def add_complex(build: Builder, node: Gateway) -> None:
    places = entrances(build, node)
    if len(places) < 2:
        for place in places:
            leave(build, node, act_of(build, node, place))
        return
    build.joins[node.ordinal] = node
    flows = frozenset(places)
    here = frozenset({build.opened[node.ordinal]})
    named = {place: flow for flow, place in build.flow.items()}
    served = tuple((place, build.served[named[place]]) for place in sorted(places))
    activation = Join(flows, served=served, counts=_counts(node, len(places)))
    leave(build, node, Move(elements=(node.ordinal,), join=activation, forbid=here, add=here))
    _reset(build, node, Join(flows, waits=False, served=served))


def _reset(build: Builder, node: Gateway, join: Join) -> None:
    """A flow without a condition is taken when the gateway is activated, and not again."""
    opened = build.opened[node.ordinal]
    gone = frozenset(place for _, place in join.served)
    here = frozenset({opened})
    act = Move(elements=(node.ordinal,), join=join, need=here, take=here, clear=gone)
    default = [flow for flow in exits(build, node) if node.default and flow.id == node.default]
    conditional = [flow for flow in divided(node, exits(build, node))[1] if flow.condition is not None]
    again = [flow for flow in conditional if flow.condition and "waitingForStart" not in flow.condition.text]
    for chosen in subsets(again):
        build.moves.append(msgspec.structs.replace(act, add=marked_by(build, chosen or default)))


def _counts(node: Gateway, flows: int) -> frozenset[int] | None:
    """The numbers of tokens that activate it; None: it depends on more than their number."""
    text = node.activation_condition.text.strip() if node.activation_condition is not None else ""
    try:
        condition = compile_feel(text.removeprefix("="))
    except SyntaxProblem:
        return None
    if condition.names != {_COUNT}:
        return None
    numbers = range(1, FULL * flows + 1)
    return frozenset(n for n in numbers if condition.evaluate({_COUNT: n}).json is True)
