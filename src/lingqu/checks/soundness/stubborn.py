"""Partial-order reduction: of what is possible in a marking, the few moves that are enough to try first.

A stubborn set is closed under what could interfere with it, so everything outside may as well happen later (Valmari,
"Stubborn sets for reduced state space generation", 1990). The set is built around one key move. Moves that end a whole
scope are special: what happens only inside a scope that such a move ends leaves no trace after it, so the key need not
wait for it. `explore` sees to it that nothing is put off for ever.
"""

from __future__ import annotations

from lingqu.checks.soundness.net import FULL, Net, Packed, members

#: Keys tried in a marking.
KEYS = 6


class Stubborn:
    """What interferes with what, found once for a net. `strict`: a place may hold one token only, two are an end."""

    def __init__(self, net: Net, *, strict: bool) -> None:
        self.net = net
        packed = net.packed
        low = net.low
        neg = [one.forbid | one.flows for one in packed]
        minus = [one.take | one.flows | one.clear & low for one in packed]
        plus = [one.add | one.sent | _marked_by(one) for one in packed]
        asks = [one.need | one.flows for one in packed]
        clear = [one.clear & low for one in packed]
        self.takers = _by_place(net, minus)
        self.makers = _by_place(net, plus)
        askers, refusers, clearers = _by_place(net, asks), _by_place(net, neg), _by_place(net, clear)
        self.interferes: list[int] = []
        for n in range(len(packed)):
            found = _gather(self.takers, asks[n]) | _gather(askers, minus[n])
            found |= _gather(refusers, plus[n]) | _gather(self.makers, neg[n])
            found |= _gather(clearers, plus[n]) | _gather(self.makers, clear[n])
            if strict:
                found |= _gather(self.makers, plus[n] | minus[n]) | _gather(self.takers, plus[n])
            self.interferes.append(found | 1 << n)
        _delay(packed, plus, self.interferes)
        _exhaust(packed, minus, plus, self.interferes)
        self.absorbers, absorbed = _absorption(packed, asks, minus, plus, neg)
        self.beside = [
            found & ~absorbed[n] | 1 << n if absorbed[n] else found for n, found in enumerate(self.interferes)
        ]

    def chosen(self, possible: list[int], marked: int) -> tuple[list[int], int]:
        """Some of the possible moves, closed under interference; and the only one of them after which everything that
        was put off can happen as before (-1: it can after each).
        """
        if len(possible) < 2:
            return possible, -1
        enabled = 0
        for n in possible:
            enabled |= 1 << n
        best, size, kept = enabled, len(possible), -1
        keys = [n for n in possible if not self.net.packed[n].clear & ~self.net.packed[n].completes * FULL]
        for key in keys[:KEYS]:
            found = self._closed(key, enabled, marked, size)
            if found and (count := found.bit_count()) < size:
                best, size, kept = found, count, key if self.absorbers[key] else -1
                if size == 1:
                    break
        return [n for n in possible if best >> n & 1], kept

    def _closed(self, key: int, enabled: int, marked: int, limit: int) -> int:
        """The possible moves of the set around `key`; 0 if there are `limit` of them or more."""
        without = ~self.absorbers[key]
        inside = self.interferes[key] & without
        todo = inside & ~(1 << key)
        while todo:
            bit = todo & -todo
            todo ^= bit
            n = bit.bit_length() - 1
            more = self.beside[n] if bit & enabled else self._prevents(n, marked, inside | ~without, enabled)
            fresh = more & without & ~inside
            if fresh:
                inside |= fresh
                todo |= fresh
                if (inside & enabled).bit_count() >= limit:
                    return 0
        return inside & enabled

    def _prevents(self, n: int, marked: int, inside: int, enabled: int) -> int:
        """Moves one of which must happen before an impossible move becomes possible: the cheapest such set."""
        move = self.net.packed[n]
        best, cost = -1, -1
        for group, lists in ((move.need & ~marked, self.makers), (move.forbid & marked, self.takers)):
            for place in members(group):
                found = lists[place]
                fresh = found & ~inside
                if not fresh:
                    return 0
                price = (fresh & enabled).bit_count() << 16 | min(fresh.bit_count(), 0xFFFF)
                if cost < 0 or price < cost:
                    best, cost = found, price
        if best >= 0:
            return best
        if move.some and not marked & move.some:
            return _gather(self.makers, move.some)
        for by, at in move.blockers:
            if marked & by:
                continue
            arrivals = _gather(self.makers, by & ~marked)
            for place in members(marked & at):  # this token must go, or one come along a flow that it could come along
                found = arrivals | self.takers[place]
                fresh = found & ~inside
                price = (fresh & enabled).bit_count() << 16 | min(fresh.bit_count(), 0xFFFF)
                if cost < 0 or price < cost:
                    best, cost = found, price
        if best >= 0:
            return best
        if move.counts is not None:
            return _gather(self.makers, move.flows) | _gather(self.takers, move.flows)
        return _gather(self.makers, move.flows & ~marked)


def _delay(packed: tuple[Packed, ...], plus: list[int], interferes: list[int]) -> None:
    """What sends a token to where an inclusive join waits for it interferes with the join, unless the token came from
    a place for which the join waits in the same way.
    """
    for n, join in enumerate(packed):
        for _, at in join.blockers:
            for other, move in enumerate(packed):
                if plus[other] & at and not move.take & at and not (move.flows and not move.flows & ~at):
                    interferes[n] |= 1 << other
                    interferes[other] |= 1 << n


def _exhaust(packed: tuple[Packed, ...], minus: list[int], plus: list[int], interferes: list[int]) -> None:
    """What may take the last of some tokens interferes with what needs one of them."""
    for n, one in enumerate(packed):
        for other in range(len(packed)) if one.some else ():
            if minus[other] & one.some and not plus[other] & one.some:
                interferes[n] |= 1 << other
                interferes[other] |= 1 << n


def _marked_by(move: Packed) -> int:
    """What the activation of a complex gateway marks as served."""
    found = 0
    for _, place in move.served if move.waits else ():
        found |= place
    return found


def _awaited(move: Packed) -> int:
    found = move.some
    for _, at in move.blockers:
        found |= at
    return found


def _by_place(net: Net, masks: list[int]) -> list[int]:
    """For each place the moves (one bit each) whose mask names it."""
    found = [0] * len(net.places)
    for n, places in enumerate(masks):
        bit = 1 << n
        for place in members(places):
            found[place] |= bit
    return found


def _gather(lists: list[int], places: int) -> int:
    found = 0
    for place in members(places):
        found |= lists[place]
    return found


def _absorption(
    packed: tuple[Packed, ...], asks: list[int], minus: list[int], plus: list[int], neg: list[int]
) -> tuple[list[int], list[int]]:
    """(for each move the moves after which it is as if it had never happened, for each move those it so absorbs)."""
    absorbers, absorbed = [0] * len(packed), [0] * len(packed)
    touched = [
        asks[n] | minus[n] | plus[n] | neg[n] | one.ended | one.sent | _awaited(one) for n, one in enumerate(packed)
    ]
    ending = [n for n, one in enumerate(packed) if one.clear]
    for one in ending:
        clear = packed[one].clear
        for other in range(len(packed)):
            if (
                not touched[other] & ~clear
                and touched[other]
                and not minus[other] & asks[one]
                and not plus[other] & packed[one].forbid
                and not (minus[other] & packed[one].some and not plus[other] & packed[one].some)
                and other != one
            ):
                absorbers[other] |= 1 << one
                absorbed[one] |= 1 << other
    return absorbers, absorbed
