"""Lineage in the numbers of another version: visits and flows of before, by their ids."""

from __future__ import annotations

from collections.abc import Iterable

from lingqu.engine.program import Program
from lingqu.engine.state import NOWHERE, Token

#: (counter, element ordinal, scope's counter, brought by): one visit.
Visited = tuple[int, int, int, tuple[Token, ...]]


def translated(before: Program, after: Program, lineage: Iterable[Visited]) -> list[Visited]:
    """The same visits as the other version numbers them; what it does not have is NOWHERE."""
    flows = {flow.id: flow.ordinal for flow in after.flows.values()}

    def element(ordinal: int) -> int:
        node = before.nodes[ordinal] if 0 <= ordinal < len(before.nodes) else None
        return NOWHERE if node is None else after.by_id.get(node.id, NOWHERE)

    def token(one: Token) -> Token:
        flow = before.flows.get(one[0])
        return (NOWHERE if flow is None else flows.get(flow.id, NOWHERE), one[1])

    return [(n, element(ordinal), scope, tuple(token(one) for one in tokens)) for n, ordinal, scope, tokens in lineage]
