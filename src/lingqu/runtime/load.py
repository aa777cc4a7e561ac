"""Loading: from rows to cases, and whatever a decision lacks. Always in another statement than the lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec

from lingqu.approvals.plane import BOOK, Plane
from lingqu.approvals.state import Book, Round
from lingqu.engine.lineage import Visited, translated
from lingqu.engine.program import Program
from lingqu.engine.state import Head, Record, State
from lingqu.kernel.pages import Page, Shelf, page_of
from lingqu.kernel.values import Json, decode
from lingqu.runtime import blobs
from lingqu.runtime.case import APPROVALS, ENGINE, Case, Lineage
from lingqu.runtime.rows import Fields
from lingqu.store import Connection

#: Pages up to this number are loaded with the lock's next statement: 128 records, most instances as a whole.
FIRST_PAGES = 8
_PAGE = "SELECT instance, plane, number, format, body FROM page WHERE "


def load(c: Connection, locked: Mapping[int, tuple[int, int]]) -> dict[int, Case]:
    """The cases of locked instances: {key: (version, incidents)}. Each has at least its head and first pages."""
    found: dict[int, list[tuple[int, int, int, bytes]]] = defaultdict(list)
    for key, plane, number, format_, body in c.rows(
        # both planes by name: without them SQLite looks through all pages of the instance
        _PAGE + "instance IN ?? AND plane IN ?? AND number < ?",
        [list(locked), [ENGINE, APPROVALS], FIRST_PAGES],
    ):
        found[key].append((plane, number, format_, body))
    return {key: _case(key, *locked[key], pages) for key, pages in found.items()}


def whole(c: Connection, key: int) -> Case | None:
    """One case with all its pages, as committed; for the audit."""
    row = c.row("SELECT version, incidents FROM instance WHERE key = ?", [key])
    if row is None:
        return None
    rows = c.rows(_PAGE + "instance = ?", [key])
    case = _case(key, row[0], row[1], [tuple(found[1:]) for found in rows])
    shelf = case.engine.shelf.with_pages({}, complete=True)
    return msgspec.structs.replace(case, engine=State(key=key, head=case.engine.head, shelf=shelf), whole_plane=True)


def _case(key: int, version: int, incidents: int, pages: Iterable[tuple[Any, ...]]) -> Case:
    head: Head | None = None
    shelves: dict[int, Page[Record]] = {}
    book, rounds = Book(), {}
    for plane, number, format_, body in pages:
        data = bytes(body)
        if plane == ENGINE and number == 0:
            head, shelves[0] = blobs.first_page.decode(format_, data)
        elif plane == ENGINE:
            shelves[number] = blobs.page.decode(format_, data)
        elif number == BOOK:
            book = blobs.book.decode(format_, data)
        else:
            rounds[number] = blobs.round_.decode(format_, data)
    if head is None:
        raise LookupError(f"Expected instance {key} to have a page 0, but it has none")
    complete = page_of(head.next) < FIRST_PAGES
    return Case(
        key=key,
        version=version,
        engine=State(key=key, head=head, shelf=Shelf(shelves, complete=complete)),
        plane=Plane(book=book, rounds=rounds),
        # a round's page number is its task's counter; without visits there has never been a round
        whole_plane=head.next <= FIRST_PAGES or not book.visits,
        incidents=incidents,
    )


def with_pages(c: Connection, cases: Mapping[int, tuple[Case, Collection[int]]]) -> dict[int, Case]:
    """The cases with these pages of the engine's plane put on their shelves; one that has no row is empty."""
    numbers = sorted({number for _, wanted in cases.values() for number in wanted})
    fresh: dict[int, dict[int, Page[Record]]] = {
        key: {number: {} for number in wanted} for key, (_, wanted) in cases.items()
    }
    rows = c.rows(_PAGE + "instance IN ?? AND plane = ? AND number IN ??", [list(cases), ENGINE, numbers])
    for key, _, number, format_, body in rows:
        if number in fresh[key]:
            fresh[key][number] = (
                blobs.first_page.decode(format_, bytes(body))[1]
                if number == 0
                else blobs.page.decode(format_, bytes(body))
            )
    return {key: _shelved(cases[key][0], pages) for key, pages in fresh.items()}


def with_every_page(c: Connection, case: Case) -> Case:
    """The case with all pages of the engine's plane; what is loaded already stays, it may be newer."""
    known = case.engine.shelf.numbers()
    rows = c.rows(_PAGE + "instance = ? AND plane = ?", [case.key, ENGINE])
    pages = {
        number: blobs.page.decode(format_, bytes(body)) for _, _, number, format_, body in rows if number not in known
    }
    return _shelved(case, pages, complete=True)


def _shelved(case: Case, pages: Mapping[int, Page[Record]], *, complete: bool | None = None) -> Case:
    state = case.engine
    shelf = state.shelf.with_pages(pages, complete=complete)
    return msgspec.structs.replace(case, engine=State(key=state.key, head=state.head, shelf=shelf))


def with_rounds(c: Connection, case: Case, wanted: Collection[int]) -> Case:
    """The case with these rounds, as far as there are any."""
    rows = c.rows(_PAGE + "instance = ? AND plane = ? AND number IN ??", [case.key, APPROVALS, sorted(wanted)])
    found: dict[int, Round] = {
        number: blobs.round_.decode(format_, bytes(body)) for _, _, number, format_, body in rows
    }
    plane = Plane(book=case.plane.book, rounds={**found, **case.plane.rounds})
    return msgspec.structs.replace(case, plane=plane, no_rounds=case.no_rounds | (set(wanted) - found.keys()))


def values(c: Connection, wanted: Mapping[int, Collection[str]]) -> dict[int, dict[str, Json]]:
    """Large values of instances, by instance and hash; one that was deleted (personal data) is null."""
    hashes = sorted({hash_ for some in wanted.values() for hash_ in some})
    rows = c.rows("SELECT instance, hash, body FROM value WHERE instance IN ?? AND hash IN ??", [list(wanted), hashes])
    found: dict[int, dict[str, Json]] = {key: dict.fromkeys(some) for key, some in wanted.items()}
    for key, hash_, body in rows:
        if hash_ in found[key]:
            found[key][hash_] = decode(bytes(body))
    return found


def lineage(
    c: Connection, instance: int, pending: Iterable[Fields], definition: int, program_of: Callable[[int], Program]
) -> Lineage:
    """Who was brought by whom in this run; `pending` are activity rows that the batch has not written yet.

    Visits from before a migration are told in the numbers of the version that the instance has now.
    """
    rows = c.rows("SELECT definition, n, element, scope, brought_by FROM activity WHERE instance = ?", [instance])
    rows += [
        (row["definition"], row["n"], row["element"], row["scope"], row["brought_by"])
        for row in pending
        if row["instance"] == instance
    ]
    visits: dict[int, list[Visited]] = defaultdict(list)
    for version, n, element, scope, brought in rows:
        if n > 0:
            visits[version].append((n, element, scope, blobs.brought_by(bytes(brought))))
    here = program_of(definition)
    return tuple(
        sorted(
            visit
            for version, seen in visits.items()
            for visit in (seen if version == definition else translated(program_of(version), here, seen))
        )
    )
