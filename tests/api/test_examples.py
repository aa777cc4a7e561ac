"""The examples of the OpenAPI document: there is one where one can be, each fits its schema, and none gives away a place."""

import pytest
from jsonschema_rs import Draft202012Validator

from lingqu.api.exemplified import examples
from recorded import NOT_SHOWN

#: Operations that no recorded test calls with success, or only with what must not be shown. The list may only shrink.
WITHOUT: set[str] = set()
_VERBS = ("get", "post", "put", "patch", "delete")


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def document(client):
    return client.get("/docs/openapi.json").json()


def operations(document):
    for path, item in document["paths"].items():
        for verb in _VERBS:
            if verb in item:
                yield f"{verb.upper()} {path}", item[verb]


def as_json(message):
    return message.get("content", {}).get("application/json", {})


def test_operations_with_a_body_or_an_answer_in_json_have_an_example(document):
    lacking = set()
    for name, operation in operations(document):
        good = [answer for status, answer in operation["responses"].items() if status < "300"]
        messages = [as_json(one) for one in (operation.get("requestBody", {}), *good)]
        if any(messages) and not any("example" in one for one in messages):
            lacking.add(name)
    assert lacking == WITHOUT


def test_examples_are_of_operations_that_there_are(document):
    assert set(examples()) <= {name for name, _ in operations(document)}


def test_examples_fit_their_schemas(document):
    wrong = []
    for name, operation in operations(document):
        for message in (operation.get("requestBody", {}), *operation["responses"].values()):
            told = as_json(message)
            if "example" in told:
                schema = {**told["schema"], "components": document["components"]}
                wrong += [f"{name}: {one.message}" for one in Draft202012Validator(schema).iter_errors(told["example"])]
    assert wrong == []


def test_no_example_names_a_place_or_a_secret():
    assert not NOT_SHOWN.search(str(examples()))
