"""The parts of the forms (multipart/form-data) that are taken: what admission holds them to, and the document tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from litestar.datastructures import FormMultiDict, UploadFile

from lingqu.api.misfits import Misfit, why

#: A file, files (at least one), a text if wanted, texts if wanted.
Part: TypeAlias = Literal["file", "files", "text", "texts"]
PARTS: Mapping[str, Mapping[str, Part]] = {
    "/v2/deployments": {"resources": "files", "tenantId": "text"},
    "/v2/documents": {"file": "file", "metadata": "text"},
    "/v2/documents/batch": {"files": "files", "metadataList": "texts"},
}
#: Characters of a name of the caller's that are shown again.
_SHOWN = 60


def misfits(path: str, form: FormMultiDict) -> Iterator[Misfit]:
    """What is wrong with the parts of a form."""
    parts = PARTS.get(path, {})
    given = form.dict()
    for name, part in parts.items():
        values = given.get(name, [])
        files = sum(isinstance(one, UploadFile) for one in values)
        if part in {"file", "files"} and not values:
            yield name, why("missing")
        elif part in {"file", "text"} and len(values) > 1:
            yield name, why("once")
        elif part in {"file", "files"} and files < len(values):
            yield name, why("not_file")
        elif part in {"text", "texts"} and files:
            yield name, why("not_text")
    for name in given:
        if name not in parts:
            yield name[:_SHOWN], why("no_field")


def schema(path: str) -> dict[str, Any]:
    """The form as the document tells it."""
    parts = PARTS[path]
    one = {"file": {"type": "string", "format": "binary"}, "text": {"type": "string"}}
    kinds = {**one, **{f"{kind}s": {"type": "array", "items": shape} for kind, shape in one.items()}}
    return {
        "type": "object",
        "properties": {name: kinds[part] for name, part in parts.items()},
        "required": [name for name, part in parts.items() if part in {"file", "files"}],
        "additionalProperties": False,
    }
