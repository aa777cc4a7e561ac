"""Masking: secrets that are known to the process never show in a text that leaves it."""

from __future__ import annotations

import base64
import json
import logging
import re
import threading
from collections.abc import Mapping, MutableMapping
from typing import Any
from urllib.parse import quote, quote_plus

MASKED = "***"
#: Shorter secrets are not searched for: masking every "1" would destroy texts and give the secret away.
SHORTEST = 4


class Mask:
    """Knows secrets and replaces them, in the forms in which they travel, by `***`. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return f"<Mask of {len(self._forms)} forms>"

    def add(self, *secrets: str) -> None:
        """Mask these from now on, also URL-encoded, base64-encoded and as JSON text."""
        forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
        with self._lock:
            if forms <= self._forms:
                return
            self._forms |= forms
            # The longest first: a secret that contains another one is masked whole.
            longest_first = sorted(self._forms, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def text(self, text: str) -> str:
        """The text without secrets."""
        return text if self._pattern is None else self._pattern.sub(MASKED, text)

    def value(self, value: Any) -> Any:
        """The same JSON-like value without secrets; what is neither text nor container is returned as it is."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, bytes):
            return self.text(value.decode("utf-8", "replace")).encode() if self._pattern else value
        if isinstance(value, Mapping):
            return {self.value(name): self.value(item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        if isinstance(value, BaseException):
            return self.text(f"{type(value).__name__}: {value}")
        return value

    def processor(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """A structlog processor; put it after the one that renders exceptions to text."""
        for name, item in event.items():
            event[name] = self.value(item)
        return event

    def filter(self) -> logging.Filter:
        """A filter for the standard library's log handlers, through which other packages' lines go."""
        return _Filter(self)


class _Filter(logging.Filter):
    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._mask.text(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = self._mask.text(logging.Formatter().formatException(record.exc_info))
        return True


def _forms(secret: str) -> set[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {
        secret,
        quote(raw),
        quote(raw, safe=""),
        quote_plus(raw),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
    }
    # Inside a longer base64 text (Basic's "user:secret") the secret starts at one of three offsets; the characters
    # that hold only its bits are the same whatever stands around it.
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + raw).decode()
        start = (0, 2, 3)[offset]
        whole = (offset + len(raw)) * 8 // 6
        if whole - start >= SHORTEST:
            forms.add(coded[start:whole])
            forms.add(coded[start:whole].replace("+", "-").replace("/", "_"))
    return forms
