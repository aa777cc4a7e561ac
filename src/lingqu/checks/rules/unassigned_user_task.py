"""A user task without assignee, candidates or seats: only an administrator could find it."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Task, lingqu, zeebe


def find(view: View) -> Iterator[Found]:
    for task in view.of(Task):
        if task.kind != "user" or not view.runs(task):
            continue
        given = task.extensions.one(zeebe.AssignmentDefinition)
        approval = task.extensions.one(lingqu.Approval)
        people = given is not None and (given.assignee or given.candidate_groups or given.candidate_users)
        if not people and not (approval is not None and (approval.seats or approval.seats_from)):
            yield Found(element=task)


RULE = Rule(code="unassigned_user_task", severity="info", find=find)
