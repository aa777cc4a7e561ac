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

from lingqu.kernel.errors import Busy, Rejected, Unanswered
from lingqu.runtime import messages as _messages  # noqa: F401 - registers this room's sentences
from lingqu.runtime.answers import Answer, LoopAnswer, Mailbox, ThreadAnswer
from lingqu.runtime.batch import Batch
from lingqu.runtime.blocks import Numbers
from lingqu.runtime.ground import Ground
from lingqu.runtime.trouble import AWAY, HELD, UNABLE, Trouble
from lingqu.runtime.waiting import MOST as WAITING
from lingqu.runtime.waiting import Item, Waiting
from lingqu.runtime.work import CaseDone, RowWork, Work
from lingqu.store import Connection, DatabaseFailed, Lost, Slow, Taken, Transient, Unable, formats

_log = structlog.get_logger(__name__)

#: Commands in one transaction at most.
MOST = 256
_TRANSIENT_TRIES = 5
#: Seconds after which a caller is told that there is no answer yet.
ANSWER = 30.0
#: Seconds that works wait for a database that can write nothing; then they are told to come back.
UNABLE_PATIENCE = 10.0
_RECONNECT = (0.0, 0.05, 0.2, 0.5, 1.0, 2.0)  # seconds before each attempt, the last one again and again

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
        self._connect = connect
        self._ground = ground
        self._numbers = numbers
        self._now = now
        self._most = most
        self._waiting = Waiting(waiting)
        self._mailboxes: WeakKeyDictionary[asyncio.AbstractEventLoop, Mailbox] = WeakKeyDictionary()
        self._round: list[Item] = []  # go round again before anything new
        self._hooks: list[Hook] = []
        self._failed: list[Callable[[Work, BaseException], None]] = []
        self._c: Connection | None = None
        self._number = 1
        self._worked = 0  # works and letters since the queue was looked at
        self._format = formats.OLDEST
        self._thread = threading.Thread(target=self._run, name="lingqu-writer", daemon=True)
        self._open = False
        self._halt = threading.Event()
        #: Told of each commit: works, seconds of the whole, seconds of the COMMIT. Must not block, must not raise.
        self.observed: Callable[[int, float, float], None] | None = None
        #: Why nothing can be written at the moment, for /ready.
        self.trouble = Trouble()

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
        self._prepare(self._connect())
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
        self._halt.set()
        if self._thread.is_alive():
            self._thread.join(5)
        if self._c is not None:
            if last is not None and not self._thread.is_alive():
                last(self._c)
            self._c.close()
            self._c = None

    # ---- the thread ----

    def _prepare(self, c: Connection) -> None:
        try:
            self._numbers.refill(c)
            self._format = formats.allowed(c)
        except BaseException:
            c.close()
            raise
        self._c = c

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
            batch = self._commit(items, wait=wait)
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

    def _commit(self, items: Sequence[Item], *, wait: bool) -> Batch:
        """Run the batch and commit it; through passing troubles and lost connections. Raises what does not pass.

        While the fate of a COMMIT is unknown nothing is given up: an old session may still hold what it wrote.
        """
        tries, patience = 0, time.monotonic() + UNABLE_PATIENCE
        sent: Batch | None = None  # an attempt whose COMMIT was sent and whose fate is unknown
        while True:
            c = self._connected()
            batch = Batch(self._ground, c, number=self._number, now=self._now(), fmt=self._format)
            committing = False
            began = time.monotonic()
            self.trouble.asking(began)
            try:
                if self._numbers.low:
                    self._numbers.refill(c)
                c.begin()
                batch.run(items, wait=wait)
                committing = True
                sending = time.monotonic()
                c.commit()
            except Taken as taken:
                c.rollback()
                if taken.table != "batch":
                    raise
                self._number += 1
                if sent is None:
                    raise RuntimeError("Expected a batch number of this node to be new, but it is taken") from None
                return sent
            except Lost as lost:
                sent = batch if committing else sent
                self._reconnect(lost, unknown=sent is not None)
            except Transient as passing:
                c.rollback()
                tries += 1
                late = wait or tries >= _TRANSIENT_TRIES or isinstance(passing, Slow)
                if isinstance(passing, Unable):
                    late = time.monotonic() > patience
                if late and sent is None:
                    raise
                self._rest(passing, tries, unknown=sent is not None)
            except BaseException:
                c.rollback()
                raise
            else:
                self._number += 1
                self.trouble.over()
                batch.committed()
                if self.observed is not None:
                    now = time.monotonic()
                    self.observed(len(items), now - began, now - sending)
                return batch
            finally:
                self.trouble.answered()

    def _connected(self) -> Connection:
        if self._c is None:
            raise Lost("not connected")
        return self._c

    def _reconnect(self, lost: Lost, *, unknown: bool) -> None:
        """Wait for the database to come back. Nobody knows what was written: the cache is emptied."""
        self.trouble.is_(AWAY, lost)
        if self._c is not None:
            self._c.close()
            self._c = None
        self._ground.cache.clear()
        attempt = 0
        while True:
            self._pause(_RECONNECT[min(attempt, len(_RECONNECT) - 1)], unknown=unknown)
            attempt += 1
            try:
                self._prepare(self._connect())
            except (Lost, DatabaseFailed, Rejected) as again:
                self.trouble.is_(AWAY, again)
            else:
                break
        self.trouble.over()
        _log.info("database connection back", attempts=attempt)

    def _rest(self, passing: Transient, tries: int, *, unknown: bool) -> None:
        """Before the same transaction is tried again."""
        if isinstance(passing, Unable):
            self.trouble.is_(UNABLE, passing)
            self._pause(_RECONNECT[min(tries, len(_RECONNECT) - 1)], unknown=unknown)
        else:
            if tries > 1:
                self.trouble.is_(HELD, passing)
            _log.warning("transaction tried again", error=str(passing))
            self._pause(0.02 * tries, unknown=unknown)

    def _pause(self, seconds: float, *, unknown: bool) -> None:
        """Wait before another attempt. Raises Busy if the node is to end instead; Unanswered if it may be done."""
        if self._halt.wait(seconds):
            raise (
                Unanswered("runtime.no_answer_yet", retry_after=5)
                if unknown
                else Busy("runtime.stopping", retry_after=5)
            )

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
