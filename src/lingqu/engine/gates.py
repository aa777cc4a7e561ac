"""What joins know about tokens: those that wait on their flows, and whether more can still come (BPMN 2.0.2, 13.4).

A path does not pass the join itself. A token elsewhere is waited for if it can reach a flow that has none, unless it
can as well reach one that has been served: more tokens there would only wait for the next round. An activity at work is
asked for its own way and for the way of each of its boundary events, one by one: what an event may send to a flow is no
reason not to wait for the activity itself.
"""

from __future__ import annotations

from collections.abc import Collection

from lingqu.engine.places import children
from lingqu.engine.program import Node
from lingqu.engine.state import Token
from lingqu.engine.turn import Turn
from lingqu.kernel.values import Json


def first_of_each(turn: Turn, node: Node, scope: int) -> dict[int, Token]:
    """The first token of each incoming flow that has one, by flow."""
    first: dict[int, Token] = {}
    for token in turn.element(scope).parked.get(node.ordinal, ()):
        first.setdefault(token[0], token)
    return first


def more_can_come(turn: Turn, node: Node, scope: int, served: Collection[int]) -> bool:
    """Whether a token elsewhere in the scope can still come along a flow that is not served."""
    elsewhere = {turn.element(n).element for n in children(turn.desk, scope)}
    elsewhere.update(join for join in turn.element(scope).parked if join != node.ordinal)
    for element in elsewhere:
        for start in (element, *turn.node(element).boundaries):
            reached = node.reach.get(start)
            if reached and reached.isdisjoint(served):
                return True
    return False


def counts(turn: Turn, node: Node, scope: int) -> dict[str, Json]:
    """The tokens that wait at a gateway: `activationCount` all, `activationCounts` and by its id those of a flow."""
    by_flow: dict[int, int] = dict.fromkeys(node.incoming, 0)
    for flow, _ in turn.element(scope).parked.get(node.ordinal, ()):
        by_flow[flow] += 1
    named: dict[str, Json] = {turn.program.flows[flow].id: number for flow, number in by_flow.items()}
    return {**named, "activationCounts": named, "activationCount": sum(by_flow.values())}


def told(turn: Turn, n: int, node: Node) -> dict[str, Json]:
    """What conditions behind a complex gateway may read of it, at its element instance `n`, or in the scope `n`."""
    place = turn.element(n)
    scope = n if place.element == node.scope else place.scope
    opened = turn.element(scope).opened.get(node.ordinal)
    starting = len(node.incoming) <= 1 or (opened is not None and opened.by == n)
    return {**counts(turn, node, scope), "waitingForStart": starting}
