"""A shorter net that says the same: where a token can only go on to one other place, the two places are one.

A place counts as two tokens exactly when the first place of the chain can hold two, because nothing forces a token
on. What is passed on the way stands in the trail of the place that is left. What lies before a complex gateway stays
apart: it does not wait for what is on its way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from lingqu.checks.soundness.net import NOTHING, Join, Move, Place

_MERGED = frozenset({"flow", "at"})


def shortened(
    places: Sequence[Place], moves: Sequence[Move], start: frozenset[int]
) -> tuple[list[Place], list[Move], frozenset[int]]:
    """The places, moves and first marking of the shorter net."""
    passes = _passes(places, moves, start)
    before = {into: (place, number) for place, (into, number) in passes.items()}
    kept = [n for n in range(len(places)) if n not in passes]
    number = {old: new for new, old in enumerate(kept)}
    final: dict[int, int] = {}
    trails: list[Place] = []
    for last in kept:
        trail = list(places[last].trail)
        at = last
        final[at] = number[last]
        while at in before:
            at, passed = before[at]
            final[at] = number[last]
            trail[:0] = (*places[at].trail, *_shown(moves[passed]))
        trails.append(Place(places[last].kind, tuple(trail)))
    gone = {passed for _, passed in passes.values()}
    rest = [_renamed(move, final) for at, move in enumerate(moves) if at not in gone]
    return trails, rest, frozenset(final[place] for place in start)


def _shown(move: Move) -> tuple[int, ...]:
    """What is passed: one element, the last of those that act."""
    return move.elements[-1:]


def _passes(places: Sequence[Place], moves: Sequence[Move], start: frozenset[int]) -> dict[int, tuple[int, int]]:
    """{place: (the only place to which its token can go on, number of the move)}, free of circles."""
    asked = Counter(place for move in moves for place in (move.need | (move.join.flows if move.join else NOTHING)))
    made = Counter(place for move in moves for place in move.add)
    company = _company(moves)
    told_apart = {flow for move in moves if move.join is not None for flow, _ in move.join.served}
    into: dict[int, tuple[int, int]] = {}
    for number, move in enumerate(moves):
        if not _passing(move):
            continue
        (place,), (target,) = move.take, move.add
        if (
            asked[place] == 1
            and made[target] == 1
            and place not in start
            and target not in told_apart
            and {places[place].kind, places[target].kind} <= _MERGED
            and _same(company[place], company[target], target)
            and not _circle(into, place, target)
        ):
            into[place] = (target, number)
    return into


def _passing(move: Move) -> bool:
    """Whether a move does nothing but pass one token on."""
    special = move.forbid or move.clear or move.join or move.completes
    return not special and len(move.need) == len(move.take) == len(move.add) == len(move.elements) == 1


def _circle(into: dict[int, tuple[int, int]], place: int, target: int) -> bool:
    while target in into and target != place:
        target = into[target][0]
    return target == place


def _company(moves: Sequence[Move]) -> defaultdict[int, set[tuple[object, ...]]]:
    """For each place the sets in which it is cleared, forbidden or waited for: places in one company act as one."""
    found: defaultdict[int, set[tuple[object, ...]]] = defaultdict(set)
    sets = {(kind, getattr(move, kind)) for move in moves for kind in ("clear", "forbid", "some")}
    for kind, places in sets:
        for place in places:
            found[place].add((kind, places))
    for join in {move.join for move in moves if move.join is not None}:
        for flows, waiting in join.blockers:
            for place in waiting:
                found[place].add((join.flows, flows))
    return found


def _same(one: set[tuple[object, ...]], other: set[tuple[object, ...]], target: int) -> bool:
    """Whether two places keep the same company, a join apart into which the second one is a flow."""
    apart = one ^ other
    return all(isinstance(key[0], frozenset) and target in key[0] for key in apart)


def _renamed(move: Move, final: dict[int, int]) -> Move:
    def named(places: frozenset[int]) -> frozenset[int]:
        return frozenset(final[place] for place in places)

    join = move.join
    if join is not None:
        waiting = tuple((named(flows), named(places) - named(join.flows)) for flows, places in join.blockers)
        served = tuple((final[flow], final[place]) for flow, place in join.served)
        join = Join(named(join.flows), waiting, join.waits, served, join.counts)
    return msgspec.structs.replace(
        move,
        need=named(move.need),
        take=named(move.take),
        some=named(move.some),
        forbid=named(move.forbid),
        clear=named(move.clear),
        add=named(move.add),
        join=join,
        completes=named(move.completes),
    )
