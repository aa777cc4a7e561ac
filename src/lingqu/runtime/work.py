"""What the writer is asked to do, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from lingqu.engine.commands import Command
from lingqu.runtime.blobs import AnyCommand, AnyEvent
from lingqu.runtime.case import Case
from lingqu.store import Connection


class GuardClaim(msgspec.Struct, frozen=True):
    """Uniqueness of (scope, id). Who comes second changes nothing and gets the first one's answer.

    `read` turns the stored answer (JSON bytes) into what the second one is told, or raises Rejected; without it
    the answer is AlreadyDone. `expires`: ms since the epoch, None for ever.
    """

    scope: str
    id: str
    expires: int | None = None
    read: Callable[[bytes], Any] | None = None


class Letter(msgspec.Struct, frozen=True):
    """A command for another instance; `key` is unique for ever. `stored`: it lies in the letter table."""

    key: tuple[int, int, int]  # sender, the sender's version, place among its letters
    target: int
    command: Command
    stored: bool = False


class Held(Exception):  # noqa: N818 - an answer, not an error: go round again
    """An instance or a job that a work needs is held by somebody else."""


class AlreadyDone(msgspec.Struct, frozen=True):
    """The answer to a second claimant: what the first one was told, as JSON."""

    answer: bytes


class CaseDone(msgspec.Struct, frozen=True, kw_only=True):
    """One command done: the case after it (not to be changed) and what happened."""

    instance: int
    version: int
    at: int
    events: tuple[AnyEvent, ...]
    kinds: frozenset[type[AnyEvent]]  # of its events: most hooks need not look at one that has none of theirs
    case: Case
    by: str = ""

    @property
    def state(self) -> Any:
        """The engine's state after the command."""
        return self.case.engine


class CaseWork(msgspec.Struct, frozen=True):
    """A command for one instance. The writer fills in its time.

    `before`: commands done first in the same breath: one version, one history row, all or nothing. `lease`: the job of
    the command must still have this lease. `latest`: (tenant, process id) of a StartInstance whose definition is the
    newest one in the batch's transaction. `answer` turns CaseDone into what the caller is told (default: CaseDone);
    under a guard it must be something that JSON can hold.
    """

    instance: int
    command: AnyCommand
    guard: GuardClaim | None = None
    answer: Callable[[CaseDone], Any] | None = None
    before: tuple[AnyCommand, ...] = ()
    lease: int | None = None
    latest: tuple[str, str] | None = None
    batch: tuple[int, str] = (0, "")  # the batch operation (key, kind) that asks for it


class Tx:
    """What a RowWork may use: the connection inside the batch's transaction, the time and fresh keys."""

    def __init__(self, c: Connection, now: int, new_key: Callable[[], int], commit: tuple[int, int] = (0, 0)) -> None:
        """`commit`: the node and the number of its batch."""
        self.c = c
        self.now = now
        self.commit = commit
        self.new_key = new_key
        self.cases: list[CaseWork] = []
        self.letters: list[Letter] = []
        self.hooks: list[Callable[[], None]] = []

    def also(self, work: CaseWork) -> None:
        """A command in the same transaction; if it is Rejected the whole RowWork is undone. Its guard is ignored."""
        self.cases.append(work)

    def send(self, letter: Letter) -> None:
        """A letter: delivered in this transaction if its target is free, else a row that waits for it."""
        self.letters.append(letter)

    def after(self, hook: Callable[[], None]) -> None:
        """Called once the commit is there, in the writer's thread: must not block, must not raise."""
        self.hooks.append(hook)


class RowWork(msgspec.Struct, frozen=True):
    """Any other change of rows. Runs under a savepoint and fails alone; its result is the answer.

    It may run more than once (the transaction is tried again), so it changes nothing but rows. `apart`: it takes row
    locks of its own (SKIP LOCKED), so it shares a transaction only with its like and no deadlock can arise. `takes`: a
    name that it claims inside; works of a batch take theirs in one order, so that no two nodes wait in a circle.
    """

    run: Callable[[Tx], Any]
    guard: GuardClaim | None = None
    apart: bool = False
    takes: str = ""


class Deliver(msgspec.Struct, frozen=True):
    """Bring an instance the letters that lie for it. Answers how many were brought."""

    instance: int
    guard: None = None


class FireDue(msgspec.Struct, frozen=True):
    """Fire the next timers of the engine's plane that are due, at most so many. Answers those that were taken.

    `aside`: instances whose timers wait.
    """

    most: int
    aside: frozenset[int] = frozenset()
    guard: None = None


Work: TypeAlias = CaseWork | RowWork | Deliver | FireDue
