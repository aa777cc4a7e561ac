"""What deployment says of files before it takes them: read, checked by the rules, and asked whether they would run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from lingqu.approvals import drawn
from lingqu.checks import Problem, check
from lingqu.engine.unsupported import unsupported
from lingqu.forms import schema as forms
from lingqu.kernel.errors import Rejected
from lingqu.kernel.messages import Message
from lingqu.model import bpmn
from lingqu.runtime.decision_files import compiled
from lingqu.runtime.sources import FileProblem, Source, read_files


def check_files(files: Sequence[tuple[str, bytes]]) -> tuple[FileProblem, ...]:
    """Everything that is wrong with these files, unreadable ones included."""
    sources, found = read_files(files)
    for source in sources:
        found += problems(source)
    return (*found, *compiled(sources).problems)


def problems(source: Source) -> list[FileProblem]:
    """The problems of a file that could be read; those of decision models say `compiled`."""
    if source.kind == "form":
        return _unenforced(source)
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
