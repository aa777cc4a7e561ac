"""Files as they come: what kind each is, what is in it, and why one cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

import msgspec

from lingqu.checks import Problem
from lingqu.forms import schema as forms
from lingqu.kernel.errors import Invalid, Rejected
from lingqu.model import bpmn, dmn
from lingqu.runtime import messages as _messages  # noqa: F401 - registers this room's sentences

#: Bytes of one file.
MOST_BYTES = 8_000_000
Kind = Literal["bpmn", "form", "dmn", "resource"]
_KINDS: dict[str, Kind] = {".bpmn": "bpmn", ".bpmn20.xml": "bpmn", ".form": "form", ".dmn": "dmn"}


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
    decisions: dmn.Definitions | None = None


def read_file(name: str, data: bytes) -> Source:
    """Read one file; one of another kind is kept as it is. Raises Invalid, with `file`, for what cannot be read."""
    kind = kind_of(name)
    if kind is None:
        raise Invalid("runtime.unknown_resource", file=name)
    if len(data) > MOST_BYTES:
        raise Invalid("runtime.resource_too_big", file=name, most=MOST_BYTES)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "resource":
        return Source(name=name, kind=kind, data=data, hash=digest)
    if kind == "bpmn":
        return Source(name=name, kind=kind, data=data, hash=digest, drawing=bpmn.read(data))
    if kind == "form":
        form = forms.read(data)
        return Source(name=name, kind=kind, data=data, hash=digest, form=form.id)
    return Source(name=name, kind=kind, data=data, hash=digest, decisions=dmn.read(data))


def kind_of(name: str) -> Kind | None:
    """What a file is, by the end of its name; None for XML that says no more: it may be meant as a model."""
    lower = name.lower()
    known = next((kind for ending, kind in _KINDS.items() if lower.endswith(ending)), None)
    return known or (None if lower.endswith(".xml") or "." not in lower else "resource")


def read_files(files: Sequence[tuple[str, bytes]]) -> tuple[list[Source], list[FileProblem]]:
    """The files that can be read, and what is wrong with the others."""
    sources: list[Source] = []
    found: list[FileProblem] = []
    for name, data in files:
        try:
            sources.append(read_file(name, data))
        except Rejected as wrong:
            found.append(unreadable(name, wrong))
    return sources, found


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
