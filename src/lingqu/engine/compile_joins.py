"""What an inclusive join must know: from which elements a token can still come along which of its flows.

Paths do not pass the join itself (BPMN 2.0.2, 13.4.2); a pair of links is a path. What a boundary event leads to is
told of the event and of all that comes before its host, not of the host: the host's own token goes the host's way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from lingqu.engine.program import Flow, Node
from lingqu.engine.state import NOWHERE


def reach_of(join: Node, nodes: Mapping[int, Node], flows: Mapping[int, Flow]) -> dict[int, frozenset[int]]:
    """{element: those incoming flows of the join that a token at the element can still come along}."""
    sources: dict[int, list[int]] = defaultdict(list)
    for node in nodes.values():
        if node.follow != NOWHERE:
            sources[node.follow].append(node.ordinal)
    found: dict[int, set[int]] = defaultdict(set)
    for last in join.incoming:
        seen = {join.ordinal}
        todo = [flows[last].source]
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            found[at].add(last)
            node = nodes[at]
            entered = node if node.attached_to == NOWHERE else nodes[node.attached_to]
            todo += [flows[flow].source for flow in entered.incoming]
            todo += sources[at]
    return {element: frozenset(reached) for element, reached in found.items()}
