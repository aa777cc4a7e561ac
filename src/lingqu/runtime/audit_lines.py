"""Audit lines: what administrators, or the house itself, did that no instance's history tells."""

from __future__ import annotations

from typing import Any

from lingqu.kernel.values import encode
from lingqu.runtime.work import Tx

_COLUMNS = ("id", "tenant", "at", "person", "action", "subject", "detail")


def write(tx: Tx, action: str, subject: str, detail: dict[str, Any], *, tenant: str = "", by: str = "") -> None:
    """A line; `by` "": the house itself."""
    tx.c.insert("audit_line", _COLUMNS, [(tx.new_key(), tenant, tx.now, by, action, subject, encode(detail))])
