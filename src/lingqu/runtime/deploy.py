"""Deployment: files become definitions, all or none. The same content again gives the same version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from lingqu.kernel.errors import Invalid, Rejected, Unprocessable
from lingqu.model import bpmn
from lingqu.runtime.checking import FileProblem, Source, problems, read_file, unreadable
from lingqu.runtime.definitions import Definition, ready
from lingqu.runtime.starting import set_starts
from lingqu.runtime.work import Tx

DefinitionKind = Literal["process", "form", "requirements"]


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """One definition of a deployment. `unchanged`: its content was deployed before, this is that version."""

    kind: DefinitionKind
    id: str
    key: int
    version: int
    resource_name: str
    unchanged: bool = False


class DeploymentDone(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it; `problems` are the warnings."""

    key: int
    at: int
    definitions: tuple[Deployed, ...]
    problems: tuple[FileProblem, ...] = ()


class DeploymentRefused(Unprocessable):
    """Nothing was deployed; `problems` holds every error and warning, with file, element and line."""

    def __init__(self, found: Sequence[FileProblem]) -> None:
        errors = [one for one in found if one.severity == "error"]
        super().__init__("runtime.refused", count=len(errors), problems=list(found))
        self.problems = tuple(found)

    def __str__(self) -> str:
        told = (f"{one.file}:{one.line} {one.element}: {one.message.text('en')}" for one in self.problems)
        return "\n".join((super().__str__(), *told))


class _New(msgspec.Struct):
    """A definition that is about to be deployed."""

    kind: DefinitionKind
    id: str
    name: str
    version_tag: str
    element: int
    source: Source
    definition: Definition | None = None  # a compiled process
    process: bpmn.Process | None = None


class Prepared(msgspec.Struct, frozen=True):
    """Files that were read, checked and compiled, ready for the transaction."""

    new: tuple[_New, ...]
    warnings: tuple[FileProblem, ...]


def prepare(files: Sequence[tuple[str, bytes]]) -> Prepared:
    """Read, check and compile, in the caller's thread. Raises DeploymentRefused, Invalid."""
    if not files:
        raise Invalid("runtime.nothing_to_deploy")
    sources: list[Source] = []
    found: list[FileProblem] = []
    for name, data in files:
        try:
            source = read_file(name, data)
        except Rejected as wrong:
            found.append(unreadable(name, wrong))
            continue
        sources.append(source)
        found += problems(source)
    if any(one.severity == "error" for one in found):
        raise DeploymentRefused(found)
    new = [one for source in sources for one in _definitions(source)]
    seen: set[tuple[str, str]] = set()
    for one in new:
        if (one.kind, one.id) in seen:
            raise Invalid("runtime.twice", kind=one.kind, id=one.id)
        seen.add((one.kind, one.id))
    return Prepared(tuple(new), tuple(found))


def _definitions(source: Source) -> list[_New]:
    if source.drawing is None:
        kind: DefinitionKind = "form" if source.kind == "form" else "requirements"
        name = source.name.rsplit(".", 1)[0]
        return [_New(kind, source.form or name, name, "", 0, source)]
    executable = [process for process in source.drawing.processes if process.executable]
    if not executable:
        raise Invalid("runtime.not_executable", file=source.name)
    return [_process(source, source.drawing, process) for process in executable]


def _process(source: Source, drawing: bpmn.Definitions, process: bpmn.Process) -> _New:
    tag = process.extensions.one(bpmn.zeebe.VersionTag)
    return _New(
        "process",
        process.id,
        process.name,
        tag.value if tag else "",
        process.ordinal,
        source,
        ready(drawing, process.id, key=0),
        process,
    )


def install(
    prepared: Prepared, *, tenant: str, by: str, keep: Callable[[Definition], Definition], zone: str
) -> Callable[[Tx], DeploymentDone]:
    """The transaction that deploys. Two nodes that deploy one process at once: one of them is told to try again."""

    def run(tx: Tx) -> DeploymentDone:
        c = tx.c
        latest = {
            (kind, id_): (version, key, hash_, resource)
            for kind, id_, version, key, hash_, resource in c.rows(
                "SELECT d.kind, d.id, d.version, d.key, d.hash, r.name FROM definition d"
                " JOIN resource r ON r.key = d.resource WHERE d.tenant = ? AND d.id IN ?? ORDER BY d.version",
                [tenant, [one.id for one in prepared.new]],
            )
        }
        key = tx.new_key()
        resources: dict[str, int] = {}
        done: list[Deployed] = []
        for one in prepared.new:
            known = latest.get((one.kind, one.id))
            if known is not None and known[2] == one.source.hash:
                done.append(
                    Deployed(
                        kind=one.kind,
                        id=one.id,
                        key=known[1],
                        version=known[0],
                        resource_name=one.source.name,
                        unchanged=True,
                    )
                )
                continue
            if one.source.hash not in resources:
                resources[one.source.hash] = tx.new_key()
                c.insert(
                    "resource",
                    ("key", "deployment", "name", "hash", "body"),
                    [(resources[one.source.hash], key, one.source.name, one.source.hash, one.source.data)],
                )
            version = known[0] + 1 if known else 1
            definition = _insert(
                tx, one, tenant=tenant, version=version, deployment=key, resource=resources[one.source.hash]
            )
            if one.definition is not None and one.process is not None:
                compiled = msgspec.structs.replace(
                    one.definition,
                    key=definition,
                    tenant=tenant,
                    version=version,
                    version_tag=one.version_tag,
                    name=one.name,
                )
                _describe(tx, compiled, one.process)
                _may_start(tx, tenant, one.process)
                set_starts(tx, compiled, zone)
                keep(compiled)
            done.append(
                Deployed(kind=one.kind, id=one.id, key=definition, version=version, resource_name=one.source.name)
            )
        if resources:
            c.insert("deployment", ("key", "tenant", "at", "by"), [(key, tenant, tx.now, by)])
        return DeploymentDone(key=key, at=tx.now, definitions=tuple(done), problems=prepared.warnings)

    return run


def _insert(tx: Tx, one: _New, *, tenant: str, version: int, deployment: int, resource: int) -> int:
    key = tx.new_key()
    row = {
        "key": key,
        "tenant": tenant,
        "kind": one.kind,
        "id": one.id,
        "version": version,
        "version_tag": one.version_tag,
        "name": one.name,
        "deployment": deployment,
        "resource": resource,
        "element": one.element,
        "hash": one.source.hash,
        "at": tx.now,
    }
    tx.c.insert("definition", tuple(row), [tuple(row.values())])
    return key


def _describe(tx: Tx, definition: Definition, process: bpmn.Process) -> None:
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


def _may_start(tx: Tx, tenant: str, process: bpmn.Process) -> None:
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


__all__ = ["Deployed", "DeploymentDone", "DeploymentRefused", "Prepared", "install", "prepare"]
