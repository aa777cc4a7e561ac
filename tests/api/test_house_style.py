"""The style of our own API, held over every operation: lists and pages, errors, words, what is done once."""

import re

import pytest

from api_house import Person
from lingqu.api.app import HANDLERS
from lingqu.kernel.keys import COUNTER_BITS
from lingqu.runtime import RowWork

VERBS = ("get", "post", "put", "patch", "delete")
#: What any operation for people who are signed in may answer.
TOLD = {"400", "401", "403", "404", "405", "409", "413", "415", "422", "429", "503"}
#: Lists that are told whole: catalogues that people keep by hand, and what belongs to one thing. It may only shrink.
WHOLE = {
    "/api/connections", "/api/connectors", "/api/delegations", "/api/departments", "/api/feed/webhooks", "/api/groups",
    "/api/instances/{key}/decisions", "/api/models", "/api/models/{model_id}/versions", "/api/processes",
    "/api/secrets", "/api/sources", "/api/start", "/api/templates", "/api/tokens",
}  # fmt: skip
#: Verbs that keep their Idempotency-Key in the transaction of what they do; all others have it kept for them.
OWN_KEY = re.compile(r"^/api/(tasks/\{key:str\}/[a-z-]+|start/\{process_id:str\}|processes/\{process_id:str\}/bulk)$")


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def document(client):
    return client.get("/docs/openapi.json").json()


def ours(document):
    for path, item in document["paths"].items():
        if path.startswith("/api/"):
            yield from ((verb, path, item[verb]) for verb in VERBS if verb in item)


def answered(document, operation):
    """The schema of the good answer in JSON."""
    good = next((answer for status, answer in operation["responses"].items() if status < "300"), {})
    schema = good.get("content", {}).get("application/json", {}).get("schema", {})
    return document["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)


def test_a_list_is_a_page_or_told_whole(document):
    whole = set()
    for verb, path, operation in ours(document):
        answer = answered(document, operation)
        if verb == "get" and answer.get("type") == "array":
            whole.add(path)
        if "items" in answer.get("properties", {}):
            assert {"items", "next", "hasMore"} <= set(answer["properties"]), path
            assert {"limit", "after"} <= {one["name"] for one in operation["parameters"]}, path
    assert whole == WHOLE


def test_a_page_has_the_same_bounds_everywhere(document):
    for _, path, operation in ours(document):
        for one in operation.get("parameters", ()):
            if one["name"] == "limit" and path != "/api/jobs/stream":
                assert (one["schema"]["minimum"], one["schema"]["maximum"]) == (1, 200), path


def test_every_operation_tells_its_problems_and_what_it_does(document):
    for verb, path, operation in ours(document):
        assert set(operation["responses"]) >= TOLD, path
        assert (operation.get("description") or operation.get("summary") or "").strip(), (verb, path)
    answers = document["components"]["responses"]
    assert "Retry-After" in answers["Problem429"]["headers"]
    assert "Allow" in answers["Problem405"]["headers"]


def test_every_body_is_closed_and_bounded(document):
    shapes = document["components"]["schemas"]
    for _, path, operation in ours(document):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            shape = shapes.get(media["schema"].get("$ref", "").rpartition("/")[2])
            if shape is None:
                continue
            assert shape["additionalProperties"] is False, path
            for name, one in shape["properties"].items():
                bounded = one.keys() & {"maxLength", "enum", "const", "oneOf"}
                assert one.get("type") != "string" or bounded, (path, name)


def test_what_changes_something_is_done_once_by_its_key():
    own = {path for handler in HANDLERS if handler.opt.get("own_key") for path in handler.paths}
    assert own
    assert {path for path in own if not OWN_KEY.match(path)} == set()


def test_names_are_written_one_way(document):
    for _, path, operation in ours(document):
        for name in answered(document, operation).get("properties", {}):
            assert re.fullmatch(r"[a-z][A-Za-z0-9]*", name), (path, name)
        assert re.fullmatch(r"/api(/[a-z-]+|/\{[a-z_]+\})+", path)


def test_the_page_for_people_fetches_nothing_from_afar(client):
    page = client.get("/docs").text
    assert page.count("<section>") > 200
    assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", page)


def test_totals_count_what_there_is_not_what_is_shown(house, client):
    def run(tx):
        columns = ("key", "tenant", "type", "title", "instance", "updated_at")
        tx.c.insert("document", columns, [(n << COUNTER_BITS, "", "order", f"PO-{n}", 0, tx.now) for n in range(1, 6)])

    house.runtime.writer.call(RowWork(run=run))
    admin = Person(client, "admin")

    first = admin.get("/api/documents", limit=2)
    second = admin.get("/api/documents", limit=2, after=first["next"])

    assert [len(first["items"]), first["total"], second["total"], second["hasMore"]] == [2, 5, 5, True]
    assert admin.get("/api/effects")["total"] == 0
