"""FEEL and patterns inside forms, compiled once each (feel keeps its own cache)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import re2  # type: ignore[import-untyped]  # it has no stubs

from lingqu import feel
from lingqu.kernel.errors import Rejected
from lingqu.kernel.values import Json


def evaluate(text: str, data: Mapping[str, Json], now: int) -> Json:
    """The value of "=…" over the form's data; what FEEL cannot do is None. `now`: ms since the epoch."""
    return feel.compile(text.removeprefix("=")).evaluate(data, now=now).json


def broken_expression(text: str) -> str:
    """Why the expression cannot be read, or ""."""
    try:
        feel.compile(text.removeprefix("="))
    except Rejected as wrong:
        return str(wrong)
    return ""


def matches(pattern: str, text: str) -> bool | None:
    """Whether the pattern is found in the text; None for a pattern that cannot be used."""
    try:
        return _pattern(pattern).search(text) is not None
    except re2.error:
        return None


def broken_pattern(pattern: str) -> str:
    """Why the pattern cannot be used (re2 has no look-around and no back references), or ""."""
    try:
        _pattern(pattern)
    except re2.error as wrong:
        return _reason(wrong)
    return ""


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re2._Regexp[str]:
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    return re2.compile(text, options)


def _reason(wrong: re2.error) -> str:
    said = wrong.args[0] if wrong.args else b"?"
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
