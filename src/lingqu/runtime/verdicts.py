"""Verdicts: what a round of approval that is over says to the engine, as the engine's next command."""

from __future__ import annotations

from lingqu.approvals.commands import ApprovalCommand
from lingqu.approvals.returns import Visit, target
from lingqu.approvals.state import Round
from lingqu.approvals.verdict import CompleteWith, EndInstance, GoBack, outcome_variable
from lingqu.engine import commands as c
from lingqu.engine.outcome import Needs
from lingqu.engine.program import Node, Program
from lingqu.engine.state import State, Task
from lingqu.kernel.errors import NotFound
from lingqu.runtime.case import Lineage
from lingqu.runtime.questions import Lack, Lacks
from lingqu.runtime.records import record


def complete(verdict: CompleteWith, asked: ApprovalCommand, round_: Round, program: Program) -> c.CompleteTask:
    """The task is done; its outcome is a variable of the process."""
    return c.CompleteTask(
        at=asked.at,
        by=asked.by,
        task=asked.task,
        variables={outcome_variable(program.node(round_.element).id): verdict.outcome},
        action="approve" if verdict.outcome == "approved" else "reject",
    )


def end(verdict: EndInstance, asked: ApprovalCommand) -> c.CancelInstance:
    """The whole run is over."""
    return c.CancelInstance(at=asked.at, by=asked.by, reason=verdict.reason)


def go_back(
    verdict: GoBack, asked: ApprovalCommand, state: State, program: Program, lineage: Lineage | None
) -> c.Rewind:
    """The run returns to where it was before. Raises Lack for the lineage or a page, NotFound, Unprocessable."""
    if lineage is None:
        raise Lack(Lacks(needs=Needs(lineage=True)))
    task = _task(state, asked.task)
    place = target(
        verdict.to,
        [Visit(n, element, scope, tuple(n for _, n in brought)) for n, element, scope, brought in lineage],
        plain_tasks=frozenset(node.ordinal for node in program.elements if _is_plain_task(node)),
        starts=frozenset((*program.begins, *program.root.starts)),
        asker=task.owner,
    )
    return c.Rewind(at=asked.at, by=asked.by, target=place, reason=verdict.mode, lineage=lineage, asker=task.owner)


def _task(state: State, n: int) -> Task:
    found = record(state, n)
    if not isinstance(found, Task):
        raise NotFound("approvals.no_round", task=n)
    return found


def _is_plain_task(node: Node) -> bool:
    return node.kind == "userTask" and node.task is not None and not node.task.approval
