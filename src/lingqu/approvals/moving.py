"""Moving: rounds and the book in the element numbers of another version. What has no counterpart is forgotten."""

from __future__ import annotations

import msgspec

from lingqu.approvals.events import RoundsMoved
from lingqu.approvals.state import Book, Frame, Round


def move(event: RoundsMoved, rounds: dict[int, Round], book: Book) -> None:
    """Write it into these rounds (fresh copies take the place of the old ones) and into this copy of the book."""
    elements = dict(event.elements)
    for task in event.rounds:
        found = rounds[task]
        rounds[task] = msgspec.structs.replace(found.copy(), element=elements.get(found.element, found.element))
    book.visits = {
        after: number for visit, number in book.visits.items() if (after := _visit(visit, elements)) is not None
    }
    book.passed = _visits(book.passed, elements)
    book.frames = [
        Frame(sender, tuple(_visits(frame.passed, elements)))
        for frame in book.frames
        if (sender := _visit(frame.sender, elements)) is not None
    ]


def _visits(visits: list[str] | tuple[str, ...], elements: dict[int, int]) -> list[str]:
    return [after for visit in visits if (after := _visit(visit, elements)) is not None]


def _visit(visit: str, elements: dict[int, int]) -> str | None:
    """A visit, ordinal/index, as the other version has it."""
    ordinal, index = visit.split("/")
    after = elements.get(int(ordinal))
    return None if after is None else f"{after}/{index}"
