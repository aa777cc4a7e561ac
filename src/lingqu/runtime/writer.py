"""The writer: one thread a node through which every change goes. Group commit without artificial delay.

    submit → queue → batch (batch.py) → one commit → futures resolved → after-commit hooks

An answer is durable. A commit whose fate is unknown is looked up by (node, number) before anything is done again.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any
from weakref import WeakKeyDictionary

import structlog

from lingqu.kernel.errors import Busy
from lingqu.runtime import messages as _messages  # noqa: F401 - registers this room's sentences
from lingqu.runtime.answers import Answer, LoopAnswer, Mailbox, ThreadAnswer
from lingqu.runtime.batch import Batch
from lingqu.runtime.blocks import Numbers
from lingqu.runtime.committing import Committer
from lingqu.runtime.ground import Ground
from lingqu.runtime.waiting import MOST as WAITING
from lingqu.runtime.waiting import Item, Waiting
from lingqu.runtime.work import CaseDone, RowWork, Work
from lingqu.store import Connection, Slow, Transient, Unable

_log = structlog.get_logger(__name__)

#: Commands in one transaction at most.
MOST = 256
#: Seconds after which a caller is told that there is no answer yet.
ANSWER = 30.0

Hook = Callable[[Sequence[CaseDone]], None]


class Writer:
    """One thread, plain synchronous code. Built by the Runtime; `submit`, `call` and `ask` may come from any thread."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        ground: Ground,
        numbers: Numbers,
        now: Callable[[], int],
        *,
        most: int = MOST,
        waiting: int = WAITING,
    ) -> None:
        self._committer = Committer(connect, ground, numbers, now)
        self._most = most
        self._waiting = Waiting(waiting)
        self._mailboxes: WeakKeyDictionary[asyncio.AbstractEventLoop, Mailbox] = WeakKeyDictionary()
        self._round: list[Item] = []  # go round again before anything new
        self._hooks: list[Hook] = []
        self._failed: list[Callable[[Work, BaseException], None]] = []
        self._worked = 0  # works and letters since the queue was looked at
        self._thread = threading.Thread(target=self._run, name="lingqu-writer", daemon=True)
        self._open = False

    # ---- for everybody ----

    def submit(self, work: Work) -> Future[Any]:
        """Queue a work; its future gets the answer once that is durable. Raises Busy if too much waits already."""
        future: Future[Any] = Future()
        self._put(work, future)
        return future

    def call(self, work: Work, timeout: float = ANSWER) -> Any:
        """Submit and wait. Raises what the work raises; Unanswered if it may be done: look before repeating."""
        answer = ThreadAnswer()
        self._put(work, answer)
        return answer.wait(timeout)

    async def ask(self, work: Work, seconds: float = ANSWER) -> Any:
        """As `call`. A caller that goes away takes back what has not begun yet."""
        answer = self.expect(work)
        late = asyncio.get_running_loop().call_later(seconds, answer.expire)
        try:
            return await answer.future
        finally:
            late.cancel()
            answer.take_back()

    def expect(self, work: Work) -> LoopAnswer:
        """As `submit`, for a caller on an event loop: an answer to be awaited there."""
        loop = asyncio.get_running_loop()
        mailbox = self._mailboxes.get(loop)
        if mailbox is None:
            mailbox = self._mailboxes[loop] = Mailbox(loop)
        answer = mailbox.answer()
        self._put(work, answer)
        return answer

    def _put(self, work: Work, answer: Answer) -> None:
        if not self._open:
            raise Busy("runtime.stopping", retry_after=2)
        self._waiting.put(work, answer)

    def after_commit(self, hook: Hook) -> None:
        """Called in the writer's thread with what a commit has done: must not block, must not raise."""
        self._hooks.append(hook)

    def after_failure(self, hook: Callable[[Work, BaseException], None]) -> None:
        """Called in the writer's thread with a work that failed alone and why: must not block, must not raise."""
        self._failed.append(hook)

    def observe(self, told: Callable[[int, float, float], None]) -> None:
        """Told of each commit: works, seconds of the whole, seconds of the COMMIT. Must not block, must not raise."""
        self._committer.observed = told

    @property
    def trouble(self) -> str:
        """Why nothing can be written at the moment, for /ready; empty if all is well."""
        return str(self._committer.trouble)

    @property
    def waiting(self) -> int:
        """How many works are in the queue."""
        return len(self._waiting)

    @property
    def portion(self) -> int:
        """How many works that lie in rows may be asked for at once."""
        return self._waiting.portion

    def start(self) -> None:
        """Connect and begin. Raises what connecting raises."""
        self._committer.open()
        self._open = True
        self._thread.start()

    def drain(self) -> None:
        """Take nothing new; finish what waits; then the thread ends."""
        self._open = False
        self._waiting.close()

    def stop(self, timeout: float = 30, *, last: Callable[[Connection], None] | None = None) -> None:
        """Drain and wait. What could not be done (the database is away) is told Busy. `last`: done when all is."""
        if self._open:
            self.drain()
        if self._thread.is_alive():
            self._thread.join(timeout)
        self._committer.halt()
        if self._thread.is_alive():
            self._thread.join(5)
        self._committer.close(None if self._thread.is_alive() else last)

    # ---- the thread ----

    def _run(self) -> None:
        last = False
        while not last:
            items, last = self._drain()
            began, self._worked = time.monotonic(), 0
            for group in _groups(items):
                self._process(group, wait=False)
            self._waiting.took(self._worked, time.monotonic() - began)
            while last and self._round:
                again, self._round = self._round, []
                for group in _groups(again):
                    self._process(group, wait=False)

    def _drain(self) -> tuple[list[Item], bool]:
        """What waits now; blocks for the first unless something goes round again. True: this was the last."""
        again, self._round = self._round, []
        fresh, last = self._waiting.take(max(1, self._most - len(again)), patient=not again)
        return again + fresh, last

    def _process(self, items: list[Item], *, wait: bool, until: float = 0) -> None:
        """Bring a group of works through a commit, alone or in halves if the database will not have it.

        `until` (monotonic): from then on what others hold is not waited for any more; nobody waits for the answers.
        """
        until = until or time.monotonic() + ANSWER
        stubborn = [item for item in items if item.tries >= 2]
        if stubborn and len(items) > 1:
            for item in stubborn:
                self._process([item], wait=True)
            items = [item for item in items if item.tries < 2]
        elif stubborn:
            wait = True
        if not items:
            return
        try:
            batch = self._committer.commit(items, wait=wait)
        except Unable:  # nobody is to blame: halving would only take longer
            for item in items:
                self._tell(item, Busy("runtime.cannot_write", retry_after=5))
            return
        except Busy as ending:  # the node ends while its database is away
            for item in items:
                self._tell(item, ending)
            return
        except Exception as error:  # noqa: BLE001 - told to whoever asked, or found by halving
            if wait and isinstance(error, Transient):
                key = getattr(items[0].work, "instance", 0)
                items[0].future.set_exception(Busy("runtime.instance_is_held", key=str(key), retry_after=1))
                return
            held = isinstance(error, Transient) and not isinstance(error, Slow)
            if isinstance(error, Transient) and (len(items) == 1 or (held and time.monotonic() > until)):
                _log.warning("works turned away", works=len(items), error=str(error))
                for item in items:
                    self._tell(item, Busy("runtime.cannot_write", retry_after=5))
                return
            if len(items) == 1:
                _log.error("work failed", work=type(items[0].work).__name__, exc_info=error)
                self._tell(items[0], error)
                return
            middle = len(items) // 2
            _log.warning("batch halved", works=len(items), error=str(error))
            self._process(items[:middle], wait=wait, until=until)
            self._process(items[middle:], wait=wait, until=until)
            return
        self._settle(batch)

    def _tell(self, item: Item, error: BaseException) -> None:
        """Tell a failure, whoever asked last: then it is known already what became of it."""
        for hook in self._failed:
            hook(item.work, error)
        item.future.set_exception(error)

    def _settle(self, batch: Batch) -> None:
        outcome, done = batch.outcome, batch.done
        self._worked += max(len(outcome.results), len(done)) + len(outcome.failures)
        self._round += outcome.again
        for item, value in outcome.results:
            item.future.set_result(value)
        for item, error in outcome.failures:
            self._tell(item, error)
        for after in outcome.hooks:
            try:
                after()
            except Exception:  # noqa: BLE001 - what is committed stays so
                _log.exception("after-commit hook failed", hook=repr(after))
        if not done:
            return
        for hook in self._hooks:
            try:
                hook(done)
            except Exception:  # noqa: BLE001 - what is committed stays so
                _log.exception("after-commit hook failed", hook=repr(hook))


def _groups(items: list[Item]) -> list[list[Item]]:
    """Works that take row locks of their own share a transaction only with their like."""
    apart = [item for item in items if isinstance(item.work, RowWork) and item.work.apart]
    if not apart:
        return [items] if items else []
    rest = [item for item in items if not (isinstance(item.work, RowWork) and item.work.apart)]
    return [group for group in (apart, rest) if group]


def clock() -> int:
    """The node's clock, ms since the epoch."""
    return time.time_ns() // 1_000_000
