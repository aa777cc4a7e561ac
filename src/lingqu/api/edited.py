"""What can be edited, as the OpenAPI document tells it: ETag, `If-Match` and 412, `If-None-Match` and 304."""

from __future__ import annotations

from typing import Any

_CHANGES = frozenset({"put", "patch", "delete"})
#: What ends something of one's own and edits nothing.
_NO_EDIT = frozenset({("delete", "/api/session")})
#: What changes a thing by another verb, as if it were a PATCH.
_ALSO = frozenset({("post", "/api/feed/webhooks/{webhook_id}/secret")})
HEADERS = {
    "ETag": {
        "description": "The edition that people have made of it; in an answer to GET, `-` and a hash of the rest.",
        "schema": {"type": "string"},
    }
}
PARAMETERS = {
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": False,
        "description": "Only if nobody has edited it since this ETag (or `etag` of a body) was given, else 412.",
        "schema": {"type": "string"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "Only if the answer would be another than that with this ETag, else 304.",
        "schema": {"type": "string"},
    },
}


def editable(paths: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """(verb, path) of all operations that mind ETags: what edits things of /api, and what reads those."""
    found = set(_ALSO)
    for path, item in paths.items():
        changes = {(verb, path) for verb in _CHANGES & item.keys()} - _NO_EDIT
        if path.startswith("/api/") and changes:
            found |= changes | ({("get", path)} if "get" in item else set())
    return frozenset(found)


def guarded(verb: str, operation: dict[str, Any]) -> dict[str, Any]:
    """The operation with its headers and the answers that they lead to."""
    reads = verb == "get"
    named = "IfNoneMatch" if reads else "IfMatch"
    also = {"304": {"description": "It is as it was"}} if reads else {"412": _problem(412)}
    responses = {status: _tagged(one) if status < "300" else one for status, one in operation["responses"].items()}
    if verb == "delete":
        responses = operation["responses"]
    parameters = [*operation.get("parameters", ()), PARAMETERS[named]]
    return {**operation, "parameters": parameters, "responses": dict(sorted({**responses, **also}.items()))}


def _problem(status: int) -> dict[str, str]:
    return {"$ref": f"#/components/responses/Problem{status}"}


def _tagged(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "headers": {**answer.get("headers", {}), "ETag": {"$ref": "#/components/headers/ETag"}}}
