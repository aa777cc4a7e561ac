"""The verdicts on a net: each property holds, fails (with the way there), or is not decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias

import msgspec

from lingqu.checks.soundness.components import final_components
from lingqu.checks.soundness.explore import Graph, explore
from lingqu.checks.soundness.net import Net, marked_in, members, possible_in

Verdict: TypeAlias = Literal["holds", "fails", "undecided"]
Property: TypeAlias = Literal["safeness", "option_to_complete", "proper_completion", "no_dead_activities"]
PROPERTIES: tuple[Property, ...] = ("safeness", "option_to_complete", "proper_completion", "no_dead_activities")
#: deadlock: nothing goes on; livelock: things go on for ever; unsafe: two tokens meet; improper: an end event is
#: reached twice before the process completes; dead: an activity that never happens.
Flaw: TypeAlias = Literal["deadlock", "livelock", "unsafe", "improper", "dead"]

#: Different places where a process gets stuck that are told.
_SHOWN = 5


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A refutation. `way`: (move, marking) from the start; `places` are where it shows."""

    flaw: Flaw
    way: tuple[tuple[int, int], ...]  # (move, the packed marking after it)
    places: tuple[int, ...] = ()
    last: int = -1  # the move with which two tokens meet
    element: int = -1  # of a dead activity: its ordinal


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a net."""

    verdicts: dict[Property, Verdict]
    findings: tuple[Finding, ...]
    markings: int  # visited
    in_time: bool  # what is not decided could not be decided in any time


def judge(net: Net, activities: Iterable[int], going_on: Callable[[], bool], *, reduced: bool = True) -> Judgement:
    """Decide all properties. `activities`: ordinals of those that should be possible."""
    findings: list[Finding] = []
    graph = explore(net, going_on, "strict", reduced=reduced)
    visited = len(graph.markings)
    safe: Verdict = "holds" if graph.finished else "undecided"
    if graph.met is not None:
        safe = "fails"
        at, move, places = graph.met
        findings.append(Finding(flaw="unsafe", way=_way(graph, at), places=tuple(members(places)), last=move))
        graph = explore(net, going_on, "counting", reduced=reduced)
        visited += len(graph.markings)
    wide = graph
    if graph.finished and graph.cut:
        wide = explore(net, going_on, "loose", most=20_000)
        visited += len(wide.markings)
    stuck = _stuck(graph, wide)
    improper = _improper(graph)
    dead = _dead(wide, activities) if wide.finished else []
    alive = not _dead(graph, activities)
    findings += [*stuck, *improper]
    nearest = stuck[0].way if stuck else ()
    findings += [Finding(flaw="dead", way=nearest, element=one) for one in dead]
    exact = graph.finished and not graph.cut
    verdicts: dict[Property, Verdict] = {
        "safeness": safe,
        "option_to_complete": _verdict(bool(stuck), exact),
        "proper_completion": _verdict(bool(improper), exact or (wide.finished and not _improper(wide))),
        "no_dead_activities": _verdict(bool(dead), alive),
    }
    return Judgement(verdicts=verdicts, findings=tuple(findings), markings=visited, in_time=graph.finished)


def _verdict(found: bool, sure: bool) -> Verdict:  # noqa: FBT001 - two plain facts
    return "fails" if found else "holds" if sure else "undecided"


def _way(graph: Graph, at: int) -> tuple[tuple[int, int], ...]:
    return tuple((move, graph.markings[to]) for move, to in graph.way(at))


def _stuck(graph: Graph, wide: Graph) -> list[Finding]:
    """Where a process cannot complete any more, each set of places once, the shortest ways first."""
    found: list[Finding] = []
    seen: set[frozenset[int]] = set()
    for at in sorted(_hopeless(graph, wide)):
        marked = marked_in(graph.net, graph.markings[at])
        places = frozenset(members(marked & graph.net.tokens))
        if places in seen:
            continue
        seen.add(places)
        dead_end = not possible_in(graph.net, graph.markings[at])
        found.append(
            Finding(flaw="deadlock" if dead_end else "livelock", way=_way(graph, at), places=tuple(sorted(places)))
        )
        if len(found) == _SHOWN:
            break
    return found


def _hopeless(graph: Graph, wide: Graph) -> list[int]:
    """Markings that really occur and from which no end can be reached: one of each final component."""
    net = graph.net
    if not graph.finished:
        ends = (at for at, edges in enumerate(graph.edges) if not edges and not graph.ended(at))
        return [at for at in ends if not possible_in(net, graph.markings[at])]
    if not graph.cut:
        components = final_components(graph.edges)
        return [min(one) for one in components if not any(graph.ended(at) for at in one)]
    if not wide.finished:
        return []
    hope = _leading_to_an_end(wide)
    found = [at for at, marking in enumerate(graph.markings) if wide.number[marking] not in hope]
    return found[:1]


def _leading_to_an_end(graph: Graph) -> set[int]:
    before: list[list[int]] = [[] for _ in graph.edges]
    for at, edges in enumerate(graph.edges):
        for _, to in edges:
            before[to].append(at)
    todo = [at for at in range(len(graph.edges)) if graph.ended(at)]
    found = set(todo)
    while todo:
        for at in before[todo.pop()]:
            if at not in found:
                found.add(at)
                todo.append(at)
    return found


def _improper(graph: Graph) -> list[Finding]:
    """The first completion before which an end event was reached twice."""
    net = graph.net
    for at, edges in enumerate(graph.edges):
        for move, to in edges:
            twice = graph.markings[at] >> 1 & net.packed[move].completes
            if twice:
                way = (*_way(graph, at), (move, graph.markings[to]))
                return [Finding(flaw="improper", way=way, places=tuple(members(twice)))]
    return []


def _dead(graph: Graph, activities: Iterable[int]) -> list[int]:
    """The activities that happen nowhere in the graph."""
    net = graph.net
    alive: set[int] = set()
    for n, move in enumerate(net.moves):
        if graph.happened >> n & 1:
            alive.update(move.elements)
            for place in move.add:
                alive.update(net.places[place].trail[1::2])
    return [one for one in activities if one not in alive]
