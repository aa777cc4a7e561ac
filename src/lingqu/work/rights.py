"""Who may do which verb with a task now: the one place. Lists show by it, the desk obeys it.

What a round itself decides (whose turn it is, who was faster) stays with `approvals`; here stands who may ask.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from lingqu.approvals.state import SeatState
from lingqu.directory.viewer import Viewer
from lingqu.kernel.errors import Conflict, Forbidden
from lingqu.work.facts import COMPLETED, TaskFacts

Verb: TypeAlias = Literal[
    "complete", "approve", "reject", "claim", "unclaim", "transfer", "send-back", "urge", "copy", "draft", "assign"
]
#: In the order in which a page shows them.
SHOWN: tuple[Verb, ...] = (
    "approve",
    "reject",
    "complete",
    "claim",
    "unclaim",
    "send-back",
    "transfer",
    "urge",
    "copy",
)


def verbs(viewer: Viewer, task: TaskFacts) -> frozenset[Verb]:
    """What this person may do with the task now."""
    if not task.open or task.paused:
        return frozenset({"copy"}) if _concerned(viewer, task) else frozenset()
    may: set[Verb] = set(_of_a_seat(viewer, task) if task.round else _of_a_task(viewer, task))
    waits = task.waits_for()
    if _concerned(viewer, task):
        may.add("copy")
        if waits != (viewer.login,):
            may.add("urge")
    if may & {"complete", "approve"}:
        may.add("draft")
    if "administer" in viewer.can:
        may |= {"transfer"} if waits else set()
        if not task.round:
            may |= {"assign", "claim"} if not task.assignee else {"assign", "complete"}
    return frozenset(may)


def shown(viewer: Viewer, task: TaskFacts) -> list[Verb]:
    """The verbs that a page offers, in its order."""
    may = verbs(viewer, task)
    return [verb for verb in SHOWN if verb in may]


def must(viewer: Viewer, task: TaskFacts, verb: Verb) -> None:
    """Raises Forbidden, or Conflict if the task (or the person's own part in it) is over."""
    if verb in verbs(viewer, task):
        return
    if not task.open:
        raise over(task)
    if task.paused:
        raise Conflict("work.paused")
    if task.round and any(s.person == viewer.login and s.state is SeatState.DECIDED for s in task.seats):
        raise Conflict("approvals.you_have_decided")
    if task.round and any(s.person == viewer.login and s.state < SeatState.ACTIVE for s in task.seats):
        raise Forbidden("approvals.not_your_turn")
    if task.assignee and task.assignee != viewer.login and task.offered_to(viewer):
        raise Conflict("work.somebody_elses", person=task.assignee)
    raise Forbidden("work.not_allowed", verb=verb)


def over(task: TaskFacts) -> Conflict:
    """The answer to whoever comes too late; it names who was faster where somebody was."""
    last = max(
        (seat for seat in task.seats if seat.verdict), key=lambda seat: (seat.decided_at or 0, seat.n), default=None
    )
    by = last.person if last else task.assignee if task.state == COMPLETED else ""
    return Conflict("approvals.already_decided", by=by) if by else Conflict("work.task_is_over")


def _of_a_seat(viewer: Viewer, task: TaskFacts) -> set[Verb]:
    if task.active_seat(viewer.login) is None:
        return set()
    return {"approve", "reject", "send-back", "transfer"}


def _of_a_task(viewer: Viewer, task: TaskFacts) -> set[Verb]:
    if task.assignee == viewer.login:
        others = any(kind == "group" or who != viewer.login for kind, who, _ in task.offers)
        return {"complete", "transfer", "unclaim"} if others else {"complete", "transfer"}
    if not task.assignee and task.offered_to(viewer):
        return {"claim", "complete"}
    return set()


def _concerned(viewer: Viewer, task: TaskFacts) -> bool:
    return (
        viewer.everything
        or viewer.login in (task.started_by, task.assignee)
        or any(seat.person == viewer.login for seat in task.seats)
    )
