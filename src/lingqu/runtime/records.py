"""Records of an instance as they are at hand: a case may hold only some of its pages."""

from __future__ import annotations

from lingqu.engine.outcome import Needs
from lingqu.engine.state import ElementInstance, Record, State
from lingqu.kernel.pages import page_of
from lingqu.runtime.questions import Lack, Lacks


def at_hand(state: State, n: int) -> Record | None:
    """The record with that counter, None if it is gone or its page is not here."""
    page = state.shelf.page(page_of(n))
    return None if page is None else page.get(n)


def record(state: State, n: int) -> Record | None:
    """The record with that counter, None if it is gone. Raises Lack if its page is not here."""
    number = page_of(n)
    if state.shelf.page(number) is None and not state.shelf.complete:
        raise Lack(Lacks(needs=Needs(pages=frozenset({number}))))
    return at_hand(state, n)


def place(n: int, *states: State) -> tuple[int, int]:
    """(element ordinal, loop index) of an element instance, from the first state that has it. Raises LookupError."""
    for state in states:
        found = at_hand(state, n)
        if isinstance(found, ElementInstance):
            return found.element, found.index
    raise LookupError(n)
