"""Documents: files that are kept for processes. Content in, a reference out; links open one without signing in."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, JSONBody, QueryParameter

from lingqu.api.edge import bad, from_iso, iso
from lingqu.api.given import House, Language, Viewer
from lingqu.api.misfits import check_of, refuse
from lingqu.api.wire import in_thread
from lingqu.directory.viewer import sees_instance
from lingqu.files import kept
from lingqu.files.kept import Kept
from lingqu.kernel.errors import Forbidden, Invalid, NotFound, Rejected
from lingqu.kernel.keys import parse_key
from lingqu.kernel.values import decode, encode, normalise
from lingqu.runtime import RowWork, Tx

STORE = "lingqu"
#: Bytes of custom properties; files of one request; the life of a link if none is given, and at most, ms.
MOST_PROPERTIES, MOST_FILES = 16_384, 100
LINK_LASTS, LONGEST_LINK = 3_600_000, 7 * 86_400_000
_ID = re.compile(r"[\w.-]{1,256}", re.ASCII)
_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}(; ?[\w=.+-]{1,64})?", re.ASCII)

Uploads = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]
Store = Annotated[str, QueryParameter(name="storeId")]
Hash = Annotated[str, QueryParameter(name="contentHash")]


class Metadata(msgspec.Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What is said of a file; `size` is told by the file itself and ignored."""

    content_type: str | None = None
    file_name: str | None = None
    expires_at: str | None = None
    size: int | None = None
    process_definition_id: str | None = None
    process_instance_key: str | None = None
    custom_properties: dict[str, Any] | None = None


class LinkRequest(msgspec.Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`timeToLive`: ms."""

    time_to_live: int = LINK_LASTS


def _reference(file: Kept) -> dict[str, Any]:
    return {
        "camunda.document.type": "camunda",
        "storeId": STORE,
        "documentId": file.id,
        "contentHash": file.hash,
        "metadata": {
            "contentType": file.content_type,
            "fileName": file.name,
            "expiresAt": iso(file.expires_at),
            "size": file.size,
            "processDefinitionId": file.process_id or None,
            "processInstanceKey": str(file.instance) if file.instance else None,
            "customProperties": decode(file.properties),
        },
    }


def _metadata(given: Any, field: str) -> Metadata:
    """What came in a part of the form: an object, or its JSON as text. Raises Invalid."""
    if given is None:
        return Metadata()
    given = _decoded(given, field)
    refuse(check_of(Metadata)(given, field))
    return msgspec.convert(given, Metadata)


def _decoded(given: Any, field: str) -> Any:
    """What the JSON of a part holds. Raises Invalid with its name."""
    try:
        return decode(given) if isinstance(given, str) else given
    except Invalid as wrong:
        raise Invalid("api.bad_field", field=field, reason=wrong.message) from None


def _file(viewer: Viewer, upload: tuple[str, str, bytes], said: Metadata, id_: str, now: int, at: str) -> Kept:  # noqa: PLR0917
    """The file as it will be kept, but for its key. `upload`: name, content type, content.

    Raises Invalid with the place in what was `said`, which stood `at` a part of the form.
    """
    name, kind, body = upload
    name, kind = said.file_name or name or "file", said.content_type or kind or "application/octet-stream"
    properties = encode(normalise(said.custom_properties or {}, f"{at}.customProperties"))
    expires = from_iso(said.expires_at, f"{at}.expiresAt") if said.expires_at else None
    if not _ID.fullmatch(id_):
        raise Invalid("api.bad_name", field="documentId")
    if not _TYPE.fullmatch(kind):
        raise bad(f"{at}.contentType", "not_text")
    if len(name) > 255 or any(ord(mark) < 32 for mark in name):
        raise bad(f"{at}.fileName", "too_many", most=255)
    if len(said.process_definition_id or "") > 255:
        raise bad(f"{at}.processDefinitionId", "too_many", most=255)
    if len(properties) > MOST_PROPERTIES:
        raise bad(f"{at}.customProperties", "too_many", most=MOST_PROPERTIES)
    if expires is not None and expires <= now:
        raise bad(f"{at}.expiresAt", "too_small", least=iso(now))
    return Kept(
        key=0,
        tenant=viewer.tenant,
        id=id_,
        name=name,
        content_type=kind,
        size=len(body),
        hash=hashlib.sha256(body).hexdigest(),
        properties=properties,
        instance=parse_key(said.process_instance_key, f"{at}.processInstanceKey") if said.process_instance_key else 0,
        process_id=said.process_definition_id or "",
        at=now,
        expires_at=expires,
        by=viewer.login,
    )


def _keep(  # noqa: PLR0917
    house: House, viewer: Viewer, upload: tuple[str, str, bytes], said: Metadata, id_: str, at: str
) -> dict[str, Any]:
    file = _file(viewer, upload, said, id_, house.runtime.now(), at)
    if file.instance:
        where, params = sees_instance(viewer)
        with house.db.reading() as c:
            if not c.row(f"SELECT 1 FROM instance i WHERE {where} AND i.key = ?", [*params, file.instance]):  # noqa: S608
                raise NotFound("api.not_found", what="process instance", key=str(file.instance))

    def run(tx: Tx) -> Kept:
        made = msgspec.structs.replace(file, key=tx.new_key(), at=tx.now)
        kept.keep(tx.c, made, upload[2], tx.now)
        return made

    made: Kept = house.runtime.writer.call(RowWork(run=run))
    return _reference(made)


def _seen(viewer: Viewer) -> tuple[str, list[Any]]:
    """Who brought a file sees it, and so does whoever sees its instance."""
    if viewer.everything:
        return "f.tenant = ?", [viewer.tenant]
    where, params = sees_instance(viewer)
    of_instance = f"EXISTS (SELECT 1 FROM instance i WHERE i.key = f.instance AND {where})"  # noqa: S608 - ours
    condition = f"f.tenant = ? AND (f.by = ? OR {of_instance})"
    return condition, [viewer.tenant, viewer.login, *params]


def _found(house: House, viewer: Viewer, id_: str, store: str, hash_: str) -> Kept:
    _known(store)
    with house.db.reading() as c:
        file = kept.find(c, _seen(viewer), id_, house.runtime.now())
    if hash_ and hash_ != file.hash:
        raise NotFound("files.no_such_file", id=id_)
    return file


def _known(store: str) -> None:
    if store not in {"", STORE}:
        raise bad("storeId", "none_of", known=STORE)


async def _read(upload: UploadFile) -> tuple[str, str, bytes]:
    return upload.filename, upload.content_type or "", await upload.read()


@post("/v2/documents", status_code=201)
async def create_document(
    house: House,
    viewer: Viewer,
    data: Uploads,
    store_id: Store = "",
    document_id: Annotated[str, QueryParameter(name="documentId")] = "",
) -> dict[str, Any]:
    """Keep one file. Form parts: `file` and, if wanted, `metadata` (JSON). 409 if `documentId` is taken."""
    _known(store_id)
    upload, said = await _read(data["file"]), _metadata(data.get("metadata"), "metadata")
    return await _in_thread(partial(_keep, house, viewer, upload, said, document_id or _new_id(), "metadata"))


@post("/v2/documents/batch", status_code=201)
async def create_documents(
    house: House, viewer: Viewer, language: Language, data: Uploads, store_id: Store = ""
) -> Response[dict[str, Any]]:
    """Keep several files (`files`, with as many `metadataList`). 207 if some were refused; each stands for itself."""
    _known(store_id)
    uploads: list[UploadFile] = _list(data["files"])
    if len(uploads) > MOST_FILES:
        raise bad("files", "too_many", most=MOST_FILES)
    listed = _metadata_list(data.get("metadataList"))
    said = [_metadata(one, f"metadataList[{place}]") for place, one in enumerate(listed)]
    if said and len(said) != len(uploads):
        raise bad("metadataList", "not_between", least=len(uploads), most=len(uploads))
    created: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for place, upload in enumerate(uploads):
        about = said[place] if said else Metadata()
        read = await _read(upload)
        try:
            created.append(
                await _in_thread(partial(_keep, house, viewer, read, about, _new_id(), f"metadataList[{place}]"))
            )
        except Rejected as wrong:
            detail = wrong.message.text(language)
            name = about.file_name or read[0]
            failed.append({"fileName": name, "status": wrong.status, "title": wrong.code, "detail": detail})
    answer = {"createdDocuments": created, "failedDocuments": failed}
    return Response(answer, status_code=207 if failed else 201)


@get("/v2/documents/{document_id:str}")
@in_thread
def get_document(
    house: House, viewer: Viewer, document_id: FromPath[str], store_id: Store = "", content_hash: Hash = ""
) -> Response[bytes]:
    """The content of a file, to be saved: a browser does not show it in our name."""
    return _content(house, _found(house, viewer, document_id, store_id, content_hash))


@post("/v2/documents/{document_id:str}/links", status_code=201)
@in_thread
def create_document_link(  # noqa: PLR0917 - each is a part of the request
    house: House,
    viewer: Viewer,
    request: Request[Any, Any, Any],
    document_id: FromPath[str],
    data: JSONBody[LinkRequest | None] = None,
    store_id: Store = "",
    content_hash: Hash = "",
) -> dict[str, Any]:
    """An address that gives the file to whoever has it, until it expires (at most 7 days)."""
    lasts = (data or LinkRequest()).time_to_live
    if not 1 <= lasts <= LONGEST_LINK:
        raise bad("timeToLive", "not_between", least=1, most=LONGEST_LINK)
    file = _found(house, viewer, document_id, store_id, content_hash)
    token = secrets.token_urlsafe(32)

    def run(tx: Tx) -> int:
        expires = min(tx.now + lasts, file.expires_at or tx.now + lasts)
        kept.link(tx.c, file.key, token, expires, tx.now)
        return expires

    expires: int = house.runtime.writer.call(RowWork(run=run))
    address = f"{str(request.base_url).rstrip('/')}/v2/documents/{quote(file.id)}/links/{token}"
    return {"url": address, "expiresAt": iso(expires)}


@get("/v2/documents/{document_id:str}/links/{token:str}", opt={"public": True})
@in_thread
def follow_document_link(house: House, document_id: FromPath[str], token: FromPath[str]) -> Response[bytes]:
    """What a link opens. The token is the right to it."""
    with house.db.reading() as c:
        file = kept.linked(c, document_id, token, house.runtime.now())
    return _content(house, file)


@delete("/v2/documents/{document_id:str}")
@in_thread
def delete_document(house: House, viewer: Viewer, document_id: FromPath[str], store_id: Store = "") -> None:
    """Delete a file and its links: who brought it may, and who operates."""
    file = _found(house, viewer, document_id, store_id, "")
    if file.by != viewer.login and "operate" not in viewer.can:
        raise Forbidden("api.not_yours")
    house.runtime.writer.call(RowWork(run=lambda tx: kept.delete(tx.c, file.key)))


def _content(house: House, file: Kept) -> Response[bytes]:
    with house.db.reading() as c:
        body = kept.body(c, file.key)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(body, media_type=file.content_type, headers=headers)


def _new_id() -> str:
    return secrets.token_hex(16)


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [] if given is None else [given]


def _metadata_list(given: Any) -> list[Any]:
    """One part for each file, or one part with a JSON list."""
    return _list(_decoded(given, "metadataList"))


_T = TypeVar("_T")


async def _in_thread(work: Callable[[], _T]) -> _T:
    return await in_thread(work)()


HANDLERS = [
    create_document,
    create_documents,
    get_document,
    create_document_link,
    follow_document_link,
    delete_document,
]
