"""Live views: who listens on this node, and what they are told after a commit, here or on another node. Hints only: a
page that hears one reads anew, so a lost hint costs a moment, never a fact.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

import msgspec

WAITING = 256  # hints that a slow listener may fall behind before the older ones are dropped


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` tasks | notices | instances; `person` is empty for everybody who may listen to it."""

    kind: str
    person: str = ""
    tenant: str = ""
    data: dict[str, object] = {}


class Listener:
    """One open stream. Hints are handed over from any thread and read in the listener's own event loop."""

    def __init__(self, wants: Callable[[Hint], bool]) -> None:
        self._wants = wants
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Hint] = asyncio.Queue(WAITING)

    def tell(self, hint: Hint) -> None:
        if self._wants(hint):
            self._loop.call_soon_threadsafe(self._put, hint)

    def _put(self, hint: Hint) -> None:
        if self._queue.full():
            self._queue.get_nowait()
        self._queue.put_nowait(hint)

    async def heard(self, longest: float) -> None:
        """Wait for a hint, `longest` seconds at most; those that wait are taken as one."""
        try:
            await asyncio.wait_for(self._queue.get(), longest)
        except TimeoutError:
            return
        while not self._queue.empty():
            self._queue.get_nowait()

    async def hints(self, heartbeat: float) -> AsyncIterator[Hint | None]:
        """The hints as they come; None when `heartbeat` seconds went by without one."""
        while True:
            try:
                yield await asyncio.wait_for(self._queue.get(), heartbeat)
            except TimeoutError:
                yield None


class Live:
    """All listeners of this node. `spread` takes packed hints to the other nodes, whose `hear` unpacks them."""

    def __init__(self, spread: Callable[[list[str]], None] | None = None) -> None:
        self._spread = spread
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()

    def join(self, wants: Callable[[Hint], bool]) -> Listener:
        listener = Listener(wants)
        with self._lock:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def tell(self, *hints: Hint) -> None:
        """Hand hints to all who want them, on every node; never blocks."""
        if self._spread is not None:
            self._spread([msgspec.json.encode(hint).decode() for hint in hints])
        self._here(hints)

    def hear(self, packed: Iterable[str]) -> None:
        """Hints of another node; those that it was too busy to name are lost."""
        self._here([msgspec.json.decode(word, type=Hint) for word in packed if word])

    def _here(self, hints: Sequence[Hint]) -> None:
        """Hand them to the listeners of this node; one whose loop has closed is let go."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            try:
                for hint in hints:
                    listener.tell(hint)
            except RuntimeError:  # the stream's event loop is closed: nobody listens any more
                self.leave(listener)
