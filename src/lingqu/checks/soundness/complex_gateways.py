"""Complex gateways: activated by some of their tokens, whatever the condition says, then waiting to be reset.

The reset comes when no token at all can come any more; the engine's differs where a token that has come along one flow
could come along it again.
"""

from __future__ import annotations

from lingqu.checks.soundness.acting import act_of
from lingqu.checks.soundness.leaving import entrances, exits, leave
from lingqu.checks.soundness.net import Join, Move
from lingqu.checks.soundness.scopes import Builder
from lingqu.model.bpmn import Gateway


def add_complex(build: Builder, node: Gateway) -> None:
    places = entrances(build, node)
    if len(places) < 2:
        for place in places:
            leave(build, node, act_of(build, node, place))
        return
    build.joins[node.ordinal] = node
    flows = frozenset(places)
    here = frozenset({build.opened[node.ordinal]})
    activated = Move(elements=(node.ordinal,), join=Join(flows, ()), forbid=here, add=here)
    leave(build, node, activated)
    reset = Move(elements=(node.ordinal,), join=Join(flows, (), waits=False), need=here, take=here)
    if not node.default and all(flow.condition is None for flow in exits(build, node)):
        build.moves.append(reset)  # a flow without a condition is taken when the gateway is activated, and not again
        return
    conditions = [flow.condition.text for flow in exits(build, node) if flow.condition is not None]
    if conditions or not exits(build, node):
        build.moves.append(reset)  # nothing holds the second time
    if not any("waitingForStart" in text for text in conditions):
        leave(build, node, reset)
