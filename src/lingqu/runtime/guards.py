"""Guards: uniqueness of anything, across nodes. Claimed sorted, before anything else of a batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from lingqu.runtime.work import GuardClaim
from lingqu.store import Connection, Transient

_NAME = ("scope", "id")
_COLUMNS = (*_NAME, "answer", "at", "expires")
#: Take over one that has expired, unless another node has just done so.
_OVER = "UPDATE guard SET answer = NULL, at = ?, expires = ? WHERE scope = ? AND id = ? AND expires = ?"
#: How often a claim looks at a guard that changes under its eyes.
_LOOKS = 5
Name = tuple[str, str]


class Claimed(msgspec.Struct):
    """Which of the claims are ours now, and what the others were answered before."""

    ours: set[Name]
    answers: dict[Name, bytes]


def claim(c: Connection, now: int, claims: Iterable[GuardClaim]) -> Claimed:
    """Claim each (scope, id). One that another transaction is claiming is waited for: its answer counts.

    Raises Transient if some are taken and given back faster than they can be read.
    """
    wanted = {(claim.scope, claim.id): claim for claim in claims}
    open_, claimed = sorted(wanted), Claimed(set(), {})  # every node takes them in this order: nobody waits in a circle
    for _ in range(_LOOKS):
        rows = [(*name, None, now, wanted[name].expires) for name in open_]
        claimed.ours |= {(scope, id_) for scope, id_ in c.insert("guard", _COLUMNS, rows, ignore=True, returning=_NAME)}
        lost = [name for name in open_ if name not in claimed.ours]
        for name, (answer, expires) in _known(c, lost).items():
            if expires is None or expires > now:
                claimed.answers[name] = bytes(answer) if answer is not None else b"null"
            elif c.run(_OVER, [now, wanted[name].expires, *name, expires]):
                claimed.ours.add(name)
        # what is still open had expired, and another node took or deleted it between two of our statements
        open_ = [name for name in lost if name not in claimed.ours and name not in claimed.answers]
        if not open_:
            return claimed
    raise Transient(f"Expected to claim {open_[0]} or to read its answer, but others were faster {_LOOKS} times")


def _known(c: Connection, names: Sequence[Name]) -> dict[Name, tuple[bytes | None, int | None]]:
    """Answer and time of expiry of those that are there, in the order of the names."""
    if not names:
        return {}
    found = c.rows(
        "SELECT scope, id, answer, expires FROM guard WHERE scope IN ?? AND id IN ??",
        [sorted({scope for scope, _ in names}), sorted({id_ for _, id_ in names})],
    )
    there = {(scope, id_): (answer, expires) for scope, id_, answer, expires in found}
    return {name: there[name] for name in names if name in there}


def settle(c: Connection, answers: Sequence[tuple[str, str, bytes]], released: Sequence[Name]) -> None:
    """Write the answers of what was done; give back the claims of what was rejected."""
    if answers:
        c.update_many("guard", _NAME, ("answer",), answers)
    if released:
        c.delete_many("guard", _NAME, released)


def forget(c: Connection, now: int, most: int = 1000) -> int:
    """Delete guards that have expired, without those that somebody is just taking; how many."""
    old = c.rows("SELECT scope, id FROM guard WHERE expires <= ? LIMIT ?" + c.skip_locked, [now, most])  # noqa: S608 - a clause of the driver
    if old:
        c.delete_many("guard", _NAME, old)
    return len(old)
