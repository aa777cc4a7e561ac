"""Models on the desk: drafts with an etag. What the designer works with."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import LongText, PersonShape, Shape, at, who
from lingqu.api.editions import seen, tagged, told
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.files import drafts
from lingqu.files.drafts import Draft
from lingqu.kernel.keys import parse_key
from lingqu.runtime import RowWork, Tx

_BPMN_ID = re.compile(r"<(?:\w+:)?process\b[^>]*?\bid=\"([^\"]+)\"")
_DMN_ID = re.compile(r"<(?:\w+:)?definitions\b[^>]*?\sid=\"([^\"]+)\"")
_FORM_ID = re.compile(r"\"id\"\s*:\s*\"([^\"]+)\"\s*(?:,[^{}\[\]]*)?}\s*$")


class ModelRow(Shape):
    id: str
    name: str
    kind: str
    folder: str
    updated_at: str
    updated_by: PersonShape | None
    draft_etag: int
    deployed_version: int | None


class Model(ModelRow):
    content: str
    etag: int


class NewModel(Shape, forbid_unknown_fields=True):
    name: str
    kind: str
    content: LongText
    folder: str = ""


class Changed(Shape, forbid_unknown_fields=True):
    content: LongText
    name: str = ""


class Etag(Shape):
    etag: int


def definition_id(kind: str, content: str) -> str:
    """The id of the process, form or decision model inside, by a quick look; the deployer reads properly."""
    found = {"bpmn": _BPMN_ID, "dmn": _DMN_ID}.get(kind, _FORM_ID).search(content)
    return found.group(1) if found else ""


def _row(house: House, draft: Draft, known: dict[str, Person], tenant: str) -> dict[str, Any]:
    return {
        "id": str(draft.id),
        "name": draft.name,
        "kind": draft.kind,
        "folder": draft.folder,
        "updated_at": at(draft.updated_at),
        "updated_by": who(known, draft.updated_by),
        "draft_etag": draft.etag,
        "deployed_version": house.definitions.latest_version(tenant, draft.kind, draft.definition_id),
    }


@get("/api/models")
@in_thread
def list_models(house: House, viewer: Viewer) -> list[ModelRow]:
    """The models on the desk, latest change first."""
    viewer.must("design")
    with house.db.reading() as c:
        found = drafts.every(c, viewer.tenant)
        known = people.named(c, viewer.tenant, [d.updated_by for d in found])
    return [ModelRow(**_row(house, d, known, viewer.tenant)) for d in found]


@post("/api/models")
@in_thread
def add_model(house: House, viewer: Viewer, data: JSONBody[NewModel]) -> Response[Model]:
    """Put a new model on the desk."""
    viewer.must("design")

    def run(tx: Tx) -> Draft:
        new = Draft(
            id=tx.new_key(),
            name=data.name,
            kind=data.kind,
            folder=data.folder,
            etag=1,
            updated_at=tx.now,
            updated_by=viewer.login,
            definition_id=definition_id(data.kind, data.content),
        )
        return drafts.add(tx.c, viewer.tenant, new, data.content.encode())

    return _model(house, viewer, house.runtime.writer.call(RowWork(run=run)), data.content, 201)


def _model(house: House, viewer: Viewer, draft: Draft, content: str, status: int = 200) -> Response[Model]:
    with house.db.reading() as c:
        known = people.named(c, viewer.tenant, [draft.updated_by])
    model = Model(**_row(house, draft, known, viewer.tenant), content=content, etag=draft.etag)
    return told(model, str(draft.etag)) if status == 200 else tagged(model, str(draft.etag), status)


@get("/api/models/{model_id:str}")
@in_thread
def get_model(house: House, viewer: Viewer, model_id: FromPath[str]) -> Response[Model]:
    """One model with its content; the ETag goes back with a change."""
    viewer.must("design")
    with house.db.reading() as c:
        draft, content = drafts.read(c, viewer.tenant, parse_key(model_id, "id"))
    return _model(house, viewer, draft, content.decode())


@put("/api/models/{model_id:str}")
@in_thread
def change_model(
    house: House, request: Request[Any, Any, Any], viewer: Viewer, model_id: FromPath[str], data: JSONBody[Changed]
) -> Response[Etag]:
    """Save a draft."""
    viewer.must("design")
    meant = seen(request)

    def run(tx: Tx) -> Draft:
        before, _ = drafts.read(tx.c, viewer.tenant, parse_key(model_id, "id"))
        changed = Draft(
            id=before.id,
            name=data.name.strip() or before.name,
            kind=before.kind,
            folder=before.folder,
            etag=before.etag,
            updated_at=tx.now,
            updated_by=viewer.login,
            definition_id=definition_id(before.kind, data.content),
        )
        return drafts.change(tx.c, viewer.tenant, changed, data.content.encode(), seen=meant)

    draft = house.runtime.writer.call(RowWork(run=run))
    return tagged(Etag(etag=draft.etag), str(draft.etag))


@delete("/api/models/{model_id:str}")
@in_thread
def drop_model(house: House, request: Request[Any, Any, Any], viewer: Viewer, model_id: FromPath[str]) -> None:
    """Take a model off the desk; what is deployed stays deployed."""
    viewer.must("design")
    key, meant = parse_key(model_id, "id"), seen(request)
    house.runtime.writer.call(RowWork(run=lambda tx: drafts.drop(tx.c, viewer.tenant, key, seen=meant)))


HANDLERS = [
    list_models,
    add_model,
    get_model,
    change_model,
    drop_model,
]
