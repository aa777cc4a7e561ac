"""Answers to callers on an event loop: what a commit answers wakes the loop once, not once a caller."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Protocol

from lingqu.kernel.errors import Busy, Unanswered


class Answer(Protocol):
    """Where the writer puts what became of a work; a `concurrent.futures.Future` is one."""

    def set_running_or_notify_cancel(self) -> bool: ...
    def set_result(self, result: Any, /) -> None: ...
    def set_exception(self, exception: BaseException | None, /) -> None: ...


class LoopAnswer:
    """One answer, awaited as `future` on the mailbox's loop."""

    __slots__ = ("_mailbox", "_untouched", "future")

    def __init__(self, mailbox: Mailbox, loop: asyncio.AbstractEventLoop) -> None:
        self._mailbox = mailbox
        self._untouched = [True]  # whoever pops it decides: the writer to do the work, the caller to take it back
        self.future: asyncio.Future[Any] = loop.create_future()

    def set_running_or_notify_cancel(self) -> bool:
        """Whether the writer may begin: the work was not taken back."""
        return self.take_back()

    def set_result(self, result: Any, /) -> None:
        self._mailbox.put(self.future, result, None)

    def set_exception(self, exception: BaseException | None, /) -> None:
        self._mailbox.put(self.future, None, exception)

    def take_back(self) -> bool:
        """Nobody begins with the work from now on; False if it has begun."""
        try:
            return self._untouched.pop()
        except IndexError:
            return False

    def expire(self) -> None:
        """The caller's time is over. In the loop's thread."""
        if not self.future.done():
            begun = not self.take_back()
            self.future.set_exception(
                Unanswered("runtime.no_answer_yet", retry_after=5)
                if begun
                else Busy("runtime.too_much_waits", retry_after=1)
            )


class Mailbox:
    """What is answered to callers of one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._letters: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._called = False  # the loop will look

    def answer(self) -> LoopAnswer:
        """A new answer, to be awaited on this loop."""
        return LoopAnswer(self, self._loop)

    def put(self, future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
        """Tell who awaits it, unless they have gone; from any thread."""
        self._letters.append((future, result, error))
        if not self._called:
            self._called = True
            try:
                self._loop.call_soon_threadsafe(self._open)
            except RuntimeError:  # the loop is closed: nobody waits there any more
                self._letters.clear()

    def _open(self) -> None:
        self._called = False  # before looking: whoever comes later calls again
        while self._letters:
            future, result, error = self._letters.popleft()
            if future.done():
                continue
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
