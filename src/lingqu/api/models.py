"""Models on the desk: drafts with an etag, checks, deployment, versions. What the designer works with."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import PersonShape, Shape, at, bad, who
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.bootstrap.checking import fix_alone
from lingqu.directory import people
from lingqu.directory.people import Person
from lingqu.files import drafts
from lingqu.files.drafts import Draft
from lingqu.kernel.errors import NotFound
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
    content: str
    folder: str = ""


class Changed(Shape, forbid_unknown_fields=True):
    content: str
    name: str = ""


class Etag(Shape):
    etag: int


class Content(Shape):
    """`content` empty: the stored draft."""

    content: str = ""


class Deployment(Content):
    """`sound`: refuse what is proven unsound."""

    sound: bool = False


class Fix(Content):
    """`code` and `element` choose which problem; empty: every one that can be put right without asking."""

    code: str = ""
    element: str = ""


class Step(Shape):
    """What acts, and the flows and elements on which tokens lie after it, one entry a token."""

    element: str
    tokens: list[str]


class Problem(Shape):
    """`trace`: a story that leads to what was refuted."""

    element: str
    code: str
    severity: str
    message: str
    line: int
    file: str = ""
    trace: list[Step] = []
    fixable: bool = False


class Problems(Shape):
    problems: list[Problem]


class Deployed(Shape):
    definition_key: str
    version: int
    unchanged: bool
    problems: list[Problem]


class ModelVersion(Shape):
    version: int
    definition_key: str
    deployed_at: str
    deployed_by: PersonShape | None
    tag: str


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
    return Response(model, status_code=status, headers={"ETag": f'"{draft.etag}"'})


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
    """Save a draft. With `If-Match` only if nobody else has saved in the meantime (else 412)."""
    viewer.must("design")
    expected = _expected(request.headers.get("if-match"))

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
        return drafts.change(tx.c, viewer.tenant, changed, data.content.encode(), expected=expected)

    draft = house.runtime.writer.call(RowWork(run=run))
    return Response(Etag(etag=draft.etag), headers={"ETag": f'"{draft.etag}"'})


def _expected(header: str | None) -> int | None:
    if header is None or header == "*":
        return None
    text = header.removeprefix("W/").strip('"')
    if not text.isdigit():
        raise bad("If-Match", "no_etag")
    return int(text)


@delete("/api/models/{model_id:str}")
@in_thread
def drop_model(house: House, viewer: Viewer, model_id: FromPath[str]) -> None:
    """Take a model off the desk; what is deployed stays deployed."""
    viewer.must("design")
    key = parse_key(model_id, "id")
    house.runtime.writer.call(RowWork(run=lambda tx: drafts.drop(tx.c, viewer.tenant, key)))


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


@post("/api/models/{model_id:str}/check", status_code=200)
@in_thread
def check_model(
    house: House, viewer: Viewer, language: Language, model_id: FromPath[str], data: JSONBody[Content]
) -> Problems:
    """What the deployer would say, without deploying."""
    viewer.must("design")
    draft, content = _given(house, viewer, model_id, data)
    found = house.runtime.check([(_file_name(draft), content)])
    return Problems(problems=[_problem(p, language) for p in found])


@post("/api/models/{model_id:str}/fix", status_code=200)
@in_thread
def fix_model(house: House, viewer: Viewer, model_id: FromPath[str], data: JSONBody[Fix]) -> Content:
    """The drawing with what can be put right without asking. Nothing is saved."""
    viewer.must("design")
    draft, content = _given(house, viewer, model_id, data)
    return Content(content=fix_alone(_file_name(draft), content, data.code, data.element)[0].decode())


@post("/api/models/{model_id:str}/deploy", status_code=200)
@in_thread
def deploy_model(
    house: House, viewer: Viewer, language: Language, model_id: FromPath[str], data: JSONBody[Deployment]
) -> Deployed:
    """Deploy the draft (or the content given). Running instances finish on their version."""
    viewer.must("deploy")
    draft, content = _given(house, viewer, model_id, data)
    done = house.runtime.deploy([(_file_name(draft), content)], tenant=viewer.tenant, by=viewer.login, sound=data.sound)
    first = done.definitions[0]
    return Deployed(
        definition_key=str(first.key),
        version=first.version,
        unchanged=first.unchanged,
        problems=[_problem(p, language) for p in done.problems],
    )


def _given(house: House, viewer: Viewer, model_id: str, data: Content) -> tuple[Draft, bytes]:
    with house.db.reading() as c:
        draft, stored = drafts.read(c, viewer.tenant, parse_key(model_id, "id"))
    return draft, data.content.encode() if data.content else stored


def _file_name(draft: Draft) -> str:
    return f"{draft.name}.{draft.kind}"


def _problem(problem: Any, language: Language) -> Problem:
    return Problem(
        element=problem.element,
        code=problem.code,
        severity=problem.severity,
        message=problem.message.text(language),
        line=problem.line,
        file=getattr(problem, "file", ""),
        trace=[Step(element=one.element, tokens=list(one.tokens)) for one in problem.trace],
        fixable=problem.fixable,
    )


HANDLERS = [
    list_models,
    add_model,
    get_model,
    change_model,
    drop_model,
    list_versions,
    get_version,
    check_model,
    fix_model,
    deploy_model,
]
