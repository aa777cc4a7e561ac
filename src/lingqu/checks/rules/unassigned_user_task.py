"""A user task without assignee, candidates or seats: only an administrator could find it."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.engine.compile_parts import Context
from lingqu.engine.compile_people import people_of
from lingqu.model.bpmn import Task, lingqu, zeebe


def find(view: View) -> Iterator[Found]:
    context = Context(view.definitions)
    for task in view.of(Task):
        if task.kind != "user" or not view.runs(task):
            continue
        approval = task.extensions.one(lingqu.Approval)
        if not _people(context, task) and not (approval is not None and (approval.seats or approval.seats_from)):
            yield Found(element=task)


def _people(context: Context, task: Task) -> bool:
    """Whether something is said of who does it, be it right or wrong."""
    given = task.extensions.one(zeebe.AssignmentDefinition)
    if given is None:
        return any(people_of(context, task).values())
    return bool(given.assignee or given.candidate_groups or given.candidate_users)


RULE = Rule(code="unassigned_user_task", severity="info", find=find)
