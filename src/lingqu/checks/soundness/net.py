"""A drawing as a net: places that hold tokens and moves that shift them; symbolic while it is made, packed to run.

A packed marking is one integer with two bits a place, so a place counts to three. `low` masks name places by their
lower bit. A move is possible when all it needs is marked and nothing that it forbids; it clears, takes, adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec

#: flow: a token on a sequence flow, or at work behind it; at: a token that came without a flow; active: a scope that
#: runs; begin: a pool that has not started; stage: an inclusive split that is choosing; opened: a complex gateway that
#: waits for its reset. Those are tokens. served: a flow of which such a gateway has had its token; ended: how often an
#: end event was reached; fired, closed: listeners that are spent; message: what was sent and not yet received.
Kind: TypeAlias = Literal[
    "flow", "at", "active", "begin", "stage", "opened", "served", "ended", "fired", "closed", "message"
]

TOKENS: frozenset[Kind] = frozenset({"flow", "at", "active", "begin", "stage", "opened"})
BITS = 2
FULL = 3


class Place(msgspec.Struct, frozen=True):
    """Where tokens lie. `trail`: what the token is drawn on, then by pairs what it passes and where it is then."""

    kind: Kind
    trail: tuple[int, ...]  # ordinals of elements


class Join(msgspec.Struct, frozen=True):
    """A move that takes a token from each of its flows that has one.

    `blockers`: for a set of its flows, the places from which a token can come along just these; it waits for a token
    that cannot come along a flow that has one already. `waits`: it needs one token at least; if not, it is the reset
    of a complex gateway. `served`: for each flow of a complex gateway the place that tells that it is served, marked by
    the activation; the reset leaves tokens on such flows alone. `counts`: with how many tokens it is activated; None:
    with any.
    """

    flows: frozenset[int]
    blockers: tuple[tuple[frozenset[int], frozenset[int]], ...] = ()
    waits: bool = True
    served: tuple[tuple[int, int], ...] = ()
    counts: frozenset[int] | None = None


NOTHING: frozenset[int] = frozenset()


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can happen. All sets are of places."""

    elements: tuple[int, ...]  # ordinals of what acts, in order
    need: frozenset[int] = NOTHING
    take: frozenset[int] = NOTHING  # among what it needs
    some: frozenset[int] = NOTHING  # one of these is marked, if there are any
    forbid: frozenset[int] = NOTHING
    clear: frozenset[int] = NOTHING
    add: frozenset[int] = NOTHING
    join: Join | None = None
    completes: frozenset[int] = NOTHING  # counters of end events that this completion judges


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """A move as masks of low bits."""

    need: int
    take: int
    some: int
    forbid: int
    clear: int  # both bits
    add: int  # to places of which one token is enough
    ended: int  # to counters that stop at two
    sent: int  # to message flows, which hold three at most
    spared: int  # `add` without what the move itself empties: if that is marked, two tokens meet
    flows: int  # of a join; else 0
    waits: bool  # of a join: one of the flows must be marked
    blockers: tuple[tuple[int, int], ...]
    served: tuple[tuple[int, int], ...]
    counts: frozenset[int] | None
    completes: int


class Net(msgspec.Struct, frozen=True, kw_only=True):
    """What is explored."""

    places: tuple[Place, ...]
    moves: tuple[Move, ...]
    packed: tuple[Packed, ...]
    start: int  # the first marking
    tokens: int  # low bits of the places that keep a process going
    low: int  # low bits of all places
    asked: tuple[tuple[int, ...], ...]  # place -> moves that may be possible when it is marked
    unasked: tuple[int, ...]  # moves that need nothing


def mask(places: Iterable[int]) -> int:
    """The low bits of these places."""
    found = 0
    for place in places:
        found |= 1 << (BITS * place)
    return found


def members(low: int) -> list[int]:
    """The places that a mask of low bits names."""
    found = []
    while low:
        bit = low & -low
        found.append((bit.bit_length() - 1) // BITS)
        low ^= bit
    return found


def pack(places: Sequence[Place], moves: Sequence[Move], start: frozenset[int]) -> Net:
    """The net that can run."""
    of_kind = {kind: mask(n for n, one in enumerate(places) if one.kind == kind) for kind in ("ended", "message")}
    asked: list[list[int]] = [[] for _ in places]
    for number, move in enumerate(moves):
        for place in move.join.flows if move.join and move.join.waits else sorted(move.need)[:1]:
            asked[place].append(number)
    return Net(
        places=tuple(places),
        moves=tuple(moves),
        packed=tuple(_packed(move, of_kind["ended"], of_kind["message"]) for move in moves),
        start=mask(start),
        tokens=mask(n for n, place in enumerate(places) if place.kind in TOKENS),
        low=mask(range(len(places))),
        asked=tuple(map(tuple, asked)),
        unasked=tuple(n for n, one in enumerate(moves) if not one.need and not (one.join and one.join.waits)),
    )


def _packed(move: Move, ended: int, message: int) -> Packed:
    add = mask(move.add)
    clear = mask(move.clear)
    join = move.join
    flows = mask(join.flows) if join else 0
    plain = add & ~ended & ~message
    return Packed(
        need=mask(move.need),
        take=mask(move.take - move.clear),
        some=mask(move.some),
        forbid=mask(move.forbid),
        clear=clear * FULL,
        add=plain,
        ended=add & ended,
        sent=add & message,
        spared=plain & ~clear & ~mask(move.take) & ~flows,
        flows=flows,
        waits=join is not None and join.waits,
        blockers=tuple((mask(by), mask(at)) for by, at in join.blockers) if join else (),
        served=tuple((mask([flow]), mask([place])) for flow, place in join.served) if join else (),
        counts=join.counts if join else None,
        completes=mask(move.completes),
    )


def marked_in(net: Net, marking: int) -> int:
    """The places (low bits) that hold a token."""
    return (marking | marking >> 1) & net.low


def possible(move: Packed, marking: int, marked: int) -> bool:
    """Whether a move can happen in a marking, in which these places hold a token."""
    if marked & move.need != move.need or marked & move.forbid:
        return False
    if move.some and not marked & move.some:
        return False
    if move.waits and not marked & move.flows:
        return False
    if move.counts is not None and not _counted(move.counts, marking, move.flows):
        return False
    return all(marked & by or not marked & at for by, at in move.blockers)


def _counted(counts: frozenset[int], marking: int, flows: int) -> bool:
    """Whether so many tokens activate a complex gateway; on a full flow there may be more."""
    here = (marking & flows).bit_count() + 2 * (marking >> 1 & flows).bit_count()
    return here in counts or (marking & marking >> 1 & flows != 0 and here < max(counts, default=0))


def possible_in(net: Net, marking: int) -> list[int]:
    """The numbers of all moves that can happen."""
    packed = net.packed
    marked = marked_in(net, marking)
    asked = dict.fromkeys(n for place in members(marked) for n in net.asked[place])
    return [n for n in (*asked, *net.unasked) if possible(packed[n], marking, marked)]


def after(move: Packed, marking: int, marked: int) -> tuple[int, bool]:
    """The marking after a move, and whether it is exact: a place that is full stays full."""
    taken = marked & move.flows
    for flow, place in move.served if not move.waits else ():
        if marked & place:
            taken &= ~flow
    found = (marking & ~move.clear) - move.take - taken
    for flow, place in move.served if move.waits else ():
        if marked & flow:
            found |= place
    full = found & found >> 1
    lost = full & move.add
    found += move.add & ~lost
    if move.ended or move.sent:
        found += move.ended & ~(found >> 1)
        found += move.sent & ~full
    return found, not lost
