"""What deployment says of files before it takes them: read, checked by the rules, and asked whether they would run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from lingqu import dmn
from lingqu.approvals import drawn
from lingqu.checks import Problem, check
from lingqu.engine.unsupported import unsupported
from lingqu.forms import schema as forms
from lingqu.kernel.errors import Invalid, Rejected
from lingqu.kernel.messages import Message
from lingqu.model import bpmn
from lingqu.model import dmn as dmn_model
from lingqu.runtime import messages as _messages  # noqa: F401 - registers this room's sentences

#: Bytes of one file.
MOST_BYTES = 8_000_000
Kind = Literal["bpmn", "form", "dmn"]
_KINDS: dict[str, Kind] = {".bpmn": "bpmn", ".bpmn20.xml": "bpmn", ".form": "form", ".dmn": "dmn"}


#: Problems that the models imported by a decision model may solve.
_IMPORTED = frozenset({"dmn.unknown_import", "dmn.unknown_reference", "dmn.unknown_type"})


class FileProblem(Problem, frozen=True, kw_only=True):
    """A problem and the file in which it is."""

    file: str = ""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read. `drawing` only for BPMN, `form` (its id) only for forms, `decisions` only for DMN."""

    name: str
    kind: Kind
    data: bytes
    hash: str
    drawing: bpmn.Definitions | None = None
    form: str = ""
    decisions: dmn_model.Definitions | None = None


def read_file(name: str, data: bytes) -> Source:
    """Read one file. Raises Invalid, with `file`, for what is not BPMN, a form or a decision."""
    kind = kind_of(name)
    if kind is None:
        raise Invalid("runtime.unknown_resource", file=name)
    if len(data) > MOST_BYTES:
        raise Invalid("runtime.resource_too_big", file=name, most=MOST_BYTES)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "bpmn":
        return Source(name=name, kind=kind, data=data, hash=digest, drawing=bpmn.read(data))
    if kind == "form":
        form = forms.read(data)
        return Source(name=name, kind=kind, data=data, hash=digest, form=form.id)
    return Source(name=name, kind=kind, data=data, hash=digest, decisions=dmn_model.read(data))


def kind_of(name: str) -> Kind | None:
    """What a file is, by the end of its name."""
    return next((kind for ending, kind in _KINDS.items() if name.lower().endswith(ending)), None)


def check_files(files: Sequence[tuple[str, bytes]]) -> tuple[FileProblem, ...]:
    """Everything that is wrong with these files, unreadable ones included."""
    found: list[FileProblem] = []
    for name, data in files:
        try:
            source = read_file(name, data)
        except Rejected as wrong:
            found.append(unreadable(name, wrong))
        else:
            found += problems(source)
    return tuple(found)


def unreadable(name: str, wrong: Rejected) -> FileProblem:
    """A file that cannot be read, as a problem."""
    line = wrong.params.get("line", 0)
    return FileProblem(
        element=str(wrong.params.get("element", "")),
        code=wrong.code,
        severity="error",
        message=wrong.message,
        line=line if isinstance(line, int) else 0,
        file=name,
    )


def problems(source: Source) -> list[FileProblem]:
    """The problems of a file that could be read."""
    if source.kind == "form":
        return _unenforced(source)
    if source.decisions is not None:
        return list(_decisions(source.name, source.decisions))
    if source.drawing is None:
        return []
    found = [*check(source.drawing), *_not_run(source.drawing), *_policies(source.drawing)]
    return [FileProblem(**msgspec.structs.asdict(one), file=source.name) for one in found]


def _unenforced(source: Source) -> list[FileProblem]:
    """What of a form this server could not enforce: components, patterns and expressions that it cannot read."""
    return [
        FileProblem(
            element=one.field,
            code=one.code,
            severity="error",
            message=Message(code=one.code, params=one.params),
            line=0,
            file=source.name,
        )
        for one in forms.problems(forms.read(source.data))
    ]


def _decisions(name: str, definitions: dmn_model.Definitions) -> Iterable[FileProblem]:
    """What of a decision model would be null; what an import that is not in the file may explain is a warning."""
    try:
        compiled = dmn.compile(definitions)
    except Rejected as wrong:
        yield unreadable(name, wrong)
        return
    for one in compiled.problems:
        imported = one.code in _IMPORTED and bool(definitions.imports)
        yield FileProblem(
            element=one.place.element_id or one.place.element,
            code=one.code,
            severity="warning" if imported else one.severity,
            message=one.message,
            line=one.place.line,
            file=name,
        )


def _not_run(drawing: bpmn.Definitions) -> Iterable[Problem]:
    for one in unsupported(drawing):
        yield Problem(
            element=one.element,
            code=one.code,
            severity="error",
            message=Message(code=one.code, params=one.params),
            line=one.line,
        )


def _policies(drawing: bpmn.Definitions) -> Iterable[Problem]:
    """Approval settings that mean nothing."""
    for process in drawing.processes:
        for node in bpmn.flow_nodes(process):
            approval = node.extensions.one(bpmn.lingqu.Approval)
            if approval is None:
                continue
            try:
                drawn.policy(approval)
            except Rejected as wrong:
                yield Problem(
                    element=node.id,
                    code=wrong.code,
                    severity="error",
                    message=wrong.message,
                    line=node.line,
                    ordinal=node.ordinal,
                )
