"""Documents through the official Python client: kept with what is said of them, given back, linked, deleted."""

import datetime as dt
import hashlib
import io
import json

import httpx
import pytest
from camunda_orchestration_sdk import errors
from camunda_orchestration_sdk import models as m
from camunda_orchestration_sdk.types import File

pytestmark = [pytest.mark.xdist_group("compat-documents"), pytest.mark.filterwarnings("ignore")]

INVOICE = "发票 No. 7\n".encode() * 100


def file(name="invoice.txt", body=INVOICE, kind="text/plain"):
    return File(payload=io.BytesIO(body), file_name=name, mime_type=kind)


def keep(client, name="invoice.txt", body=INVOICE, said=None, **more):
    metadata = {} if said is None else {"metadata": m.DocumentMetadata.from_dict(said)}
    return client.create_document(data=m.CreateDocumentData(file=file(name, body), **metadata), **more)


def read(client, kept, **more):
    return client.get_document(kept.document_id, **more).payload.read()


def raw(client, kept):
    return httpx.get(f"{client.configuration.CAMUNDA_REST_ADDRESS}/documents/{kept.document_id}")


def test_a_document_comes_back_byte_for_byte(client):
    kept = keep(client)
    other = keep(client, "photo.bin", bytes(range(256)))

    assert read(client, kept) == INVOICE
    assert read(client, other) == bytes(range(256))
    assert (kept.metadata.file_name, kept.metadata.size) == ("invoice.txt", len(INVOICE))
    assert kept.content_hash == hashlib.sha256(INVOICE).hexdigest()
    assert (kept.metadata.expires_at, kept.metadata.process_instance_key) == (None, None)


def test_what_is_said_of_it_stands_before_what_the_part_says(client):
    said = {"fileName": "合同.pdf", "contentType": "application/pdf", "customProperties": {"pages": 3}}
    kept = keep(client, said=said, document_id="contract-1")

    assert (kept.document_id, kept.metadata.file_name) == ("contract-1", "合同.pdf")
    assert kept.metadata.content_type == "application/pdf"
    assert kept.metadata.custom_properties.to_dict() == {"pages": 3}
    answer = raw(client, kept)
    assert answer.headers["content-type"].startswith("application/pdf")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf"
    with pytest.raises(errors.UnexpectedStatus, match="409"):
        keep(client, document_id="contract-1")


def test_a_page_that_was_uploaded_is_never_shown_in_our_name(client):
    kept = keep(client, "page.html", b"<script>1</script>", {"contentType": "text/html"})
    headers = raw(client, kept).headers
    assert headers["content-disposition"].startswith("attachment")
    assert (headers["x-content-type-options"], headers["content-security-policy"]) == ("nosniff", "sandbox")


def test_the_store_and_the_hash_must_be_those_of_the_document(client):
    kept = keep(client)
    assert read(client, kept, store_id=kept.store_id, content_hash=kept.content_hash) == INVOICE
    with pytest.raises(errors.NotFoundError):
        client.get_document(kept.document_id, content_hash="0" * 64)
    with pytest.raises(errors.BadRequestError):
        client.create_document(data=m.CreateDocumentData(file=file()), store_id="elsewhere")


def test_a_document_expires_by_the_clock(client):
    def pin(day):
        moment = dt.datetime(2031, 1, day, tzinfo=dt.UTC)
        client.pin_clock(data=m.ClockPinRequest.from_dict({"timestamp": int(moment.timestamp() * 1000)}))

    pin(1)
    try:
        kept = keep(client, said={"expiresAt": "2031-01-03T00:00:00Z"})
        assert kept.metadata.expires_at == dt.datetime(2031, 1, 3, tzinfo=dt.UTC)
        pin(2)
        assert read(client, kept) == INVOICE
        pin(3)
        with pytest.raises(errors.NotFoundError):
            client.get_document(kept.document_id)
        with pytest.raises(errors.BadRequestError):
            keep(client, said={"expiresAt": "2031-01-02T00:00:00Z"})
        again = keep(client, document_id=kept.document_id)  # its bytes are cleared away, its id is free
        assert read(client, again) == INVOICE
    finally:
        client.reset_clock()


def test_several_come_in_one_request_and_each_stands_for_itself(client):
    names = [m.DocumentMetadata.from_dict({"fileName": name}) for name in ("a.txt", "b.txt")]
    both = m.CreateDocumentsData(files=[file(body=b"a"), file(body=b"b")], metadata_list=names)
    answer = client.create_documents(data=both)
    assert [read(client, one) for one in answer.created_documents] == [b"a", b"b"]
    assert [one.metadata.file_name for one in answer.created_documents] == ["a.txt", "b.txt"]
    assert answer.failed_documents == []

    wrong = [m.DocumentMetadata.from_dict({"fileName": "a.txt", "contentType": "no type"}), names[1]]
    half = client.create_documents(data=m.CreateDocumentsData(files=[file(), file(body=b"b")], metadata_list=wrong))
    assert [one.metadata.file_name for one in half.created_documents] == ["b.txt"]
    assert [(one.file_name, one.status) for one in half.failed_documents] == [("a.txt", 400)]
    with pytest.raises(errors.BadRequestError):
        client.create_documents(data=m.CreateDocumentsData(files=[file()], metadata_list=names))


def test_a_link_opens_one_document_for_a_while(client):
    kept, other = keep(client), keep(client, body=b"other")
    link = client.create_document_link(kept.document_id, data=m.DocumentLinkRequest(time_to_live=60_000))
    theirs = client.create_document_link(other.document_id)

    assert httpx.get(link.url).content == INVOICE
    assert httpx.get(theirs.url).content == b"other"
    assert dt.timedelta(minutes=50) < theirs.expires_at - link.expires_at < dt.timedelta(minutes=60)
    assert httpx.get(link.url[:-1] + ("A" if link.url[-1] != "A" else "B")).status_code == 404
    assert httpx.get(link.url.replace(kept.document_id, other.document_id)).status_code == 404
    client.delete_document(kept.document_id)
    assert httpx.get(link.url).status_code == 404
    with pytest.raises(errors.BadRequestError):
        client.create_document_link(other.document_id, data=m.DocumentLinkRequest(time_to_live=0))


def test_a_deleted_document_is_gone(client):
    kept, other = keep(client), keep(client)
    client.delete_document(kept.document_id)
    for asked in (client.get_document, client.delete_document):
        with pytest.raises(errors.NotFoundError):
            asked(kept.document_id)
    assert read(client, other) == INVOICE


@pytest.mark.parametrize(
    "said",
    [
        {"contentType": "text/html\r\nX-Evil: 1"},
        {"fileName": "a" * 256},
        {"expiresAt": "yesterday"},
        {"processInstanceKey": "no-key"},
        {"customProperties": {"x": "y" * 20_000}},
        {"customProperties": [1]},
        [],
    ],
)
def test_wrong_metadata_is_refused(client, said):
    address = f"{client.configuration.CAMUNDA_REST_ADDRESS}/documents"
    parts = [("file", ("a.txt", b"a", "text/plain")), ("metadata", (None, json.dumps(said), "application/json"))]
    answer = httpx.post(address, files=parts)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), answer.text


def test_a_document_of_an_unknown_instance_or_without_a_file_is_refused(client):
    with pytest.raises(errors.UnexpectedStatus, match="404"):
        keep(client, said={"processInstanceKey": "8388608"})
    answer = httpx.post(f"{client.configuration.CAMUNDA_REST_ADDRESS}/documents", files={"other": b"x"})
    assert answer.status_code == 400
    assert "file" in answer.json()["detail"]


@pytest.fixture(scope="module")
def client(anywhere):
    return anywhere
