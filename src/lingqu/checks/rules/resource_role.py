"""A resource role of a user task that assigns nobody: it names a resource, or its expression cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.engine.compile_parts import Context
from lingqu.engine.compile_people import unread_roles
from lingqu.model.bpmn import Task


def find(view: View) -> Iterator[Found]:
    context = Context(view.definitions)
    for task in view.of(Task):
        if view.runs(task):
            for role in unread_roles(context, task):
                yield Found(element=task, params={"role": role.tag})


RULE = Rule(code="resource_role", severity="info", find=find)
