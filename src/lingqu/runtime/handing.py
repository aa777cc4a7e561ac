"""Jobs that are handed over as they are made: whoever waits for jobs has them leased by the commit that makes them.

No transaction activates them: their rows are written with the first lease. If the waiter has gone by the time the
commit is durable, they are given back; a node that dies leaves them leased, as it would after activation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec

from lingqu.runtime.projectors.jobs import JobState
from lingqu.runtime.rows import Fields

#: Every job's first.
FIRST_LEASE = 1
#: Job keys with the lease under which each is held.
Holds = Mapping[int, int]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """On which terms somebody takes jobs. `tenant` None: of all; `variables` None: all of them."""

    types: tuple[str, ...]
    worker: str
    timeout_ms: int
    variables: Collection[str] | None
    tenant: str | None


class Wish(msgspec.Struct, eq=False):
    """What somebody who waits would take. `granted` is called after a commit has leased `jobs` for it."""

    terms: Terms
    limit: int
    granted: Callable[[], None]
    jobs: list[int] = []
    deadline: int = 0  # of their leases


Leased = Mapping[int, tuple[Wish, list[int], int]]
"""By number of the wish: what a batch leases for it, and the leases' end."""


class Hatch:
    """Who waits for jobs at the moment, first come first served. `lease` and `grant`: the writer's thread only."""

    def __init__(self, activated: Callable[[int], None], give_back: Callable[[Holds, Sequence[str]], None]) -> None:
        """`activated`: told how many were handed over. `give_back`: ends leases of jobs of these types."""
        self._activated = activated
        self.give_back = give_back
        self._lock = threading.Lock()
        self._wishes: dict[int, Wish] = {}
        self._next = 0
        self._handed: set[int] = set()

    def add(self, wish: Wish) -> int:
        """Wish until `withdraw`, with the number that comes back."""
        with self._lock:
            self._next += 1
            self._wishes[self._next] = wish
            return self._next

    def withdraw(self, number: int) -> None:
        """Nothing is granted from now on; what has been is in the wish's `jobs`."""
        with self._lock:
            self._wishes.pop(number, None)

    def lease(self, jobs: Sequence[Fields], now: int) -> Leased:
        """Write leases into new job rows for whoever waits for them; a transaction is about to insert these rows."""
        if not jobs or not self._wishes:
            return {}
        with self._lock:
            wishes = list(self._wishes.items())
        leased: dict[int, tuple[Wish, list[int], int]] = {}
        for row in jobs:
            if row["state"] != JobState.OPEN:
                continue
            for number, wish in wishes:
                terms = wish.terms
                taken = leased.get(number, (wish, [], now + terms.timeout_ms))
                if (
                    row["type"] in terms.types
                    and (terms.tenant is None or terms.tenant == row["tenant"])
                    and len(taken[1]) < wish.limit
                ):
                    row.update(lease=FIRST_LEASE, worker=terms.worker, ready_at=taken[2])
                    taken[1].append(row["key"])
                    leased[number] = taken
                    break
        return leased

    def grant(self, leased: Leased) -> None:
        """The leases are durable: tell who waits."""
        for number, (wish, jobs, deadline) in leased.items():
            self._handed.update(jobs)
            with self._lock:
                there = self._wishes.pop(number, None) is not None
                if there:
                    wish.jobs, wish.deadline = jobs, deadline
            self._activated(len(jobs))
            if there:
                wish.granted()
            else:
                self.give_back(dict.fromkeys(jobs, FIRST_LEASE), wish.terms.types)

    def handed(self) -> set[int]:
        """Jobs of the last commit that nobody else need look for."""
        handed, self._handed = self._handed, set()
        return handed
