"""Where tokens are: the live element instances of a scope and of everything in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lingqu.engine.outcome import Needs
from lingqu.engine.state import Desk, ElementInstance
from lingqu.kernel.pages import MissingPage, page_of


class Lack(Exception):  # noqa: N818 - a question to the caller, not an error
    """The work cannot go on without something; `needs` says what. Nothing was done."""

    def __init__(self, needs: Needs) -> None:
        super().__init__(needs)
        self.needs = needs


def element(table: Desk, n: int) -> ElementInstance:
    """The live element instance with that counter, not to be changed. Raises KeyError."""
    found = table.draft.find(n)
    if not isinstance(found, ElementInstance):
        raise KeyError(n)
    return found


def children(table: Desk, scope: int) -> list[int]:
    """The counters of the live element instances directly in a scope; a crowd is looked for on all pages."""
    place = element(table, scope)
    if not place.crowd:
        return list(place.children)
    try:
        return [
            record.n
            for record in table.draft.scan(range(page_of(table.head.next) + 1))
            if isinstance(record, ElementInstance) and record.scope == scope
        ]
    except MissingPage:
        raise Lack(Needs(every_page=True)) from None


def inside_out(table: Desk, roots: Iterable[int]) -> Iterator[int]:
    """These element instances and all in them, what is deepest first."""
    found: list[int] = []
    todo = list(roots)
    while todo:
        n = todo.pop()
        found.append(n)
        todo.extend(children(table, n))
    return reversed(found)


def scope_busy(place: ElementInstance) -> bool:
    """Whether something lives in a scope: element instances, or tokens on its flows."""
    return bool(place.children or place.crowd or place.flowing)
