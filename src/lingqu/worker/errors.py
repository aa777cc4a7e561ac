"""What a handler raises to say how its job ends. Any other exception is a failed attempt, tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class BpmnError(Exception):
    """A business error that the process is drawn for: caught by a boundary event or an event sub-process."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


class JobError(Exception):
    """A failed attempt, with a say in what follows.

    `retries`: how many are left after it, 0 raises an incident at once; None: one less than before. `backoff`: seconds
    until the next attempt; None: as the worker says.
    """

    def __init__(
        self,
        message: str,
        *,
        retries: int | None = None,
        backoff: float | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.retries = retries
        self.backoff = backoff
        self.variables = dict(variables or {})
