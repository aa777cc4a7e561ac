"""Editions: in which state somebody has seen an editable thing. A change that is meant for another one is refused.

Some things count their changes, and the count is their edition; others are named by what may be edited of them. Who
checks also locks: the row is read `FOR UPDATE` in the transaction that writes it, so two who edit cannot both win.
"""

from __future__ import annotations

from hashlib import sha256

from lingqu.kernel.errors import Stale
from lingqu.kernel.values import encode

#: The editions that a change is meant for: None for whichever there is, ANY for one that is there at all.
Seen = frozenset[str] | None
ANY = frozenset({"*"})
_LENGTH = 16


def edition(*facts: object) -> str:
    """The name of these facts (plain JSON or bytes): the same facts, the same edition."""
    plain = [sha256(fact).hexdigest() if isinstance(fact, bytes) else fact for fact in facts]
    return sha256(encode(plain)).hexdigest()[:_LENGTH]


def must_be_seen(now: str | None, seen: Seen, wrong: str = "kernel.changed_meanwhile", **params: object) -> None:
    """Raises Stale unless the change is meant for the thing as it is `now` (None: there is none)."""
    if seen is None:
        return
    if now is None or (seen != ANY and now not in seen):
        raise Stale(wrong, **params)
