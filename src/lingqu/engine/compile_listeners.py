"""Listeners as they are drawn: the jobs of an element's or a process's execution listeners, of a user task's."""

from __future__ import annotations

from lingqu.engine.compile_parts import formula, headers_of
from lingqu.engine.program import JobPlan
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import FlowNode, Process


def task_listeners(drawn: FlowNode) -> dict[str, tuple[JobPlan, ...]]:
    """Those of a user task, by their event, in the order in which they are drawn."""
    found: dict[str, tuple[JobPlan, ...]] = {}
    for group in drawn.extensions.all(zeebe.TaskListeners):
        for one in group.listeners:
            plan = JobPlan(type=formula(one.type), retries=formula(one.retries or "3"), headers=headers_of(drawn))
            found[one.event_type] = (*found.get(one.event_type, ()), plan)
    return found


def execution_listeners(drawn: FlowNode | Process, event: str) -> tuple[JobPlan, ...]:
    """Those of one event (`start`, `end`), in the order in which they are drawn."""
    return tuple(
        JobPlan(type=formula(one.type), retries=formula(one.retries or "3"), headers=headers_of(drawn))
        for group in drawn.extensions.all(zeebe.ExecutionListeners)
        for one in group.listeners
        if one.event_type == event
    )
