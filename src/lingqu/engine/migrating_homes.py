"""Homes: in which scope instance each element instance stands after a migration. Scopes that are new are made."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine.migration_plan import reason
from lingqu.engine.placing import made
from lingqu.engine.program import Program
from lingqu.engine.state import NOWHERE, ROOT, ElementInstance
from lingqu.engine.turn import Turn
from lingqu.kernel.messages import Message


class Homes:
    """Looks at the instance as it was before the migration, with the drawing of after."""

    def __init__(
        self,
        source: Program,
        target: Program,
        elements: Mapping[int, int],
        root: ElementInstance,
        places: list[ElementInstance],
    ) -> None:
        self.source = source
        self.target = target
        self.elements = elements
        self._places = {place.n: place for place in [root, *places]}
        self._made: dict[tuple[int, int, int], int] = {}  # (scope, ordinal, scope before) -> the instance made

    def stays(self, place: ElementInstance) -> bool:
        """Whether its element has a counterpart."""
        return place.element in self.elements

    def dissolves(self, place: ElementInstance) -> bool:
        """Whether it is a scope that is drawn no more, so that what stands in it moves out."""
        node = self.source.node(place.element)
        plain = bool(node.starts) and node.loop is None and not node.triggered and node.behaviour == "subProcess"
        return plain and node.id not in self.target.by_id and not place.parked

    def depth(self, place: ElementInstance) -> tuple[int, int]:
        """How deep it stands now."""
        depth, at = 0, place.scope
        while at != NOWHERE:
            depth, at = depth + 1, self._places[at].scope
        return depth, place.n

    def obstacle(self, place: ElementInstance) -> Message | None:
        """Why it cannot come to stand where its element is drawn."""
        if place.index:
            return None  # with its body
        lacking, around = self._lacking(place)
        for ordinal in lacking:
            node = self.target.node(ordinal)
            if node.loop is not None:
                return reason("into_loop", scope=node.id)
            if node.triggered:
                return reason("into_event", scope=node.id)
        for n in self._ancestors(place):
            outer = self._places[n]
            if n not in around and n != ROOT and self.source.node(outer.element).loop is not None and outer.index:
                return reason("out_of_loop", scope=self.source.node(outer.element).id)
        return None

    def home(self, turn: Turn, place: ElementInstance) -> int:
        """The scope in which it stands from now on; made if it is not there."""
        if place.index:
            return place.scope
        lacking, around = self._lacking(place)
        at = around[-1]
        for ordinal in lacking:
            key = (at, ordinal, place.scope)
            if key not in self._made:
                self._made[key] = made(turn, at, ordinal)
            at = self._made[key]
        return at

    def _lacking(self, place: ElementInstance) -> tuple[list[int], list[int]]:
        """Scopes around the element in the new drawing that have no instance, and the instances of the others."""
        chain = self._chain(self.elements[place.element])
        ancestors = self._ancestors(place)
        mapped = {
            self.elements[self._places[n].element]: n
            for n in ancestors  # the innermost comes last: of a multi-instance that is the inner one
            if self._places[n].element in self.elements
        }
        around = [ROOT]
        for depth, ordinal in enumerate(chain):
            n = mapped.get(ordinal)
            if n is None:
                return chain[depth:], around
            around.append(n)
        return [], around

    def _chain(self, ordinal: int) -> list[int]:
        """The scopes around an element of the new drawing, the outermost first, without the process."""
        found: list[int] = []
        at = self.target.node(ordinal).scope
        while at != self.target.ordinal:
            found.append(at)
            at = self.target.node(at).scope
        return found[::-1]

    def _ancestors(self, place: ElementInstance) -> list[int]:
        """The element instances around it, the outermost first."""
        found: list[int] = []
        at = place.scope
        while at != NOWHERE:
            found.append(at)
            at = self._places[at].scope
        return found[::-1]
