"""Strongly connected components of a graph that nothing leaves: where a run stays for ever, once it is there."""

from __future__ import annotations

from collections.abc import Sequence


def final_components(edges: Sequence[Sequence[tuple[int, int]]]) -> list[list[int]]:
    """The components without a way out (Tarjan's algorithm, without recursion). A dead end is one by itself."""
    order = [-1] * len(edges)
    low = [0] * len(edges)
    component = [-1] * len(edges)
    stack: list[int] = []
    found: list[list[int]] = []
    count = 0
    for root in range(len(edges)):
        if order[root] >= 0:
            continue
        path = [(root, 0)]
        while path:
            at, child = path.pop()
            if child == 0:
                order[at] = low[at] = count
                count += 1
                stack.append(at)
            descended = False
            for number in range(child, len(edges[at])):
                to = edges[at][number][1]
                if order[to] < 0:
                    path += [(at, number + 1), (to, 0)]
                    descended = True
                    break
                if component[to] < 0:
                    low[at] = min(low[at], order[to])
            if descended:
                continue
            if low[at] == order[at]:
                members: list[int] = []
                while not members or members[-1] != at:
                    members.append(stack.pop())
                    component[members[-1]] = len(found)
                found.append(members)
            if path:
                before = path[-1][0]
                low[before] = min(low[before], low[at])
    return [
        members
        for number, members in enumerate(found)
        if all(component[to] == number for at in members for _, to in edges[at])
    ]
