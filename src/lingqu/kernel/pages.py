"""Pages: the copy-on-write shelf on which an instance's records lie. Stored for ever; see docs/adr/0003-pages.md.

A record lies on page `counter >> 4`. A Shelf is immutable; a Draft is one turn's private copy of the pages that it
touches. A page that the Draft needs and nobody has loaded yet is named by MissingPage, so that the caller can fetch
it and run the turn again: the turn is pure, nothing was done yet.

The cost of a draft depends on the pages it touches, not on the pages there are: changed pages lie in a small
overlay, which is merged into a new base only when it has grown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, Protocol, Self, TypeVar

PAGE_BITS = 4
_OVERLAY = 48  # pages in the overlay before it is merged into a new base; of a large base more, see with_pages


class Record(Protocol):
    """Anything that lies on a page: it knows its counter and can copy itself."""

    n: int

    def copy(self) -> Self: ...


R = TypeVar("R", bound=Record)
Page = dict[int, R]


class MissingPage(Exception):  # noqa: N818 - a question to the caller, not an error
    """The turn needs a page that is not loaded."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def page_of(counter: int) -> int:
    """The number of the page on which the record with that counter lies."""
    return counter >> PAGE_BITS


class Shelf(Generic[R]):
    """The loaded pages of one instance. `absent` pages are known to be empty; others may still be in the store."""

    __slots__ = ("_base", "_over", "complete")

    def __init__(
        self, base: Mapping[int, Page[R]], over: Mapping[int, Page[R]] | None = None, *, complete: bool
    ) -> None:
        self._base = base
        self._over = over or {}
        #: True if every page of the instance is here, so that a page not found is an empty one.
        self.complete = complete

    def page(self, number: int) -> Page[R] | None:
        """The page, or None if it is not loaded."""
        found = self._over.get(number)
        return found if found is not None else self._base.get(number)

    def numbers(self) -> set[int]:
        """The numbers of all loaded pages."""
        return {*self._base, *self._over}

    @property
    def size(self) -> int:
        """How many pages are loaded; counted without looking through them."""
        return len(self._base) + sum(number not in self._base for number in self._over)

    def records(self) -> Iterator[R]:
        """Every record of the loaded pages, by counter."""
        for number in sorted(self.numbers()):
            page = self.page(number) or {}
            yield from (page[n] for n in sorted(page))

    def with_pages(self, pages: Mapping[int, Page[R]], *, complete: bool | None = None) -> Shelf[R]:
        """The same shelf with these pages put on it, over what was there."""
        over = {**self._over, **pages}
        whole = self.complete if complete is None else complete
        # the overlay is copied with each turn, the base with each merge: both cost least at the root of its size
        if len(over) <= _OVERLAY or len(over) ** 2 <= 8 * len(self._base):
            return Shelf(self._base, over, complete=whole)
        return Shelf({**self._base, **over}, complete=whole)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Shelf):
            return NotImplemented
        return list(self.records()) == list(other.records())

    __hash__ = None  # type: ignore[assignment]  # compared by content, never a key

    def __repr__(self) -> str:
        return f"Shelf({list(self.records())!r})"


class Draft(Generic[R]):
    """One turn's view of a shelf: reads share, the first write to a page copies its list, to a record the record."""

    __slots__ = ("_mine", "_pages", "_shelf", "touched")

    def __init__(self, shelf: Shelf[R]) -> None:
        self._shelf = shelf
        #: The pages that this turn has changed, by number; an emptied page is kept as {} so that its row goes.
        self.touched: dict[int, Page[R]] = {}
        self._pages: dict[int, Page[R]] = {}  # every page that was asked for, changed or not
        self._mine: dict[int, R] = {}  # the records that are this turn's own, by counter

    def find(self, counter: int) -> R | None:
        """The record with that counter, not to be changed, or None. Raises MissingPage."""
        page = self._pages.get(counter >> PAGE_BITS)
        if page is None:
            page = self._loaded(counter >> PAGE_BITS)
        return page.get(counter)

    def edit(self, counter: int) -> R:
        """The record with that counter, this turn's own copy, free to change. Raises MissingPage, KeyError."""
        record = self._mine.get(counter)
        if record is None:
            number = counter >> PAGE_BITS
            page = self.touched.get(number) or self._own(number)
            record = page[counter] = self._mine[counter] = page[counter].copy()
        return record

    def put(self, record: R) -> None:
        """Lay a new record on its page."""
        n = record.n
        page = self.touched.get(n >> PAGE_BITS) or self._own(n >> PAGE_BITS)
        page[n] = self._mine[n] = record

    def drop(self, counter: int) -> None:
        """Take a record away. Raises KeyError if it is not there."""
        page = self.touched.get(counter >> PAGE_BITS) or self._own(counter >> PAGE_BITS)
        del page[counter]
        self._mine.pop(counter, None)

    def scan(self, numbers: Iterable[int]) -> Iterator[R]:
        """The records of these pages, by counter, not to be changed. Raises MissingPage."""
        for number in numbers:
            page = self._pages.get(number)
            if page is None:
                page = self._loaded(number)
            yield from (page[n] for n in sorted(page))

    def shelf(self) -> Shelf[R]:
        """The shelf after this turn; untouched pages are shared with the one before."""
        return self._shelf.with_pages(self.touched)

    def _loaded(self, number: int) -> Page[R]:
        page = self._shelf.page(number)
        if page is None:
            if not self._shelf.complete:
                raise MissingPage(number)
            page = {}
        self._pages[number] = page
        return page

    def _own(self, number: int) -> Page[R]:
        page = self.touched.get(number)
        if page is None:
            page = self._pages[number] = self.touched[number] = self._loaded(number).copy()
        return page
