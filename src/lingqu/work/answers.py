"""The desk's answers, and how a repeated call gets the first one's."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from lingqu.approvals.state import Standing
from lingqu.directory.viewer import Viewer
from lingqu.engine.events import TaskCompleted
from lingqu.kernel.errors import Invalid
from lingqu.kernel.keys import counter_of
from lingqu.kernel.values import Json, decode
from lingqu.runtime import CaseDone, GuardClaim
from lingqu.store import Connection
from lingqu.work import messages as _messages  # noqa: F401 - registers the room's texts

REMEMBERED = 24 * 60 * 60 * 1000  # ms that an answer is kept for a repeated call


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the task. `outcome` of a task without a vote is `passed` once it is completed."""

    key: int
    decided: bool
    outcome: Standing


def answer(key: int) -> Callable[[CaseDone], dict[str, Json]]:
    """What the writer answers: JSON, so that it can be remembered."""

    def told(done: CaseDone) -> dict[str, Json]:
        round_ = done.case.plane.rounds.get(counter_of(key))
        if round_ is not None:
            return {"key": key, "decided": round_.decided, "outcome": round_.decision.standing}
        completed = any(isinstance(event, TaskCompleted) and event.n == counter_of(key) for event in done.events)
        return {"key": key, "decided": completed, "outcome": "passed" if completed else "pending"}

    return told


def decision(answer: Mapping[str, Json]) -> Decision:
    return Decision(key=answer["key"], decided=answer["decided"], outcome=answer["outcome"])


def guard_of(viewer: Viewer, key: int, verb: str, idempotency_key: str, now: int) -> GuardClaim | None:
    """The uniqueness of a call; None without a key. Raises Invalid."""
    if not idempotency_key:
        return None
    if len(idempotency_key) > 255:
        raise Invalid("work.idempotency_key", most=255)
    return GuardClaim(
        f"desk:{viewer.tenant}:{viewer.login}", f"{idempotency_key}:{verb}:{key}", now + REMEMBERED, decode
    )


def remembered(reader: Connection, guard: GuardClaim | None) -> Decision | None:
    """What the first call was told, if this one is a repetition."""
    if guard is None:
        return None
    row = reader.row("SELECT answer FROM guard WHERE scope = ? AND id = ?", (guard.scope, guard.id))
    return decision(decode(bytes(row[0]))) if row and row[0] else None
