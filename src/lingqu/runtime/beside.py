"""Decisions and processes that processes call by name: is there one? Said at deployment, long before a token comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from lingqu.engine.decisions import Bound
from lingqu.kernel.messages import Message
from lingqu.model import bpmn
from lingqu.model.bpmn import zeebe
from lingqu.runtime.decisions import bind
from lingqu.runtime.deploy_rows import New
from lingqu.runtime.sources import FileProblem, Source
from lingqu.store import Connection

Kind = Literal["decision", "process"]


class Call(NamedTuple):
    """An element that names a decision or a process, and which version it means."""

    node: bpmn.FlowNode
    kind: Kind
    id: str
    binding: str
    tag: str

    def bound(self, tenant: str) -> Bound:
        return Bound(tenant, self.id, self.tag if self.binding == "versionTag" else "")


def called_beside(sources: Sequence[Source]) -> Iterator[FileProblem]:
    """Elements that want what is deployed together with them, but it is not among the files: errors."""
    there: set[tuple[Kind, str]] = set()
    for source in sources:
        if source.decisions is not None:
            there |= {("decision", one.id) for one in source.decisions.decisions}
        if source.drawing is not None:
            there |= {("process", one.id) for one in source.drawing.processes if one.executable}
    for source in sources:
        for call in _calls(source.drawing) if source.drawing is not None else ():
            if call.binding == "deployment" and (call.kind, call.id) not in there:
                yield _problem(f"{call.kind}_not_beside", "error", source, call)


def not_deployed(c: Connection, tenant: str, new: Iterable[New]) -> list[FileProblem]:
    """Elements that call something of which there is no such version: warnings, for it may still come."""
    drawings = {one.source.name: one.source for one in new if one.process is not None}
    open_ = [
        (source, call)
        for source in drawings.values()
        if source.drawing is not None
        for call in _calls(source.drawing)
        if call.binding != "deployment"
    ]
    kinds: tuple[Kind, ...] = ("decision", "process")
    wanted = {kind: {call.bound(tenant) for _, call in open_ if call.kind == kind} for kind in kinds}
    found = {kind: bind(c, bounds, kind) if bounds else {} for kind, bounds in wanted.items()}
    return [
        _problem(f"{call.kind}_not_deployed", "warning", source, call)
        for source, call in open_
        if not found[call.kind][call.bound(tenant)]
    ]


def _calls(drawing: bpmn.Definitions) -> Iterator[Call]:
    """The elements that name what they call; what an expression gives is known only when it runs."""
    own = {task.id for task in drawing.global_tasks}
    nodes = (node for process in drawing.processes if process.executable for node in bpmn.flow_nodes(process))
    for node in nodes:
        decision = node.extensions.one(zeebe.CalledDecision)
        if decision is not None and _named(decision.decision_id):
            yield Call(node, "decision", decision.decision_id, decision.binding, decision.version_tag)
        if isinstance(node, bpmn.CallActivity):
            called = node.extensions.one(zeebe.CalledElement) or zeebe.CalledElement()
            name = called.process_id or node.called_element
            if _named(name) and name not in own:
                yield Call(node, "process", name, called.binding, called.version_tag)


def _named(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("=")


def _problem(code: str, severity: Literal["error", "warning"], source: Source, call: Call) -> FileProblem:
    node = call.node
    return FileProblem(
        element=node.id,
        code=f"runtime.{code}",
        severity=severity,
        message=Message(code=f"runtime.{code}", params={"element": node.name or node.id, call.kind: call.id}),
        line=node.line,
        ordinal=node.ordinal,
        file=source.name,
    )
