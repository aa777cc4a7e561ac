"""What deployment says of files before it takes them: read, checked by the rules, and asked whether they would run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from lingqu.approvals import drawn
from lingqu.checks import Problem, check
from lingqu.checks.soundness import Property, Verdict
from lingqu.engine.unsupported import unsupported
from lingqu.forms import schema as forms
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message
from lingqu.model import bpmn
from lingqu.model.forms import Form
from lingqu.model.forms import read as read_form
from lingqu.runtime.decision_files import compiled
from lingqu.runtime.proving import Prover, prove_apart
from lingqu.runtime.sources import FileProblem, Source, read_files


class FileReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one file, and what is proven of it: {property: holds | fails | undecided}, {} if it is no
    drawing.
    """

    name: str
    problems: tuple[FileProblem, ...]
    soundness: Mapping[Property, Verdict] = {}


def check_files(files: Sequence[tuple[str, bytes]]) -> tuple[FileProblem, ...]:
    """Everything that is wrong with these files, unreadable ones included."""
    sources, found = read_files(files)
    for source in sources:
        found += problems(source, sources)
        found += proven(source, prove_apart)[0]
    return (*found, *compiled(sources).problems)


def check_file(name: str, data: bytes, prove: Prover) -> FileReport:
    """Everything that is wrong with a file alone. One that cannot be read has one problem that says why and where."""
    sources, found = read_files([(name, data)])
    verdicts: Mapping[Property, Verdict] = {}
    for source in sources:
        refuted, verdicts = proven(source, prove)
        found += [*problems(source), *refuted]
    return FileReport(name=name, problems=(*found, *compiled(sources).problems), soundness=verdicts)


def proven(source: Source, prove: Prover) -> tuple[list[FileProblem], Mapping[Property, Verdict]]:
    """What is refuted of a file, and all verdicts."""
    if source.drawing is None:
        return [], {}
    proof = prove(source.data, source.drawing)
    return [_of_file(one, source.name) for one in proof.problems], proof.verdicts


def _of_file(problem: Problem, name: str) -> FileProblem:
    given = {field: getattr(problem, field) for field in Problem.__struct_fields__}
    return FileProblem(**given, file=name)


def problems(source: Source, beside: Iterable[Source] = ()) -> list[FileProblem]:
    """The problems of a file that could be read, `beside` others; those of decision models say `compiled`."""
    if source.kind == "form":
        return _unenforced(source)
    if source.drawing is None:
        return []
    found = [*check(source.drawing, forms=_forms(beside)), *_not_run(source.drawing), *_policies(source.drawing)]
    return [_of_file(one, source.name) for one in found]


def _forms(sources: Iterable[Source]) -> dict[str, Form]:
    return {one.form: read_form(one.data) for one in sources if one.form}


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
