"""The markings that a net can come to, found breadth first, so that the way to each is short.

With the reduction not all are visited, but every place where nothing goes on, every circle that cannot be left and
every move that is ever possible (see `stubborn`): in each final component of the graph, what was possible and never
tried is tried in the end, until nothing is put off for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

from lingqu.checks.soundness.components import final_components
from lingqu.checks.soundness.net import FULL, Net, Packed, after, marked_in, possible_in
from lingqu.checks.soundness.stubborn import Stubborn

#: Markings visited at most, whatever the time.
MOST = 200_000
_ASK = 64  # markings between two looks at the clock

#: strict: stop where two tokens meet. counting: count them, and go no further where a place cannot count on.
#: loose: there a place stays full, and gives tokens for ever: more can happen than really does, never less.
Mode: TypeAlias = Literal["strict", "counting", "loose"]


class Graph:
    """What was visited: markings by number, the moves between them, and how each was first come by."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.markings: list[int] = [net.start]
        self.number: dict[int, int] = {net.start: 0}
        self.edges: list[list[tuple[int, int]]] = [[]]  # marking -> (move, marking)
        self.came: list[tuple[int, int]] = [(-1, -1)]  # marking -> (move, marking before)
        self.happened = 0  # moves that happened, one bit each
        self.met: tuple[int, int, int] | None = None  # (marking, move, places): two tokens meet
        self.kept: dict[int, int] = {}  # marking -> the only move that puts off without harm, if there is only one
        self.cut: set[int] = set()  # markings from which a move would overfill a place
        self.finished = False

    def way(self, at: int) -> list[tuple[int, int]]:
        """The moves from the start to a marking, each with the marking that follows."""
        found: list[tuple[int, int]] = []
        while at:
            move, before = self.came[at]
            found.append((move, at))
            at = before
        return found[::-1]

    def ended(self, at: int) -> bool:
        """Whether no token is left."""
        return not marked_in(self.net, self.markings[at]) & self.net.tokens


def explore(net: Net, going_on: Callable[[], bool], mode: Mode, *, reduced: bool = True, most: int = MOST) -> Graph:
    """Visit what is needed; the graph is `finished` unless time or room ran out or two tokens met."""
    graph = Graph(net)
    stubborn = Stubborn(net, strict=mode == "strict") if reduced and mode != "loose" else None
    todo: Iterator[tuple[int, list[int]]] = iter([(0, _some(stubborn, graph, 0))])
    while True:
        fresh: list[int] = []
        for at, moves in todo:
            if len(graph.markings) > most or (len(graph.markings) % _ASK == 0 and not going_on()):
                return graph
            fresh += _visit(graph, at, moves, mode)
            if graph.met is not None:
                return graph
        if fresh:
            todo = ((at, _some(stubborn, graph, at)) for at in fresh)
            continue
        put_off = _put_off(graph) if stubborn is not None else []
        if not put_off:
            graph.finished = True
            return graph
        todo = iter(put_off)


def _some(stubborn: Stubborn | None, graph: Graph, at: int) -> list[int]:
    """The moves to try in a marking."""
    marked = marked_in(graph.net, graph.markings[at])
    possible = possible_in(graph.net, graph.markings[at])
    if stubborn is None:
        return possible
    moves, kept = stubborn.chosen(possible, marked)
    if kept >= 0:
        graph.kept[at] = kept
    return moves


def _visit(graph: Graph, at: int, moves: list[int], mode: Mode) -> list[int]:
    """Let these moves happen in a marking; answers the markings that are new."""
    net = graph.net
    marking = graph.markings[at]
    marked = marked_in(net, marking)
    fresh: list[int] = []
    known = {move for move, _ in graph.edges[at]}
    for n in moves:
        if n in known:
            continue
        move = net.packed[n]
        if mode == "strict" and marked & move.spared:
            graph.met = (at, n, marked & move.spared)
            return fresh
        following, exact = after(move, marking, marked)
        if mode == "loose":
            results = _unbounded(net, move, marking, marked, following)
        elif exact:
            results = [following]
        else:
            graph.cut.add(at)
            continue
        graph.happened |= 1 << n
        for result in results:
            to = graph.number.get(result)
            if to is None:
                to = len(graph.markings)
                graph.number[result] = to
                graph.markings.append(result)
                graph.edges.append([])
                graph.came.append((n, at))
                fresh.append(to)
            graph.edges[at].append((n, to))
    return fresh


def _unbounded(net: Net, move: Packed, marking: int, marked: int, following: int) -> list[int]:
    """The marking that follows, and those in which full places that gave a token are full still."""
    full = marking & marking >> 1 & net.low & (move.take | marked & move.flows) & ~move.clear
    results = [following]
    while full:
        low = full & -full
        full ^= low
        results += [one | low * FULL for one in results]
    return results


def _put_off(graph: Graph) -> list[tuple[int, list[int]]]:
    """Where something is possible that happens nowhere around: a marking of each final component, with all its moves.

    The components are those of the edges that put off without harm.
    """
    net = graph.net
    harmless = [
        edges if at not in graph.kept else [edge for edge in edges if edge[0] == graph.kept[at]]
        for at, edges in enumerate(graph.edges)
    ]
    found: list[tuple[int, list[int]]] = []
    for component in final_components(harmless):
        tried = {move for at in component for move, _ in graph.edges[at]}
        for at in component:
            possible = possible_in(net, graph.markings[at])
            if at not in graph.cut and not tried.issuperset(possible):
                tried.update(possible)
                graph.kept.pop(at, None)
                found.append((at, possible))
    return found
