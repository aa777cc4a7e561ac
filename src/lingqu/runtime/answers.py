"""Answers: where the writer puts what became of a work, and how whoever asked comes by it.

A thread waits at a lock of its own. Callers on an event loop share a mailbox: what a commit answers wakes the loop
once, not once a caller.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import Any, Protocol

from lingqu.kernel.errors import Busy, Unanswered


class Answer(Protocol):
    """Where the writer puts what became of a work; a `concurrent.futures.Future` is one."""

    def set_running_or_notify_cancel(self) -> bool: ...
    def set_result(self, result: Any, /) -> None: ...
    def set_exception(self, exception: BaseException | None, /) -> None: ...


class _Asked:
    """A work that the writer begins with, or its caller takes back: whichever comes first."""

    __slots__ = ("_untouched",)

    def __init__(self) -> None:
        self._untouched = [True]  # whoever pops it decides

    def set_running_or_notify_cancel(self) -> bool:
        """Whether the writer may begin: the work was not taken back."""
        return self.take_back()

    def take_back(self) -> bool:
        """Nobody begins with the work from now on; False if it has begun."""
        try:
            return self._untouched.pop()
        except IndexError:
            return False

    def late(self) -> Busy | Unanswered:
        """What the caller is told whose time is over."""
        if self.take_back():
            return Busy("runtime.too_much_waits", retry_after=1)
        return Unanswered("runtime.no_answer_yet", retry_after=5)


class ThreadAnswer(_Asked):
    """One answer, for which a thread waits."""

    __slots__ = ("_error", "_result", "_told")

    def __init__(self) -> None:
        super().__init__()
        self._result: Any = None
        self._error: BaseException | None = None
        self._told = threading.Lock()
        self._told.acquire()

    def set_result(self, result: Any, /) -> None:
        self._result = result
        self._told.release()

    def set_exception(self, exception: BaseException | None, /) -> None:
        self._error = exception
        self._told.release()

    def wait(self, seconds: float) -> Any:
        """What became of the work. Raises what it has raised; Busy or Unanswered after so many seconds."""
        if not self._told.acquire(timeout=seconds):
            raise self.late()
        error, self._error = self._error, None
        if error is not None:
            try:
                raise error
            finally:
                del error  # its traceback holds this frame
        return self._result


class LoopAnswer(_Asked):
    """One answer, awaited as `future` on the mailbox's loop."""

    __slots__ = ("_mailbox", "future")

    def __init__(self, mailbox: Mailbox, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._mailbox = mailbox
        self.future: asyncio.Future[Any] = loop.create_future()

    def set_result(self, result: Any, /) -> None:
        self._mailbox.put(self.future, result, None)

    def set_exception(self, exception: BaseException | None, /) -> None:
        self._mailbox.put(self.future, None, exception)

    def expire(self) -> None:
        """The caller's time is over. In the loop's thread."""
        if not self.future.done():
            self.future.set_exception(self.late())


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
