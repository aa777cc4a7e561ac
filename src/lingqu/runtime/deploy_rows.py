"""The rows that a deployment writes: files, definitions, their elements, who may start them, what is beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from lingqu.engine.clocks import Clocks
from lingqu.kernel.values import encode
from lingqu.model import bpmn
from lingqu.runtime.decision_files import ModelFile
from lingqu.runtime.definitions import Definition
from lingqu.runtime.sources import Source
from lingqu.runtime.work import Tx
from lingqu.store import Connection

#: Stands before the kind of a definition that was withdrawn (`withdrawing`).
GONE = "deleted "
DefinitionKind = Literal["process", "form", "decision", "requirements", "resource"]


class New(msgspec.Struct):
    """A definition that is about to be deployed. `hash`: of all that it depends on."""

    kind: DefinitionKind
    id: str
    name: str
    version_tag: str
    element: int
    source: Source
    hash: str
    definition: Definition | None = None  # a compiled process
    process: bpmn.Process | None = None
    fixed: bool = False  # a process that calls what was deployed with it
    model: ModelFile | None = None  # of a decision, or the decision model itself


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """One deployment: its key, where it goes, who asked for it, and what times mean that name no zone."""

    key: int
    tenant: str
    by: str
    clocks: Clocks


class Version(msgspec.Struct, frozen=True):
    """A deployed version."""

    version: int
    key: int
    hash: str


def latest(c: Connection, tenant: str, new: Sequence[New]) -> dict[tuple[str, str], Version]:
    """The newest version of each of these, by kind and id; of one that was withdrawn only its number counts."""
    found = c.rows(
        "SELECT kind, id, version, key, hash FROM definition WHERE tenant = ? AND id IN ?? ORDER BY version",
        [tenant, [one.id for one in new]],
    )
    return {
        (kind.removeprefix(GONE), name): Version(version, key, "" if kind.startswith(GONE) else hash_)
        for kind, name, version, key, hash_ in found
    }


def fixes_decisions(process: bpmn.Process) -> bool:
    """Whether some task of the process calls the decision that was deployed together with it."""
    called = (node.extensions.one(bpmn.zeebe.CalledDecision) for node in bpmn.flow_nodes(process))
    return any(one is not None and one.binding == "deployment" for one in called)


def fixes_processes(process: bpmn.Process) -> bool:
    """Whether some call activity of the process calls the process that was deployed together with it."""
    called = (node.extensions.one(bpmn.zeebe.CalledElement) for node in bpmn.flow_nodes(process))
    return any(one is not None and one.binding == "deployment" for one in called)


def deployment(tx: Tx, one: Deployment) -> None:
    tx.c.insert("deployment", ("key", "tenant", "at", "by"), [(one.key, one.tenant, tx.now, one.by)])


def resource(tx: Tx, source: Source, into: Deployment) -> int:
    """A file; answers its key."""
    key = tx.new_key()
    row = (key, into.key, source.name, source.hash, source.data)
    tx.c.insert("resource", ("key", "deployment", "name", "hash", "body"), [row])
    return key


def definition(tx: Tx, into: Deployment, one: New, place: tuple[int, int], resource: int) -> None:
    """A definition; `place` is its key and version."""
    key, version = place
    row = {
        "key": key,
        "tenant": into.tenant,
        "kind": one.kind,
        "id": one.id,
        "version": version,
        "version_tag": one.version_tag,
        "name": one.name,
        "deployment": into.key,
        "resource": resource,
        "element": one.element,
        "hash": one.hash,
        "at": tx.now,
        "keep": None if one.process is None else bpmn.keeping.drawn(one.process),
        "start_form": _start_form(one.process) if one.process is not None else "",
    }
    tx.c.insert("definition", tuple(row), [tuple(row.values())])


def _start_form(process: bpmn.Process) -> str:
    """The form that the none start event names."""
    starts = (one for one in process.elements if isinstance(one, bpmn.Event) and one.position == "start")
    named = (one.extensions.one(bpmn.zeebe.FormDefinition) for one in starts if not one.definitions)
    return next((form.form_id or form.form_key or form.external_reference for form in named if form is not None), "")


def model(tx: Tx, into: Deployment, key: int, namespace: str, imports: Sequence[int]) -> None:
    """How a decision model is found by others, and what it imports."""
    row = (key, into.tenant, namespace, encode(list(imports)).decode())
    tx.c.insert("decision_model", ("definition", "tenant", "namespace", "imports"), [row])


def beside(tx: Tx, process: int, together: Mapping[tuple[str, str], int]) -> None:
    """What was deployed together with a process, by kind and id, for those of its elements that want that."""
    if together:
        rows = [(process, kind, name, key) for (kind, name), key in together.items()]
        tx.c.insert("beside", ("definition", "kind", "id", "target"), rows)


def describe(tx: Tx, definition: Definition, process: bpmn.Process) -> None:
    """What stands behind each ordinal, for people and searches."""
    program = definition.program
    rows = [
        (definition.key, node.ordinal, node.id, node.name, node.kind, node.scope, -1, -1) for node in program.elements
    ]
    for container in bpmn.containers(process):
        for drawn in container.flows:
            flow = program.flows[drawn.ordinal]
            ends = (flow.source, flow.target)
            rows.append((definition.key, drawn.ordinal, drawn.id, drawn.name, "sequenceFlow", container.ordinal, *ends))
    names = ("definition", "ordinal", "id", "name", "kind", "scope", "source", "target")
    tx.c.insert("element", names, rows)


def may_start(tx: Tx, tenant: str, process: bpmn.Process) -> None:
    """Who may start it, as drawn; without the element everybody may."""
    tx.c.run("DELETE FROM process_right WHERE tenant = ? AND process_id = ? AND what = 'start'", [tenant, process.id])
    starters = process.extensions.one(bpmn.lingqu.Starters)
    if starters is None:
        return
    who = [("person", name.strip()) for name in starters.candidate_users.split(",")]
    who += [("group", name.strip()) for name in starters.candidate_groups.split(",")]
    rows = [(tenant, process.id, "start", kind, name) for kind, name in dict.fromkeys(who) if name]
    if rows:
        tx.c.insert("process_right", ("tenant", "process_id", "what", "kind", "who"), rows)
