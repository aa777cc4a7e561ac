"""Jobs and decisions answered by value, so that a test needs no worker and no decision table.

A job that has an answer gets it as soon as all else is at rest; a decision that has one becomes a script that gives
the value, whatever its table says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from lingqu.engine import commands as c
from lingqu.engine.formulas import Formula
from lingqu.engine.program import Program, ScriptPlan
from lingqu.engine.state import Job
from lingqu.kernel.values import Json
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Definitions, FlowNode, Process, SubProcess, Task
from lingqu.simulation.instances import Instance
from lingqu.simulation.shape import Mocks, Reply
from lingqu.simulation.virtual import Virtual

C = TypeVar("C", Process, SubProcess)


class Answers:
    """Answers the jobs of a world. A reply stands for every job; of a list each reply stands for one."""

    def __init__(self, world: Virtual, mocks: Mocks) -> None:
        self._world = world
        self._mocks = mocks
        self._used: Counter[str] = Counter()
        if mocks.jobs:
            world.idle = self.answer_one
        if mocks.decisions:
            world.prepare.append(lambda program, _: with_values(program, mocks.decisions))

    def answer_one(self) -> bool:
        """Answer the oldest job that has an answer: whether there was one."""
        for instance in self._world.instances.values():
            if instance.running:
                for job in instance.jobs:
                    reply = self._reply(instance, job)
                    if reply is not None:
                        self._world.send(instance.key, _command(self._world.now, job.n, reply))
                        return True
        return False

    def _reply(self, instance: Instance, job: Job) -> Reply | None:
        if not job.retries:
            return None  # it has failed for good
        for name in (instance.element_of(job), instance.job_types.get(job.n, "")):
            given = self._mocks.jobs.get(name)
            if isinstance(given, Reply):
                return given
            if given is not None and self._used[name] < len(given):
                self._used[name] += 1
                return given[self._used[name] - 1]
        return None


def _command(at: int, job: int, reply: Reply) -> c.Command:
    variables = dict(reply.variables)
    if reply.error is not None:
        return c.ThrowJobError(at=at, job=job, code=reply.error, variables=variables)
    if reply.fail is not None:
        return c.FailJob(at=at, job=job, retries=reply.retries, error=reply.fail, variables=variables)
    return c.CompleteJob(at=at, job=job, variables=variables)


# ---- decisions ----


def without_decisions(definitions: Definitions, known: Mapping[str, Json]) -> Definitions:
    """The same document with a script where a decision is called whose value is known."""
    if not known:
        return definitions
    processes = tuple(_container(one, known) for one in definitions.processes)
    return msgspec.structs.replace(definitions, processes=processes)


def _container(container: C, known: Mapping[str, Json]) -> C:
    return msgspec.structs.replace(container, elements=tuple(_node(one, known) for one in container.elements))


def _node(node: FlowNode, known: Mapping[str, Json]) -> FlowNode:
    if isinstance(node, SubProcess):
        return _container(node, known)
    called = node.extensions.one(zeebe.CalledDecision)
    if not isinstance(node, Task) or called is None or called.decision_id not in known:
        return node
    script = zeebe.Script(expression=f'="{_MARK}{called.decision_id}"', result_variable=called.result_variable)
    items = (*(one for one in node.extensions.items if one is not called), script)
    extensions = msgspec.structs.replace(node.extensions, items=items)
    return msgspec.structs.replace(node, kind="script", extensions=extensions)


#: How a script that stands for a decision is told from others between reading and compiling.
_MARK = "decision by value: "


def with_values(program: Program, known: Mapping[str, Json]) -> Program:
    """The program in which the scripts of `without_decisions` give their values."""
    names = {f'="{_MARK}{name}"': name for name in known}
    nodes = tuple(
        msgspec.structs.replace(node, script=_fixed(node.script, known[names[node.script.formula.text]]))
        if node is not None and node.script is not None and node.script.formula.text in names
        else node
        for node in program.nodes
    )
    return msgspec.structs.replace(program, nodes=nodes)


def _fixed(plan: ScriptPlan, value: Json) -> ScriptPlan:
    return ScriptPlan(formula=Formula(text=plan.formula.text, fixed=value), result=plan.result)
