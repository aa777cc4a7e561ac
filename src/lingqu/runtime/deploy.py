"""Deployment: files become definitions, all or none. The same content again gives the same version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import msgspec

from lingqu.engine.clocks import Clocks
from lingqu.engine.decisions import deployed
from lingqu.kernel.errors import Invalid, Unprocessable
from lingqu.model import bpmn
from lingqu.model.dmn import version_tag
from lingqu.runtime import deploy_rows as rows
from lingqu.runtime.beside import called_beside, not_deployed
from lingqu.runtime.checking import problems, proven
from lingqu.runtime.decision_files import Library, ModelFile, compiled, digest
from lingqu.runtime.decisions import Decisions
from lingqu.runtime.definitions import Definitions, ready
from lingqu.runtime.deploy_rows import DefinitionKind, Deployment, New
from lingqu.runtime.proving import prove_apart
from lingqu.runtime.sources import FileProblem, Source, read_files
from lingqu.runtime.starting import set_starts
from lingqu.runtime.work import Tx


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """One definition of a deployment. `unchanged`: its content was deployed before, this is that version.

    `requirements`, `requirements_id`: of a decision, the model that it belongs to.
    """

    kind: DefinitionKind
    id: str
    key: int
    version: int
    resource_name: str
    name: str = ""
    requirements: int = 0
    requirements_id: str = ""
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


class Prepared(msgspec.Struct, frozen=True):
    """Files that were read, checked and compiled, ready for the transaction.

    `groups`: definitions that become new versions together. `library`: deployed models that these files import.
    """

    groups: tuple[tuple[New, ...], ...]
    warnings: tuple[FileProblem, ...]
    library: Library

    @property
    def new(self) -> tuple[New, ...]:
        return tuple(one for group in self.groups for one in group)


def prepare(
    files: Sequence[tuple[str, bytes]], look_up: Callable[[Iterable[str]], Library], *, sound: bool = False
) -> Prepared:
    """Read, check, prove and compile, in the caller's thread. Raises DeploymentRefused, Invalid.

    `look_up` gives the deployed decision models of some namespaces. `sound`: what is proven unsound is refused.
    """
    if not files:
        raise Invalid("runtime.nothing_to_deploy")
    sources, found = read_files(files)
    for source in sources:
        found += problems(source, sources)
        found += proven(source, partial(prove_apart, severity="error" if sound else None))[0]
    models = [one.decisions for one in sources if one.decisions is not None]
    wanted = {imported.namespace for one in models for imported in one.imports}
    library = look_up(wanted - {one.namespace for one in models}) if wanted else {}
    made = compiled(sources, library)
    found += made.problems
    found += called_beside(sources)
    if any(one.severity == "error" for one in found):
        raise DeploymentRefused(found)
    groups = [group for source in sources for group in _definitions(source, sources, made.files, library)]
    seen: set[tuple[str, str]] = set()
    for one in (one for group in groups for one in group):
        if (one.kind, one.id) in seen:
            raise Invalid("runtime.twice", kind=one.kind, id=one.id)
        seen.add((one.kind, one.id))
    return Prepared(tuple(groups), tuple(found), library)


def processes(files: Sequence[tuple[str, bytes]]) -> list[New]:
    """The executable processes of files in which nothing is wrong, compiled."""
    sources, _ = read_files(files)
    return [
        _process(source, source.drawing, process, sources)
        for source in sources
        if source.drawing is not None
        for process in source.drawing.processes
        if process.executable
    ]


def _definitions(
    source: Source, sources: Sequence[Source], models: Mapping[str, ModelFile], library: Library
) -> list[tuple[New, ...]]:
    if source.decisions is not None:
        file = models[source.name]
        return [_model(source, file, digest(file, models.values(), library))]
    if source.kind == "resource":
        return [(New("resource", source.name, source.name, "", 0, source, source.hash),)]
    if source.drawing is None:
        name = source.name.rsplit(".", 1)[0]
        return [(New("form", source.form or name, name, "", 0, source, source.hash),)]
    executable = [process for process in source.drawing.processes if process.executable]
    if not executable:
        raise Invalid("runtime.not_executable", file=source.name)
    return [(_process(source, source.drawing, process, sources),) for process in executable]


def _model(source: Source, file: ModelFile, hash_: str) -> tuple[New, ...]:
    """The model and its decisions: one version for all of them."""
    document = file.document
    name = source.name.rsplit(".", 1)[0]
    model = New("requirements", document.id or name, document.name, "", 0, source, hash_, model=file)
    decisions = (
        New("decision", one.id, one.name, version_tag(one), 0, source, hash_, model=file) for one in document.decisions
    )
    return (model, *decisions)


def _process(source: Source, drawing: bpmn.Definitions, process: bpmn.Process, sources: Sequence[Source]) -> New:
    tag = process.extensions.one(bpmn.zeebe.VersionTag)
    hash_ = source.hash
    decisions, processes = rows.fixes_decisions(process), rows.fixes_processes(process)
    fixed = decisions or processes
    if fixed:  # another decision or process beside it is another process
        wanted = [one for one in sources if decisions and one.decisions is not None]
        wanted += [one for one in sources if processes and one.drawing is not None and one is not source]
        beside = sorted(one.hash for one in wanted)
        hash_ = hashlib.sha256("\n".join([hash_, *beside]).encode()).hexdigest()
    return New(
        "process",
        process.id,
        process.name,
        tag.value if tag else "",
        process.ordinal,
        source,
        hash_,
        definition=ready(drawing, process.id, key=0),
        process=process,
        fixed=fixed,
    )


def install(
    prepared: Prepared, definitions: Definitions, decisions: Decisions, *, tenant: str, by: str, clocks: Clocks
) -> Callable[[Tx], DeploymentDone]:
    """The transaction that deploys. Two nodes that deploy one process at once: one of them is told to try again."""

    def run(tx: Tx) -> DeploymentDone:
        known = rows.latest(tx.c, tenant, prepared.new)
        key = tx.new_key()
        done: list[tuple[New, Deployed]] = []
        for group in prepared.groups:
            unchanged = all((one.kind, one.id) in known and known[one.kind, one.id].hash == one.hash for one in group)
            model: Deployed | None = None
            for one in group:
                before = known.get((one.kind, one.id))
                entry = Deployed(
                    kind=one.kind,
                    id=one.id,
                    key=before.key if before and unchanged else tx.new_key(),
                    version=before.version if before and unchanged else before.version + 1 if before else 1,
                    resource_name=one.source.name,
                    name=one.name,
                    requirements=model.key if model else 0,
                    requirements_id=model.id if model else "",
                    unchanged=unchanged,
                )
                model = entry if one.kind == "requirements" else model
                done.append((one, entry))
        into = Deployment(key=key, tenant=tenant, by=by, clocks=clocks)
        _write(tx, into, done, prepared.library, (definitions, decisions))
        entries = tuple(entry for _, entry in done)
        warnings = (*prepared.warnings, *not_deployed(tx.c, tenant, [one for one, _ in done]))
        return DeploymentDone(key=key, at=tx.now, definitions=entries, problems=warnings)

    return run


def _write(
    tx: Tx,
    into: Deployment,
    done: Sequence[tuple[New, Deployed]],
    library: Library,
    caches: tuple[Definitions, Decisions],
) -> None:
    """The rows of what is new, and what is compiled into the caches."""
    definitions, decisions = caches
    resources: dict[str, int] = {}
    models = {one.model.document.namespace: entry.key for one, entry in done if one.model and not entry.requirements}
    kinds = ("decision", "process")
    beside: dict[tuple[str, str], int] = {(e.kind, e.id): e.key for _, e in done if e.kind in kinds}
    for one, entry in done:
        if entry.unchanged:
            continue
        if one.source.hash not in resources:
            resources[one.source.hash] = rows.resource(tx, one.source, into)
        rows.definition(tx, into, one, (entry.key, entry.version), resources[one.source.hash])
        if one.definition is not None and one.process is not None:
            new = msgspec.structs.replace(
                one.definition,
                key=entry.key,
                tenant=into.tenant,
                version=entry.version,
                version_tag=one.version_tag,
                name=one.name,
            )
            rows.describe(tx, new, one.process)
            rows.may_start(tx, into.tenant, one.process)
            rows.beside(tx, entry.key, beside if one.fixed else {})
            set_starts(tx, new, into.clocks)
            definitions.keep(new)
        elif one.kind == "requirements" and one.model is not None:
            imports = [models.get(name) or library[name].key for name in one.model.imports]
            rows.model(tx, into, entry.key, one.model.document.namespace, imports)
            if not imports:  # others are read when they are wanted first
                versions = {e.id: (e.key, e.version) for _, e in done if e.requirements == entry.key}
                decisions.keep(deployed(one.model.model, entry.key, versions, {}))
    if resources:
        rows.deployment(tx, into)


__all__ = ["Deployed", "DeploymentDone", "DeploymentRefused", "Prepared", "install", "prepare"]
