"""User task: a person has something to do. Who may do it is evaluated when the task is entered."""

from __future__ import annotations

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.ending import close_wait
from lingqu.engine.formulas import Formula, Stuck
from lingqu.engine.program import Node, TaskPlan
from lingqu.engine.state import Task
from lingqu.engine.task_changes import ask, listened
from lingqu.engine.timers import moment
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import found_of, value_of, whole_of

_DEFAULT_PRIORITY = 50


def begin(turn: Turn, n: int, node: Node) -> None:
    plan = node.task or TaskPlan()
    assignee = one_person(turn, n, plan.assignee)
    users = people(turn, n, plan.candidate_users, "candidateUsers")
    groups = people(turn, n, plan.candidate_groups, "candidateGroups")
    due = moment(turn, n, plan.due, "dueDate")
    follow_up = moment(turn, n, plan.follow_up, "followUpDate")
    priority = _DEFAULT_PRIORITY if plan.priority is None else whole_of(turn, n, plan.priority, "priority")
    task = turn.head.next
    heard_of = listened(turn, node, "creating") or listened(turn, node, "assigning")
    turn.emit(
        e.TaskCreated(
            n=task,
            owner=n,
            assignee="" if heard_of else assignee,
            candidate_users=users,
            candidate_groups=groups,
            form=plan.form,
            due=due,
            follow_up=follow_up,
            priority=min(priority, 100),
        )
    )
    if heard_of and not ask(turn, task, node, "creating", assignee=assignee) and assignee:
        ask(turn, task, node, "assigning", assignee=assignee, action="assign")
    if plan.approval:
        turn.emit(e.SeatsRequested(n=task, owner=n))


def ending(turn: Turn, n: int, node: Node) -> bool:
    """It is cancelled: its listeners hear of that first, whatever they are asked about now."""
    task = next((one for one in map(turn.draft.find, turn.element(n).waits) if isinstance(one, Task)), None)
    if task is None or not listened(turn, node, "canceling"):
        return False
    for wait in turn.element(n).waits:
        if wait != task.n:
            close_wait(turn, wait)
    turn.emit(e.ElementTerminating(n=n))
    return ask(turn, task.n, node, "canceling", action="cancel")


def one_person(turn: Turn, n: int, formula: Formula | None) -> str:
    """The assignee; null means nobody. Raises Stuck."""
    if formula is None:
        return ""
    value = value_of(turn, n, formula)
    if value is None or isinstance(value, str):
        return value or ""
    raise Stuck(
        incidents.EXPRESSION, "not_text", what="assignee", text=formula.text, **found_of(turn, n, formula, value)
    )


def people(turn: Turn, n: int, formula: Formula | None, what: str) -> tuple[str, ...]:
    """A list of people or groups: a FEEL list, or a text with commas; null means none. Raises Stuck."""
    if formula is None:
        return ()
    value = value_of(turn, n, formula)
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(dict.fromkeys(one.strip() for one in value if one.strip()))
    raise Stuck(incidents.EXPRESSION, "not_list", what=what, text=formula.text, **found_of(turn, n, formula, value))


BEHAVIOUR = Behaviour(begin=begin, ending=ending)
