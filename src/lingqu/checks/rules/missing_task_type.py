"""Work for a worker needs a job type; without it nobody would ever take the job."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import FlowNode, Task, zeebe


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        definition = node.extensions.one(zeebe.TaskDefinition)
        untyped = _needs_type(node) if definition is None else not definition.type
        if untyped and view.runs(node):
            yield Found(element=node)


def _needs_type(node: FlowNode) -> bool:
    match node:
        case Task(kind="service"):
            return True
        case Task(kind="business-rule"):
            return node.extensions.one(zeebe.CalledDecision) is None
        case Task(kind="send"):
            return not node.message_ref
        case _:
            return False


RULE = Rule(code="missing_task_type", severity="error", find=find)
