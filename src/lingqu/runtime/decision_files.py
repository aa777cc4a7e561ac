"""Decision models among the files of a deployment: compiled with what they import, their problems by file and cell."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from lingqu import dmn
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message
from lingqu.model.dmn import Definitions
from lingqu.runtime.sources import FileProblem, Source, unreadable


class Deployed(msgspec.Struct, frozen=True, kw_only=True):
    """A model that was deployed before: the key of its definition, the hash of its file."""

    key: int
    hash: str
    document: Definitions


#: Deployed models by namespace.
Library = Mapping[str, Deployed]
#: Problems that a model which is not among the files may solve.
_IMPORTED = frozenset({"dmn.unknown_import", "dmn.unknown_reference", "dmn.unknown_type"})


class ModelFile(msgspec.Struct, frozen=True, kw_only=True):
    """A decision model that can be deployed. `imports`: the namespaces of all that it imports, directly or not."""

    source: Source
    document: Definitions
    model: dmn.Decisions
    imports: tuple[str, ...]


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """The models that could be compiled, by file, and what is wrong with all."""

    files: Mapping[str, ModelFile]
    problems: tuple[FileProblem, ...]


def compiled(sources: Sequence[Source], library: Library | None = None) -> Compiled:
    """Compile the decision models among the files. Without a library a missing import is a warning, else an error."""
    files: dict[str, ModelFile] = {}
    found: list[FileProblem] = []
    documents = [one.decisions for one in sources if one.decisions is not None]
    for source in sources:
        if source.decisions is None:
            continue
        others = _imported(source.decisions, documents, library or {})
        try:
            model = dmn.compile(source.decisions, others)
        except Rejected as wrong:
            found.append(unreadable(source.name, wrong))
            continue
        found += _problems(source, source.decisions, model, lenient=library is None)
        namespaces = tuple(one.namespace for one in others)
        files[source.name] = ModelFile(source=source, document=source.decisions, model=model, imports=namespaces)
    return Compiled(files=files, problems=tuple(found))


def digest(file: ModelFile, files: Iterable[ModelFile], library: Library) -> str:
    """The hash of a model with all that it imports: when an import changes, so does what the model decides."""
    if not file.imports:
        return file.source.hash
    known = {one.document.namespace: one.source.hash for one in files}
    parts = [known.get(one) or library[one].hash for one in sorted(file.imports)]
    return hashlib.sha256("\n".join([file.source.hash, *parts]).encode()).hexdigest()


def _imported(document: Definitions, documents: Sequence[Definitions], library: Library) -> list[Definitions]:
    """All documents that this one imports, and those that they import: of the files, else of the library."""
    found: list[Definitions] = []
    waiting = [one.namespace for one in document.imports]
    seen = {document.namespace}
    while waiting:
        namespace = waiting.pop()
        if namespace in seen:
            continue
        seen.add(namespace)
        matching = [one for one in documents if one.namespace == namespace]
        if not matching and namespace in library:
            matching = [library[namespace].document]
        found += matching
        waiting += [inner.namespace for one in matching for inner in one.imports]
    return found


def _problems(source: Source, document: Definitions, model: dmn.Decisions, *, lenient: bool) -> Iterator[FileProblem]:
    """What of a decision model would be null, and decisions that nobody could call."""
    for one in model.problems:
        imported = lenient and one.code in _IMPORTED and bool(document.imports)
        yield FileProblem(
            element=one.place.element_id or one.place.element,
            code=one.code,
            severity="warning" if imported else one.severity,
            message=one.message,
            line=one.place.line,
            file=source.name,
        )
    for decision in document.decisions:
        if not decision.id:
            yield FileProblem(
                element=decision.name,
                code="runtime.decision_without_id",
                severity="error",
                message=Message(code="runtime.decision_without_id", params={"name": decision.name}),
                line=decision.line,
                file=source.name,
            )
