"""A counter-example as a story: what happens, one element a step, and where the tokens are after it."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Step
from lingqu.checks.soundness.judge import Finding
from lingqu.checks.soundness.net import FULL, Move, Net, marked_in, members
from lingqu.checks.view import View

#: Steps that are told; a longer story is cut in the middle.
MOST = 400


class Story:
    """The steps of a way through a net, told with the ids of the drawing."""

    def __init__(self, net: Net, view: View) -> None:
        self.net = net
        self.name = {element.ordinal: element.id for element in view.elements}
        self.drawn = [  # places whose tokens can be seen: on a flow, in an activity
            one.kind in ("flow", "at", "active") and one.trail[0] not in {p.ordinal for p in view.definitions.processes}
            for one in net.places
        ]

    def steps(self, finding: Finding) -> tuple[Step, ...]:
        """Everything that leads to what was found; tokens go as far as they can on their own in the end."""
        told = list(self._told(finding))
        if len(told) > MOST:
            told = told[: MOST // 2] + told[-MOST // 2 :]
        return tuple(told)

    def _told(self, finding: Finding) -> Iterator[Step]:
        marking = self.net.start
        for number, following in finding.way:
            yield from self._step(self.net.moves[number], marking, following)
            marking = following
        if finding.last >= 0:
            move = self.net.moves[finding.last]
            yield from self._passed(move, marking)
            shown = [
                *self._shown(marking, gone=move.take),
                *(self._first(place) for place in sorted(move.add) if self.drawn[place]),
            ]
            yield from self._acting(move, shown)
        elif finding.flaw in ("deadlock", "livelock"):
            yield from self._onwards(marking)

    def _step(self, move: Move, before: int, after: int) -> Iterator[Step]:
        yield from self._passed(move, before)
        yield from self._acting(move, self._shown(after))

    def _acting(self, move: Move, shown: list[str]) -> Iterator[Step]:
        for element in move.elements:
            yield Step(element=self.name[element], tokens=tuple(one for one in shown if one))

    def _passed(self, move: Move, marking: int) -> Iterator[Step]:
        """What a token has passed on its way to the place where it is taken."""
        marked = marked_in(self.net, marking)
        flows = move.join.flows if move.join is not None else frozenset()
        far: dict[int, int] = {}
        for place in sorted(move.take | flows):
            if marked >> (2 * place) & FULL:
                yield from self._along(place, marking, far)

    def _along(self, place: int, marking: int, far: dict[int, int]) -> Iterator[Step]:
        """Let the token of a place go along its trail. `far`: how far those of other places are."""
        trail = self.net.places[place].trail
        for at in range(1, len(trail), 2):
            far[place] = at + 1
            yield Step(element=self.name[trail[at]], tokens=tuple(one for one in self._shown(marking, far) if one))

    def _onwards(self, marking: int) -> Iterator[Step]:
        far: dict[int, int] = {}
        for place in members(marked_in(self.net, marking) & self.net.tokens):
            yield from self._along(place, marking, far)

    def _shown(self, marking: int, far: dict[int, int] | None = None, gone: frozenset[int] = frozenset()) -> list[str]:
        """The ids on which tokens are drawn: flows, and elements that hold one themselves."""
        shown: list[str] = []
        for place in members(marked_in(self.net, marking) & self.net.tokens):
            if not self.drawn[place]:
                continue
            count = (marking >> (2 * place) & FULL) - (place in gone)
            trail = self.net.places[place].trail
            shown += [self.name[trail[(far or {}).get(place, 0)]]] * count
        return shown

    def _first(self, place: int) -> str:
        return self.name[self.net.places[place].trail[0]]
