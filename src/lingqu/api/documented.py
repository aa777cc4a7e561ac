"""The OpenAPI document as it is served: what every operation can answer besides the good answer, and in which form."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from lingqu.api.bounded import bounded
from lingqu.api.edited import HEADERS, editable, guarded
from lingqu.api.exemplified import exemplified
from lingqu.api.problems import TITLES

#: What any operation may answer: the request is wrong, or there is too much to do.
_ALWAYS = (400, 405, 413, 415, 429, 503, 504)
#: What only operations for people who are signed in may answer.
_SIGNED_IN = (401, 403, 404, 409, 422)
#: What only these may answer, by the end of their path.
_MORE = {
    "/rebalance": 501,
    "/exporting": 501,
    "/exporting/pause": 501,
    "/exporting/resume": 501,
    "/mode": 501,
    "/restore": 501,
    "/clock": 501,
    "/clock/reset": 501,
    "/cluster-variables/global": 501,
    "/cluster-variables/tenants/{tenant_id}": 501,
    "/resources/{key}/deletion": 501,
    "/resources/{key}/content": 406,
    "/v2/documents/batch": 207,
}
#: Good answers that are no JSON, by the end of their path.
_FORMS = {
    "/metrics": "text/plain",
    "/xml": "text/xml",
    "/content/binary": "application/octet-stream",
    "/v2/documents/{document_id}": "*/*",
    "/links/{token}": "*/*",
    "/api/events": "text/event-stream",
    "/api/jobs/stream": "text/event-stream",
    "/api/feed/stream": "text/event-stream",
}
#: What an answer says besides: when to come back, which verbs there are.
_HEADERS = {405: "Allow", 429: "Retry-After", 503: "Retry-After"}
_METHODS = ("get", "post", "put", "patch", "delete")
#: The fields of api.problems.Problem.
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457, with the code of the message and its parameters.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "params": {"type": "object"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "problems": {"type": "array"},
    },
}


class DocumentedJson(JsonRenderPlugin):
    """The document for programs."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, documented(openapi_schema))


def documented(document: dict[str, Any]) -> dict[str, Any]:
    """The document with all answers; what is given is not changed."""
    document = bounded(document)
    components = document.get("components", {})
    tagged = editable(document["paths"])
    return {
        **document,
        "components": {
            **components,
            "headers": {**components.get("headers", {}), **HEADERS},
            "schemas": {**components.get("schemas", {}), "Problem": _PROBLEM},
            "responses": {f"Problem{status}": _problem(status) for status in TITLES},
        },
        "paths": {
            path: {
                method: _whole(method, path, operation, tagged) if method in _METHODS else operation
                for method, operation in item.items()
            }
            for path, item in document["paths"].items()
        },
    }


def _whole(method: str, path: str, operation: dict[str, Any], tagged: frozenset[tuple[str, str]]) -> dict[str, Any]:
    answered = _operation(path, operation)
    return exemplified(method, path, guarded(method, answered) if (method, path) in tagged else answered)


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    told = {"description": TITLES[status], "content": {"application/problem+json": {"schema": schema}}}
    header = _HEADERS.get(status)
    return {**told, "headers": {header: {"schema": {"type": "string"}}}} if header else told


def _operation(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    good = {code: _formed(path, code, told) for code, told in operation["responses"].items() if code < "400"}
    also = next((status for end, status in _MORE.items() if path.endswith(end)), 0)
    wrong = {str(code): {"$ref": f"#/components/responses/Problem{code}"} for code in (*_ALWAYS, *_SIGNED_IN)}
    if also in TITLES:
        wrong[str(also)] = {"$ref": f"#/components/responses/Problem{also}"}
    elif also:
        good[str(also)] = next(iter(good.values()))
    body = operation.get("requestBody")
    if body is not None and any(_nullable(one.get("schema", {})) for one in body["content"].values()):
        operation = {**operation, "requestBody": {**body, "required": False}}
    return {**operation, "responses": {**good, **wrong}}


def _formed(path: str, code: str, told: dict[str, Any]) -> dict[str, Any]:
    """An answer with the media type that it has; 204 has none."""
    if code == "204":
        return {name: part for name, part in told.items() if name != "content"}
    form = next((form for end, form in _FORMS.items() if path.endswith(end)), None)
    return told if form is None else {**told, "content": {form: {}}}


def _nullable(schema: dict[str, Any]) -> bool:
    return any(one.get("type") == "null" for one in schema.get("oneOf", ()))
