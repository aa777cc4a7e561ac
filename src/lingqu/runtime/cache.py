"""The cache of cases at rest, by (key, version): a lock that finds the same version skips the load."""

from __future__ import annotations

from collections import OrderedDict

from lingqu.runtime.case import Case

#: Pages, of 16 records each; about 100 MB when every record is busy.
MOST_PAGES = 20_000


class Cache:
    """Least recently used cases go first. Used by the writer's thread only."""

    def __init__(self, most_pages: int = MOST_PAGES) -> None:
        self._most = most_pages
        self._pages = 0
        self._cases: OrderedDict[int, tuple[Case, int]] = OrderedDict()

    def get(self, key: int, version: int) -> Case | None:
        """The case in exactly this version, or None."""
        found = self._cases.get(key)
        if found is None:
            return None
        if found[0].version != version:
            self.drop(key)
            return None
        self._cases.move_to_end(key)
        return found[0]

    def put(self, case: Case) -> None:
        """Keep a case that has just been committed. A finished one is not worth a place."""
        self.drop(case.key)
        if case.ended:
            return
        pages = case.size
        self._cases[case.key] = (case, pages)
        self._pages += pages
        while self._pages > self._most and len(self._cases) > 1:
            _, (_, gone) = self._cases.popitem(last=False)
            self._pages -= gone

    def drop(self, key: int) -> None:
        found = self._cases.pop(key, None)
        if found is not None:
            self._pages -= found[1]

    def clear(self) -> None:
        """After a reconnect nobody knows what was written."""
        self._cases.clear()
        self._pages = 0

    def __len__(self) -> int:
        return len(self._cases)
