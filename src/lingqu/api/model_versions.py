"""The deployed versions of what a model on the desk holds."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from lingqu.api.edge import PersonShape, Shape, at, who
from lingqu.api.given import House, Viewer
from lingqu.api.model_checks import Content
from lingqu.api.wire import in_thread
from lingqu.directory import people
from lingqu.files import drafts
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key


class ModelVersion(Shape):
    version: int
    definition_key: str
    deployed_at: str
    deployed_by: PersonShape | None
    tag: str


@get("/api/models/{model_id:str}/versions")
@in_thread
def list_versions(house: House, viewer: Viewer, model_id: FromPath[str]) -> list[ModelVersion]:
    """The deployed versions of the process, form or decision model in this model, newest first."""
    viewer.must("design")
    with house.db.reading() as c:
        draft, _ = drafts.read(c, viewer.tenant, parse_key(model_id, "id"))
        found = house.definitions.versions(viewer.tenant, draft.kind, draft.definition_id)
        known = people.named(c, viewer.tenant, [v.deployed_by for v in found])
    return [
        ModelVersion(
            version=v.version,
            definition_key=str(v.key),
            deployed_at=at(v.deployed_at),
            deployed_by=who(known, v.deployed_by),
            tag=v.version_tag,
        )
        for v in found
    ]


@get("/api/models/{model_id:str}/versions/{version:int}")
@in_thread
def get_version(house: House, viewer: Viewer, model_id: FromPath[str], version: FromPath[int]) -> Content:
    """The content of a deployed version."""
    viewer.must("design")
    with house.db.reading() as c:
        draft, _ = drafts.read(c, viewer.tenant, parse_key(model_id, "id"))
    for one in house.definitions.versions(viewer.tenant, draft.kind, draft.definition_id):
        if one.version == version:
            return Content(content=house.definitions.source(one.key).decode())
    raise NotFound("api.not_found", what="version", key=str(version))


HANDLERS = [list_versions, get_version]
