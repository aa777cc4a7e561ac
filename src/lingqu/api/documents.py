"""Business documents: where they are in which system, and what happened to them."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import get
from litestar.params import FromPath, FromQuery, QueryParameter

from lingqu.api.edge import TOTAL_CAP, Page, PageSize, Shape, at, cursor, key_cursor
from lingqu.api.given import House, Language, Viewer
from lingqu.api.wire import in_thread
from lingqu.hub import documents
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key
from lingqu.kernel.messages import Message
from lingqu.kernel.values import decode


class LinkShape(Shape):
    system: str
    type: str
    external_id: str
    url: str | None
    status: str | None
    version: str | None


class DocumentShape(Shape):
    key: str
    type: str
    title: str
    instance_key: str | None
    links: list[LinkShape]
    updated_at: str


class HappeningShape(Shape):
    at: str
    system: str
    kind: str
    text: str
    effect_key: str | None


class DocumentPage(DocumentShape):
    timeline: list[HappeningShape]


def _document(found: documents.Document, links: list[documents.Link]) -> dict[str, Any]:
    return {
        "key": str(found.key),
        "type": found.type,
        "title": found.title,
        "instance_key": str(found.instance) if found.instance else None,
        "links": [
            LinkShape(
                system=one.system,
                type=one.type,
                external_id=one.external_id,
                url=one.url or None,
                status=one.status or None,
                version=str(one.version) if one.version else None,
            )
            for one in links
        ],
        "updated_at": at(found.updated_at),
    }


@get("/api/documents")
@in_thread
def list_documents(
    house: House,
    viewer: Viewer,
    *,
    type_: Annotated[str, QueryParameter(name="type")] = "",
    q: FromQuery[str] = "",
    limit: PageSize = 50,
    after: FromQuery[str | None] = None,
) -> Page[DocumentShape]:
    """Business documents with their names in each system, newest first."""
    viewer.must("systems")
    before = key_cursor(after)
    with house.db.reading() as c:
        found, total = documents.search(
            c, viewer.tenant, type_=type_, text=q[:200], before=before, limit=limit + 1, most=TOTAL_CAP
        )
        links = documents.links(c, [one.key for one in found[:limit]])
    more = len(found) > limit
    items = [DocumentShape(**_document(one, links[one.key])) for one in found[:limit]]
    return Page(items=items, next=cursor(found[limit - 1].key) if more else None, total=total, has_more=more)


@get("/api/documents/{document_key:str}")
@in_thread
def read_document(house: House, viewer: Viewer, language: Language, document_key: FromPath[str]) -> DocumentPage:
    """One document and what happened to it."""
    viewer.must("systems")
    key = parse_key(document_key)
    with house.db.reading() as c:
        found = documents.get(c, viewer.tenant, key)
        if found is None:
            raise NotFound("hub.no_such_document", key=document_key)
        links = documents.links(c, [key])[key]
        happened = documents.timeline(c, key)
    timeline = [
        HappeningShape(
            at=at(one.at),
            system=one.system,
            kind=one.kind,
            text=_told(one, language),
            effect_key=str(one.effect) if one.effect else None,
        )
        for one in happened
    ]
    return DocumentPage(**_document(found, links), timeline=timeline)


def _told(one: documents.Happening, language: Language) -> str:
    params = decode(one.params)
    if one.kind == "decided":
        params["state"] = Message(code=f"hub.state_{params['state']}").text(language)
    return Message(code=one.code, params=params).text(language)


HANDLERS = [list_documents, read_document]
