"""The caller: who asks for what this thread or task does, as W3C Trace Context says it."""

from __future__ import annotations

import re
from contextvars import ContextVar

#: The `traceparent` of the request that is being answered, "" without one.
CALLER: ContextVar[str] = ContextVar("lingqu_caller", default="")

_FORM = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")


def parsed(text: str) -> tuple[bytes, bytes] | None:
    """Trace id and span id of a `traceparent`; None for what is none."""
    found = _FORM.fullmatch(text) if len(text) <= 200 and not text.startswith("ff") else None
    if found is None or not int(found[1], 16) or not int(found[2], 16):
        return None
    return bytes.fromhex(found[1]), bytes.fromhex(found[2])
