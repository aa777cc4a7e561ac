"""Placing: in which instance of its scope an element is activated; scopes that are lacking are made on the way."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine.catching import open_catches, plan_catches
from lingqu.engine.commands import Movement
from lingqu.engine.formulas import Stuck
from lingqu.engine.naming import counter
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE, ROOT, RUN, ElementInstance
from lingqu.engine.turn import Turn
from lingqu.engine.variables import mapped, set_local
from lingqu.kernel.errors import Invalid, NotFound
from lingqu.kernel.messages import Message
from lingqu.kernel.pages import MissingPage, page_of


class Placing:
    """The live scopes of one turn, those included that it has made."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        try:
            records = list(turn.draft.scan(range(page_of(turn.head.next) + 1)))
        except MissingPage:
            raise Lack(Needs(every_page=True)) from None
        self._places = [one for one in records if isinstance(one, ElementInstance)]
        self._made: dict[tuple[int, int], int] = {}  # (scope, ordinal) -> the element instance made for it

    def of(self, ordinal: int) -> list[ElementInstance]:
        """The live element instances of an element; of a multi-instance the body and the inner ones."""
        return [one for one in self._places if one.element == ordinal and self._turn.alive(one.n) and one.n != ROOT]

    def around(self, scope: int, ordinal: int) -> int:
        """The instance of that element that is `scope` or around it, NOWHERE if there is none."""
        while scope != NOWHERE:
            place = self._turn.element(scope)
            if place.element == ordinal and not self._is_body(place):
                return scope
            scope = place.scope
        return NOWHERE

    def scope_of_move(self, node: Node, move: Movement, source: int) -> int:
        """Where the target of a move is entered."""
        if move.within == "direct":
            return self.scope(node, counter(self._turn, move.ancestor))
        at = self._turn.element(source).scope
        if move.within == "parent":
            return self.scope(node, at)
        chain = self._chain(node)
        while at != ROOT and (self._turn.element(at).element not in chain or self._is_body(self._turn.element(at))):
            at = self._turn.element(at).scope
        return self.scope(node, at)

    def scope(self, node: Node, ancestor: int = NOWHERE) -> int:
        """The instance of the element's scope, below `ancestor` if one is given, else the only one there is."""
        chain = self._chain(node)
        if ancestor != NOWHERE:
            return self._below(node, chain, ancestor)
        at = ROOT
        for ordinal in chain[1:]:
            found = [one.n for one in self._runs(ordinal) if self._inside(one.n, at)]
            if len(found) > 1:
                scope = self._turn.node(ordinal).id
                raise Invalid("engine.modify_ambiguous", scope=scope, element=node.id, count=len(found))
            at = found[0] if found else self._make(at, ordinal)
        return at

    def _below(self, node: Node, chain: list[int], ancestor: int) -> int:
        if not self._turn.alive(ancestor):
            raise NotFound("engine.element_not_found", key=str(self._turn.key(ancestor)))
        place = self._turn.element(ancestor)
        if place.element not in chain or self._is_body(place) or place.undoing:
            key = str(self._turn.key(ancestor))
            raise Invalid("engine.modify_ancestor", element=node.id, ancestor=key)
        at = ancestor
        for ordinal in chain[chain.index(place.element) + 1 :]:
            at = self._made.get((at, ordinal)) or self._make(at, ordinal)
        return at

    def _chain(self, node: Node) -> list[int]:
        """The ordinals of the scopes around an element, the process first."""
        found: list[int] = []
        at = node.scope
        while at != NOWHERE:
            found.append(at)
            at = self._turn.node(at).scope
        return found[::-1]

    def _runs(self, ordinal: int) -> list[ElementInstance]:
        """Live instances of a scope in which its elements stand: of those with inner ones the inner ones."""
        return [one for one in self.of(ordinal) if not self._is_body(one) and not one.undoing]

    def _is_body(self, place: ElementInstance) -> bool:
        node = self._turn.node(place.element)
        if node.ad_hoc is not None:
            return place.index != RUN
        return node.loop is not None and not place.index

    def _inside(self, n: int, scope: int) -> bool:
        while n != NOWHERE:
            if n == scope:
                return True
            n = self._turn.element(n).scope
        return False

    def _make(self, scope: int, ordinal: int) -> int:
        n = made(self._turn, scope, ordinal)
        self._made[scope, ordinal] = n
        self._places.append(self._turn.element(n))
        return n


def made(turn: Turn, scope: int, ordinal: int) -> int:
    """An instance of a scope in which nothing is started; what it listens for is open. Answers its counter."""
    node = turn.node(ordinal)
    if node.loop is not None or node.ad_hoc is not None:
        code = "engine.modify_loop" if node.ad_hoc is None else "engine.modify_ad_hoc"
        raise Invalid(code, scope=node.id)
    n = turn.head.next
    turn.emit(e.ElementActivated(n=n, element=ordinal, scope=scope, brought_by=((NOWHERE, scope),)))
    try:
        for name, value in mapped(turn, scope, node.inputs).items():
            set_local(turn, n, name, value)
        catches = plan_catches(turn, n, node)
    except Stuck as why:
        reason = Message(code=why.code, params=why.params)
        raise Invalid("engine.modify_mapping", scope=node.id, reason=reason) from None
    open_catches(turn, n, catches)
    return n
