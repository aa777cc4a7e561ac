"""Guards: uniqueness of anything, across nodes. Claimed sorted, before anything else of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from lingqu.runtime.work import GuardClaim
from lingqu.store import Connection

_COLUMNS = ("scope", "id", "answer", "at", "expires")
Name = tuple[str, str]


class Claimed(msgspec.Struct):
    """Which of the claims are ours now, and what the others were answered before."""

    ours: set[Name]
    answers: dict[Name, bytes]


def claim(c: Connection, now: int, claims: Iterable[GuardClaim]) -> Claimed:
    """Claim each (scope, id). One that another transaction is claiming is waited for: its answer counts."""
    wanted = {(claim.scope, claim.id): claim for claim in claims}
    names = sorted(wanted)  # every node takes them in this order, so that nobody waits in a circle
    rows = [(*name, None, now, wanted[name].expires) for name in names]
    won = c.insert("guard", _COLUMNS, rows, ignore=True, returning=("scope", "id"))
    ours = {(scope, id_) for scope, id_ in won}
    lost = [name for name in names if name not in ours]
    if not lost:
        return Claimed(ours, {})
    answers: dict[Name, bytes] = {}
    found = c.rows(
        "SELECT scope, id, answer, expires FROM guard WHERE scope IN ?? AND id IN ??",
        [sorted({scope for scope, _ in lost}), sorted({id_ for _, id_ in lost})],
    )
    for scope, id_, answer, expires in found:
        name = (scope, id_)
        if name in ours or name not in wanted:
            continue
        if expires is not None and expires <= now:
            taken = c.run(
                "UPDATE guard SET answer = NULL, at = ?, expires = ? WHERE scope = ? AND id = ? AND expires = ?",
                [now, wanted[name].expires, scope, id_, expires],
            )
            if taken:
                ours.add(name)
                continue
        answers[name] = bytes(answer) if answer is not None else b"null"
    return Claimed(ours, answers)


def settle(c: Connection, answers: Sequence[tuple[str, str, bytes]], released: Sequence[Name]) -> None:
    """Write the answers of what was done; give back the claims of what was rejected."""
    if answers:
        c.update_many("guard", ("scope", "id"), ("answer",), answers)
    if released:
        c.delete_many("guard", ("scope", "id"), released)


def forget(c: Connection, now: int, most: int = 1000) -> int:
    """Delete guards that have expired; how many."""
    old = c.rows("SELECT scope, id FROM guard WHERE expires <= ? LIMIT ?", [now, most])
    if old:
        c.delete_many("guard", ("scope", "id"), old)
    return len(old)
