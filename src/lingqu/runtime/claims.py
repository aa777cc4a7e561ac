"""The guards of one batch: whose claim counts, what the others are told, what is kept or given back at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import structlog

from lingqu.kernel.errors import Rejected
from lingqu.runtime import blobs, guards
from lingqu.runtime.waiting import Item
from lingqu.runtime.work import AlreadyDone, GuardClaim
from lingqu.store import Connection

_log = structlog.get_logger(__name__)


class Outcome(msgspec.Struct):
    """What came of a batch's works, valid once committed: answers, and works that go round again."""

    results: list[tuple[Item, Any]] = []
    failures: list[tuple[Item, BaseException]] = []
    again: list[Item] = []
    hooks: list[Callable[[], None]] = []


class Claims:
    """Claims of a batch's works. Those that lose are answered here; a batch takes each name once."""

    def __init__(self, c: Connection, now: int, outcome: Outcome) -> None:
        self._c = c
        self._now = now
        self.outcome = outcome
        self._answers: list[tuple[str, str, bytes]] = []
        self._released: list[guards.Name] = []

    def ours(self, items: Sequence[Item]) -> Sequence[Item]:
        """Claim what is guarded; those whose guard is somebody else's are answered, twins wait for the next batch."""
        if not [item for item in items if item.work.guard is not None]:
            return items
        taken: set[guards.Name] = set()
        once: list[Item] = []
        for item in items:
            guard = item.work.guard
            if guard is not None:
                if (guard.scope, guard.id) in taken:
                    self.outcome.again.append(item)
                    continue
                taken.add((guard.scope, guard.id))
            once.append(item)
        claimed = guards.claim(self._c, self._now, [item.work.guard for item in once if item.work.guard is not None])
        free: list[Item] = []
        for item in once:
            guard = item.work.guard
            if guard is None or (guard.scope, guard.id) in claimed.ours:
                free.append(item)
                continue
            answer = claimed.answers[guard.scope, guard.id]
            try:
                self.outcome.results.append((item, guard.read(answer) if guard.read else AlreadyDone(answer)))
            except Exception as error:  # noqa: BLE001 - the caller's own code: it fails alone
                self.outcome.failures.append((item, error))
        return free

    def keep(self, guard: GuardClaim, value: Any) -> None:
        """What whoever claims it later is answered. Raises what JSON cannot hold."""
        self._answers.append((guard.scope, guard.id, blobs.to_json(value)))

    def settle(self) -> None:
        """Write the answers, give back what was released."""
        if self._answers or self._released:
            guards.settle(self._c, self._answers, self._released)

    # ---- failing ----

    def fail(self, item: Item, error: BaseException) -> None:
        """The work fails alone."""
        self._release(item)
        if not isinstance(error, Rejected):
            _log.error("work failed", work=type(item.work).__name__, exc_info=error)
        self.outcome.failures.append((item, error))

    def go_round(self, item: Item) -> None:
        """Somebody else holds what the work needs: it comes again with the next batch."""
        self._release(item)
        item.tries += 1
        self.outcome.again.append(item)

    def _release(self, item: Item) -> None:
        """Nothing came of the work: its claim is free again."""
        guard = item.work.guard
        if guard is not None:
            self._released.append((guard.scope, guard.id))
