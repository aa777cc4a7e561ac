"""The document's shapes of requests with what admission holds them to: no unknown fields, texts and numbers bounded."""

from __future__ import annotations

from typing import Any

from lingqu.api.admission import LONGEST_PARAMETER
from lingqu.api.misfits import LEAST_WHOLE, LONGEST, MOST_WHOLE
from lingqu.api.parts import schema

#: Parts of an address that are keys.
_KEYS = frozenset(
    {"key", "model_id", "token_id", "delegation_id", "connection_id", "effect_key", "document_key", "webhook_id"}
)
_FORM = "multipart/form-data"
_REF = "#/components/schemas/"


def bounded(document: dict[str, Any]) -> dict[str, Any]:
    """The document with bounds; what is given is not changed."""
    schemas = document.get("components", {}).get("schemas", {})
    asked: set[str] = set()
    for item in document["paths"].values():
        for operation in item.values():
            for media in operation.get("requestBody", {}).get("content", {}).values():
                _gather(media.get("schema", {}), schemas, asked)
    closed = {name: _closed(schema) if name in asked else schema for name, schema in schemas.items()}
    return {
        **document,
        "components": {**document.get("components", {}), "schemas": closed},
        "paths": {
            path: {verb: _called(path, one) for verb, one in item.items()} for path, item in document["paths"].items()
        },
    }


def _gather(shape: Any, schemas: dict[str, Any], into: set[str]) -> None:
    """The names of all shapes that a request may hold."""
    for part in _parts(shape):
        name = part.get("$ref", "").removeprefix(_REF)
        if name and name not in into:
            into.add(name)
            _gather(schemas.get(name, {}), schemas, into)


def _parts(shape: Any) -> list[dict[str, Any]]:
    """The shape and what lies in it."""
    if not isinstance(shape, dict):
        return []
    inner = [
        *shape.get("oneOf", ()),
        *shape.get("properties", {}).values(),
        shape.get("items"),
        shape.get("additionalProperties"),
    ]
    return [shape, *(part for one in inner for part in _parts(one))]


def _closed(shape: dict[str, Any]) -> dict[str, Any]:
    fields = {name: _limited(one, LONGEST) for name, one in shape.get("properties", {}).items()}
    return {**shape, "properties": fields, "additionalProperties": False}


def _limited(told: dict[str, Any], longest: int) -> dict[str, Any]:
    """The schema of a value; bounds that stand beside `oneOf` hold for what is in it."""
    told = dict(told)
    if "oneOf" in told:
        outside: dict[str, Any] = {name: told[name] for name in ("maxLength", "minimum", "maximum") if name in told}
        told["oneOf"] = [_limited({**outside, **one}, longest) for one in told["oneOf"]]
    elif told.get("type") == "string" and not told.keys() & {"enum", "const", "maxLength"}:
        told["maxLength"] = longest
    elif told.get("type") == "integer":
        told.setdefault("minimum", LEAST_WHOLE)
        told.setdefault("maximum", MOST_WHOLE)
    if isinstance(told.get("items"), dict):
        told["items"] = _limited(told["items"], longest)
    return told


def _called(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    if _FORM in operation.get("requestBody", {}).get("content", {}):
        form = {"required": True, "content": {_FORM: {"schema": schema(path)}}}
        operation = {**operation, "requestBody": {**operation["requestBody"], **form}}
    if "parameters" not in operation:
        return operation
    return {**operation, "parameters": [_told(one) for one in operation["parameters"]]}


def _told(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter with its bounds; a key of an address with what it looks like."""
    shape = parameter.get("schema", {})
    if parameter["in"] == "query":
        return {**parameter, "schema": _limited(shape, LONGEST_PARAMETER)}
    if parameter["name"] in _KEYS:
        return {**parameter, "schema": {**shape, "pattern": "^[0-9]{1,19}$"}}
    return parameter
