"""FOR TESTS ONLY: faults that a sample system shows on demand. Present only when it was started with `--faults`."""

from __future__ import annotations

import threading
from typing import Any

#: In the order in which they are used up; one a call.
COUNTERS = ("cut", "fail", "busy", "cut_after_commit", "fail_after_commit", "delay")
SWITCHES = ("down", "careless")


class Faults:
    """What is to go wrong next. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = dict.fromkeys(COUNTERS, 0)
        self._on = dict.fromkeys(SWITCHES, False)
        self._seen = 0
        self.delay_ms = 500

    @property
    def careless(self) -> bool:
        return self._on["careless"]

    def plan(self, method: str, path: str) -> str | None:
        """What this call is to meet; uses it up."""
        if not path.startswith("/api/"):
            return None
        with self._lock:
            changing = method in ("POST", "PATCH", "PUT")
            self._seen += changing
            if self._on["down"]:
                return "cut"
            if not changing:
                return None
            for name in COUNTERS:
                if self._left[name] > 0:
                    self._left[name] -= 1
                    return name
        return None

    def manage(self, method: str, wanted: dict[str, Any]) -> dict[str, Any]:
        """Set (POST), show (GET) or end (DELETE) the faults."""
        with self._lock:
            if method == "DELETE":
                self._left = dict.fromkeys(COUNTERS, 0)
                self._on = dict.fromkeys(SWITCHES, False)
            for name, value in wanted.items():
                if name in self._left:
                    self._left[name] = int(value)
                elif name in self._on:
                    self._on[name] = bool(value)
                elif name == "delay_ms":
                    self.delay_ms = int(value)
            return {**self._left, **self._on, "delay_ms": self.delay_ms, "seen": self._seen}
