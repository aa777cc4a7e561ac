"""Changes of a user task that its listeners are asked about first: from its creation to its cancellation.

What is asked for waits in the task while jobs of listeners come one after the other. A listener may deny it: then the
task stays as it was. It may correct the task's data: the corrections come with the change. Until then nobody can ask
for another change.
"""

from __future__ import annotations

from typing import Any

import msgspec

from lingqu.engine import events as e
from lingqu.engine.commands import Corrections
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.global_listeners import around, plans
from lingqu.engine.listening import hear
from lingqu.engine.naming import owner_of
from lingqu.engine.program import Node
from lingqu.engine.sending import packed_values
from lingqu.engine.sequels import gone
from lingqu.engine.state import Change, Task
from lingqu.engine.turn import Turn
from lingqu.kernel.errors import Conflict
from lingqu.kernel.values import Json

#: What a listener cannot deny.
_SURE = frozenset({"creating", "canceling"})


def free(turn: Turn, task: Task) -> Task:
    """The task, if no change of it is being asked about. Raises Conflict."""
    if task.change is not None:
        raise Conflict("engine.task_changing", key=str(turn.key(task.n)), event=task.change.event)
    return task


def ask(turn: Turn, n: int, node: Node, event: str, variables: dict[str, Json] | None = None, **asked: Any) -> bool:
    """Ask the listeners to this event about a change of the task; False if there are none: then it is to be done."""
    ahead, behind = around(turn, event)
    if not (ahead or behind or node.task_listeners.get(event)):
        return False
    told = packed_values(turn, variables or {})
    turn.emit(
        e.TaskChangeAsked(
            n=n, change=event, variables=told.variables, large=told.large, ahead=ahead, behind=behind, **asked
        )
    )
    go_on(turn, n)
    return True


def listened(turn: Turn, node: Node, event: str) -> bool:
    """Whether anybody hears of such a change of the task."""
    return bool(node.task_listeners.get(event)) or any(around(turn, event))


def go_on(turn: Turn, n: int) -> None:
    """Let the next listener come; when all are done the change is."""
    task: Any = turn.draft.find(n)
    _, node = owner_of(turn, task.owner)
    try:
        if hear(turn, task.owner, plans(node, task.change), task.change.event):
            return
    except Stuck as why:
        turn.stuck(task.owner, why)
        return
    _settle(turn, task, node)


def answered(turn: Turn, task: Task, corrections: Corrections | None, *, denied: bool, reason: str) -> None:
    """A listener has answered. Raises Conflict if it denies what it cannot."""
    event = task.change.event if task.change is not None else ""
    if denied:
        if event in _SURE:
            raise Conflict("engine.cannot_deny", event=event)
        turn.emit(e.TaskChangeEnded(n=task.n, denied=True, reason=reason))
        return
    if corrections is not None:
        turn.emit(e.TaskChangeCorrected(n=task.n, **msgspec.structs.asdict(corrections)))
    go_on(turn, task.n)


def _settle(turn: Turn, task: Task, node: Node) -> None:
    """Nobody has denied it: do it, with all corrections."""
    n, owner, change = task.n, task.owner, task.change
    if change is None:
        return
    turn.want(set(change.large.values()))
    variables = {**change.values, **{name: turn.fetch(ref) for name, ref in change.large.items()}}
    turn.emit(e.TaskChangeEnded(n=n))
    _rewrite(turn, n, change)
    if change.event == "creating":
        if change.assignee and not ask(turn, n, node, "assigning", assignee=change.assignee, action="assign"):
            turn.emit(e.TaskAssigned(n=n, assignee=change.assignee, action="assign"))
        return
    if change.event == "canceling":
        if change.assignee is not None:
            turn.emit(e.TaskAssigned(n=n, assignee=change.assignee, action="assign"))
        turn.emit(e.TaskCancelled(n=n))
        gone(turn, owner)
        return
    if change.assignee is not None:
        turn.emit(e.TaskAssigned(n=n, assignee=change.assignee, action=change.action))
    if change.event == "completing":
        turn.emit(e.TaskCompleted(n=n, action=change.action))
        finish(turn, owner, node, variables)


def _rewrite(turn: Turn, n: int, change: Change) -> None:
    """The task's data as asked for and corrected, the assignee apart."""
    data = {
        "candidate_users": change.candidate_users,
        "candidate_groups": change.candidate_groups,
        "due": change.due,
        "follow_up": change.follow_up,
        "priority": change.priority,
    }
    if any(value is not None for value in data.values()) or change.event == "updating":
        action = change.action if change.event == "updating" else "update"
        turn.emit(e.TaskUpdated(n=n, action=action, **data))  # type: ignore[arg-type]  # fields of both, by name
