"""A call activity that names no process, or a decision task that names no decision."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import CallActivity, Task, zeebe


def find(view: View) -> Iterator[Found]:
    for call in view.of(CallActivity):
        called = call.extensions.one(zeebe.CalledElement)
        if not (called.process_id if called is not None else call.called_element) and view.runs(call):
            yield Found(element=call)
    for task in view.of(Task):
        decision = task.extensions.one(zeebe.CalledDecision)
        if decision is not None and not (decision.decision_id and decision.result_variable):
            yield Found(element=task, text="missing_called_decision")


RULE = Rule(code="missing_called_element", severity="error", find=find)
