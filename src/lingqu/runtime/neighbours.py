"""Neighbours: what one node's commits mean for the others, told at most twenty times a second.

    say(topic, word) → gathered → one text on the wire → hear(topic, callback) on every other node

Only hints: what a lost one would have told, the other node finds by its own look a little later. On SQLite there are
no neighbours, and nothing is gathered.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection

import msgspec
import structlog

from lingqu.store import Database, Deaf, Lost

_log = structlog.get_logger(__name__)

#: Seconds between two texts of one node at least.
PAUSE = 0.05
_AGAIN = 1.0  # seconds before the wire is opened again
#: Bytes that the database takes in one text.
LONGEST_TEXT = 7_900
_LOOK = 5.0  # seconds after which the thread looks whether it is to end
#: Words of one topic in a text; more are told as "" (something of this topic, never mind what).
MOST = 64


def _nobody() -> None:
    """No wire is open: nobody is to be woken."""


Ear = Callable[[Collection[str]], None]


class Neighbours:
    """`say` and `hear` may be called from any thread; ears are called in this one and must not block."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ears: dict[str, list[Ear]] = defaultdict(list)
        self._words: dict[str, set[str]] = defaultdict(set)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lingqu-neighbours", daemon=True)
        self._wake: Callable[[], None] = _nobody
        self.listens = False
        """Whether a wire is open: what others do is heard at once."""

    def hear(self, topic: str, ear: Ear) -> None:
        """Call this with the words that another node said of a topic; registered before the start."""
        self._ears[topic].append(ear)

    def say(self, topic: str, words: Collection[str]) -> None:
        """Tell the other nodes, soon."""
        if not self.listens or not words:
            return
        with self._lock:
            fresh = not self._words
            self._words[topic].update(words)
            if fresh:
                self._wake()

    def start(self) -> None:
        if self._database.dialect == "postgresql":
            self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        with self._lock:
            self._wake()
        if self._thread.is_alive():
            self._thread.join(10)

    # ---- the thread ----

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._connected()
            except Deaf:
                _log.info("a pooler is before the database: nodes find what others do by looking now and then")
                return
            except Lost as lost:
                _log.warning("wire lost", error=str(lost))
            except Exception:  # noqa: BLE001 - the thread must live; without it others only look later
                _log.exception("wire failed")
            self._stopped.wait(_AGAIN)

    def _connected(self) -> None:
        wire = self._database.wire()
        try:
            with self._lock:
                self._wake, self.listens = wire.wake, True
            told = 0.0
            while not self._stopped.is_set():
                pause = told + PAUSE - time.monotonic()
                for text in wire.heard(pause if self._words and pause > 0 else 0 if self._words else _LOOK):
                    self._heard(text)
                if self._words and time.monotonic() >= told + PAUSE:
                    wire.say(self._gathered())
                    told = time.monotonic()
        finally:
            with self._lock:
                self._wake, self.listens = _nobody, False
            wire.close()

    def _gathered(self) -> str:
        with self._lock:
            words, self._words = self._words, defaultdict(set)
        told = {topic: sorted(said) if len(said) <= MOST else [""] for topic, said in words.items()}
        text = msgspec.json.encode(told)
        if len(text) > LONGEST_TEXT:
            text = msgspec.json.encode({key: [""] for key in told})
        return text.decode()

    def _heard(self, text: str) -> None:
        try:
            told = msgspec.json.decode(text, type=dict[str, list[str]])
        except msgspec.MsgspecError:
            _log.warning("wire text not understood", text=text[:200])
            return
        for topic, words in told.items():
            for ear in self._ears.get(topic, ()):
                ear(words)
