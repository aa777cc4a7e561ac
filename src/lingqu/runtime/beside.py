"""Decisions that processes call by name: is there one? Said at deployment, long before a token comes to the task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from lingqu.engine.decisions import Bound
from lingqu.kernel.messages import Message
from lingqu.model import bpmn
from lingqu.model.bpmn import zeebe
from lingqu.runtime.decisions import bind
from lingqu.runtime.deploy_rows import New
from lingqu.runtime.sources import FileProblem, Source
from lingqu.store import Connection

Calls = Iterator[tuple[bpmn.FlowNode, zeebe.CalledDecision]]


def called_beside(sources: Sequence[Source]) -> Iterator[FileProblem]:
    """Tasks that want a decision deployed together with them, but it is not among the files: errors."""
    there = {one.id for source in sources if source.decisions is not None for one in source.decisions.decisions}
    for source in sources:
        for process in source.drawing.processes if source.drawing is not None else ():
            for node, called in _calls(process):
                if called.binding == "deployment" and called.decision_id not in there:
                    yield _problem("decision_not_beside", "error", source, node, called)


def not_deployed(c: Connection, tenant: str, new: Iterable[New]) -> list[FileProblem]:
    """Tasks that call a decision of which there is no such version: warnings, for it may still come."""
    calls = [(one.source, *call) for one in new if one.process is not None for call in _calls(one.process)]
    open_ = [(source, node, called) for source, node, called in calls if called.binding != "deployment"]
    bounds = {id(called): Bound(tenant, called.decision_id, _tag(called)) for _, _, called in open_}
    found = bind(c, bounds.values()) if bounds else {}
    return [
        _problem("decision_not_deployed", "warning", source, node, called)
        for source, node, called in open_
        if not found[bounds[id(called)]]
    ]


def _tag(called: zeebe.CalledDecision) -> str:
    return called.version_tag if called.binding == "versionTag" else ""


def _calls(process: bpmn.Process) -> Calls:
    """The tasks that name a decision; what an expression gives is known only when it runs."""
    for node in bpmn.flow_nodes(process):
        called = node.extensions.one(zeebe.CalledDecision)
        if called is not None and called.decision_id.strip() and not called.decision_id.lstrip().startswith("="):
            yield node, called


def _problem(
    code: str, severity: Literal["error", "warning"], source: Source, node: bpmn.FlowNode, called: zeebe.CalledDecision
) -> FileProblem:
    return FileProblem(
        element=node.id,
        code=f"runtime.{code}",
        severity=severity,
        message=Message(
            code=f"runtime.{code}", params={"element": node.name or node.id, "decision": called.decision_id}
        ),
        line=node.line,
        ordinal=node.ordinal,
        file=source.name,
    )
