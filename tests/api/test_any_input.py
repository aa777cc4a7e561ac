"""Any input whatever, over the whole OpenAPI document: a problem with a code, never a 5xx, and the server goes on."""

import json
import urllib.parse

import pytest
from litestar.testing import TestClient

from api_house import Person
from api_things import SEARCHES, belongings, real
from lingqu.api.app import create_app

KEYS = ["abc", "-1", "0", "9" * 25, "x" * 300, "%00", "中文", "1.5", "%F0%9F%92%A3", "%FF"]
WORDS = [
    "",
    "x" * 20_000,
    "%00",
    "%FF",
    "中文",
    "-1",
    "9" * 25,
    "NaN",
    "1e400",
    "2026-13-45",
    "0001-01-01T00:00:00+14:00",
]
#: JSON texts, so that what Python would not write goes out too.
VALUES = [
    "null", "true", "-1", "0", "1.5", "9" * 30, "1e999999999", "NaN", '""', '"x"', '"\\u0000"', '"\\ud800"',
    json.dumps("x" * 70_000), "[]", "[1]", "[null]", '[{"a": 1}]', "{}", '{"a": {"b": [null]}}', "[" * 200 + "]" * 200,
]  # fmt: skip
BODIES = ["", "{", "null", "5", '"x"', "[]", "[[]]", '{"surprise": 1}', '{"\\u0000": 1}', '{"a": 1, "a": 2}']
ENDLESS = {("GET", "/api/events"), ("GET", "/api/jobs/stream"), ("GET", "/api/feed/stream")}
#: Operators of a filter with JSON values: every kind of value, every operator.
STRANGE = ["null", "5", "9" * 30, '"\\u0000"', "true", "[]", "[null]", "{}", '"' + "9" * 19 + '"']
TESTS = [
    *(("$eq", value) for value in STRANGE),
    *((operator, value) for operator in ("$in", "$like", "$gt", "$exists", "$bad") for value in ('"x"', "[5]")),
    ("$in", "[null]"),
    ("$gt", "9" * 30),
]
#: A large number here is a wait that was asked for.
WAITS = {"requestTimeout"}


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def asking(house):
    """Asks as the administrator; answers what was wrong with an answer, or None."""
    with TestClient(create_app(house), raise_server_exceptions=False) as client:
        admin = Person(client, "admin")
        token = admin.post("/api/tokens", {"name": "t"})["token"]
        things = belongings(house, Person(client, "wang.min"), admin)
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}

        def ask(method, path, body=None):
            answer = client.request(method, path, content=body, headers=headers)
            if answer.status_code < 400:
                return None
            problem = answer.headers.get("content-type", "").startswith("application/problem+json")
            ours = answer.status_code >= 500 and answer.status_code != 501
            if ours or not problem or not answer.json().get("code") or "Traceback" in answer.text:
                return f"{method} {path[:120]} {(body or '')[:80]} -> {answer.status_code} {answer.text[:160]}"
            return None

        yield ask, things


def operations(house):
    document = create_app(house).openapi_schema.to_schema()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if (method.upper(), path) not in ENDLESS:
                yield method.upper(), path, operation, document["components"]["schemas"]


def properties(operation, schemas):
    """The fields of a JSON body with their schemas, or None without such a body."""
    media = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if media is None:
        return None
    shapes = media["schema"].get("oneOf", [media["schema"]])
    named = [schemas[s["$ref"].rpartition("/")[2]] for s in shapes if "$ref" in s]
    return named[0].get("properties", {}) if named else {}


def likely(name, schema):
    """A value of the right type, as JSON text."""
    if name in WAITS:
        return "-1"
    kinds = {schema.get("type"), *(one.get("type") for one in schema.get("oneOf", ()))}
    if "string" in kinds:
        return json.dumps(schema.get("enum", ["1"])[0])
    if "integer" in kinds:
        return "1"
    if "boolean" in kinds:
        return "false"
    return "[]" if "array" in kinds else "{}"


def test_no_path_breaks_it(house, asking):
    ask, things = asking
    wrong = []
    for method, path, _, _ in operations(house):
        for part in [p for p in path.split("/") if p.startswith("{")]:
            body = "{}" if method != "GET" else None
            wrong += [ask(method, real(path.replace(part, key, 1), things), body) for key in KEYS]

    told = [one for one in wrong if one]
    assert not told, "\n".join(told)


def test_no_query_breaks_it(house, asking):
    ask, things = asking
    wrong = []
    for method, path, operation, _ in operations(house):
        for one in operation.get("parameters", ()):
            if one["in"] == "query":
                wrong += [ask(method, f"{real(path, things)}?{one['name']}={word}") for word in WORDS]

    told = [one for one in wrong if one]
    assert not told, "\n".join(told)


def test_no_body_breaks_it(house, asking):
    ask, things = asking
    wrong = []
    for method, path, operation, schemas in operations(house):
        fields = properties(operation, schemas)
        if fields is None:
            continue
        where = real(path, things)
        wrong += [ask(method, where, body) for body in BODIES]
        whole = {name: likely(name, schema) for name, schema in fields.items()}
        for name in fields:
            for value in VALUES:
                if name in WAITS and value.lstrip("-").isdigit() and value != "-1":
                    continue
                text = ", ".join(f'"{n}": {value if n == name else v}' for n, v in whole.items())
                wrong.append(ask(method, where, "{" + text + "}"))

    told = [one for one in wrong if one]
    assert not told, "\n".join(told)


def test_no_search_breaks_it(house, asking):
    """Every field of a listing, with every operator and a value of every kind."""
    ask, _ = asking
    wrong = []
    for listing, declared in SEARCHES.items():
        for body in (
            {"filter": {"$or": []}}, {"filter": {"$or": [5]}}, {"filter": {"$or": [{"$or": "x"}]}}, {"sort": [{}]},
            {"sort": [{"field": 5}]}, {"sort": [{"field": "tenantId", "order": []}]}, {"page": {"limit": "x"}},
            {"page": {"after": urllib.parse.quote("x") * 50}}, {"page": {"after": "WyJhIl0"}}, {"page": {"after": "W251bGxd"}},
            {"page": {"after": "W3t9XQ"}}, {"page": {"after": "WzFlOTld"}}, {"page": {"from": 10**20}},
        ):  # fmt: skip
            wrong += [ask("POST", f"/v2/{listing}/search", json.dumps(body))]
        filters = [f'"{field}": {{"{op}": {value}}}' for field in sorted(declared.filters) for op, value in TESTS]
        wrong += [ask("POST", f"/v2/{listing}/search", f'{{"filter": {{{one}}}}}') for one in filters]

    told = [one for one in wrong if one]
    assert not told, "\n".join(told)


def test_after_all_that_it_still_works(house, asking):
    ask, things = asking

    assert ask("GET", f"/v2/process-instances/{things['instance']}") is None
    assert house.ready().ok


def test_every_address_tells_its_verbs(client):
    answer = client.request("OPTIONS", "/v2/process-instances/search")
    assert (answer.status_code, answer.headers["allow"]) == (204, "OPTIONS, POST")
    assert client.request("OPTIONS", "/api/tasks").status_code == 204
    assert client.request("OPTIONS", "/api/connections").headers["allow"] == "GET, OPTIONS, POST"


def test_the_document_tells_every_problem_that_an_operation_may_answer(client):
    document = client.get("/docs/openapi.json").json()
    operations = [
        (path, told)
        for path, item in document["paths"].items()
        for method, told in item.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    assert len(operations) > 150
    for path, told in operations:
        assert {"400", "404", "503"} <= set(told["responses"]), path
    assert document["paths"]["/v2/resources/{key}/content"]["get"]["responses"]["406"]
    assert "406" not in document["paths"]["/v2/resources/{key}"]["get"]["responses"]
    assert not document["paths"]["/v2/jobs/search"]["post"]["requestBody"]["required"]
    assert document["paths"]["/v2/jobs/activation"]["post"]["requestBody"]["required"]
