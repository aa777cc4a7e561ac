"""Of people: who does a task, what changes in it, that it is done."""

from __future__ import annotations

from lingqu.engine.commands.command import Command
from lingqu.kernel.values import Json


class AssignTask(Command, frozen=True, kw_only=True):
    """`assignee` empty: give the task back. `action` is kept for the log (claim, transfer, delegate, …)."""

    task: int
    assignee: str
    action: str = "assign"
    allow_override: bool = True


class UpdateTask(Command, frozen=True, kw_only=True):
    """Change what is not None."""

    task: int
    candidate_users: tuple[str, ...] | None = None
    candidate_groups: tuple[str, ...] | None = None
    due: int | None = None
    follow_up: int | None = None
    priority: int | None = None
    action: str = "update"


class CompleteTask(Command, frozen=True, kw_only=True):
    task: int
    variables: dict[str, Json] = {}
    action: str = "complete"
