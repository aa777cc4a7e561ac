"""Malformed requests, made from the OpenAPI document: of every operation, each part wrong in each way that it can be.

A case knows the place that the answer must name. Only one thing is wrong in it: the rest is what the document asks for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

VERBS = ("get", "post", "put", "patch", "delete")
JSON, FORM = "application/json", "multipart/form-data"
_REF = "#/components/schemas/"
#: Of each JSON type some values, none of which another type takes.
OF_TYPE = {
    "string": ["x", "5", "true"],
    "integer": [5],
    "number": [1.5],
    "boolean": [True, False],
    "array": [[]],
    "object": [{}],
    "null": [None],
}
#: Addresses that take any parameter: others choose what they call.
ANY_PARAMETER = {"/hooks/{source}"}
NUL = "a\0b"


@dataclass(frozen=True)
class Case:
    """One request. `place`: the field that the answer names; `status`: what it says."""

    verb: str
    path: str
    place: str
    query: str = ""
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": JSON})
    status: int = 400

    def __str__(self) -> str:
        said = (self.content or b"")[:120].decode(errors="replace")
        return f"{self.verb} {self.path}{self.query[:60]} {said} [{self.place}]"


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for verb in VERBS:
            if verb in item:
                yield verb.upper(), path, item[verb]


class Shapes:
    """The shapes of one document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._named = document["components"]["schemas"]

    def resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = self._named[schema["$ref"].removeprefix(_REF)]
        return schema

    def alternatives(self, schema: dict[str, Any]) -> list[dict[str, Any]]:
        """What a value may be, without references."""
        schema = self.resolved(schema)
        return [self.resolved(one) for one in schema.get("oneOf", [schema])]

    def types(self, schema: dict[str, Any]) -> set[str]:
        """The JSON types that a value may have; empty if any."""
        found: set[str] = set()
        for one in self.alternatives(schema):
            kind = one.get("type")
            if kind is None and "enum" not in one and "const" not in one:
                return set()
            found |= set(kind) if isinstance(kind, list) else {kind or "string"}
        return found

    def good(self, schema: dict[str, Any]) -> Any:
        """A value that fits."""
        one = next(one for one in self.alternatives(schema) if one.get("type") != "null")
        if "const" in one or "enum" in one:
            return one.get("const", one.get("enum", [None])[0])
        kind = one.get("type")
        if kind == "object":
            fields = one.get("properties", {})
            return {name: self.good(fields[name]) for name in one.get("required", ())}
        if kind == "array":
            return [self.good(one["items"])] * one.get("minItems", 0)
        if kind == "integer":
            return max(1, int(one.get("minimum", 1)))
        return {"string": "a" * max(1, one.get("minLength", 1)), "boolean": False}.get(str(kind), {})

    def least(self, schema: dict[str, Any]) -> int:
        return next(int(one["minimum"]) for one in self.alternatives(schema) if "minimum" in one)

    def wrong(self, schema: dict[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
        """Values that do not fit, each with the place that is wrong in it."""
        types = self.types(schema)
        if not types:
            return
        for kind, values in OF_TYPE.items():
            if kind not in types:
                for value in values:
                    yield at, value
        for one in self.alternatives(schema):
            kind = one.get("type")
            if "const" in one or "enum" in one:
                yield at, "no-such-word"
            elif kind == "string":
                yield from ((at, value) for value in _wrong_texts(one))
            elif kind == "integer":
                yield at, int(one["minimum"]) - 1
                yield at, int(one["maximum"]) + 1
            elif kind == "array":
                yield from self._wrong_lists(one, at)
            elif kind == "object":
                yield from self._wrong_objects(one, at)

    def _wrong_lists(self, schema: dict[str, Any], at: str) -> Iterator[tuple[str, Any]]:
        item = self.good(schema["items"])
        if schema.get("minItems"):
            yield at, []
        if "maxItems" in schema:
            yield at, [item] * (schema["maxItems"] + 1)
        for place, value in self.wrong(schema["items"], f"{at}[1]"):
            yield place, [item, value]

    def _wrong_objects(self, schema: dict[str, Any], at: str) -> Iterator[tuple[str, Any]]:
        fields, whole = schema.get("properties", {}), self.good(schema)
        before = f"{at}." if at else ""
        for name in schema.get("required", ()):
            yield before + name, {n: value for n, value in whole.items() if n != name}
        if schema.get("additionalProperties") is False:
            yield before + "surprise", {**whole, "surprise": 1}
        elif isinstance(schema.get("additionalProperties"), dict):
            for place, value in self.wrong(schema["additionalProperties"], before + "given"):
                yield place, {**whole, "given": value}
        for name, inner in fields.items():
            for place, value in self.wrong(inner, before + name):
                yield place, {**whole, name: value}


def _wrong_texts(schema: dict[str, Any]) -> Iterator[str]:
    """Texts that are no key, time or word are their handler's to refuse; these are nobody's."""
    if schema.get("minLength"):
        yield ""
    if schema.get("maxLength", 1 << 20) < 1 << 20:
        yield "长" * (schema["maxLength"] + 1)
    if "pattern" in schema:
        yield "= not that"
    yield NUL


def bodies(document: dict[str, Any]) -> Iterator[Case]:
    """Each field of each JSON body: of another type, missing, unknown, too long, too small, no word that is known."""
    shapes = Shapes(document)
    for verb, path, operation in operations(document):
        media = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if media is None:
            continue
        for place, value in shapes.wrong(media["schema"]):
            yield Case(verb, path, place or "body", content=json.dumps(value).encode())


def forms(document: dict[str, Any]) -> Iterator[Case]:
    """Each JSON body in another form or charset, broken, or not there."""
    shapes = Shapes(document)
    for verb, path, operation in operations(document):
        body = operation.get("requestBody", {})
        media = body.get("content", {}).get(JSON)
        if media is None:
            continue
        good = json.dumps(shapes.good(media["schema"])).encode()
        for form in (
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            f"{FORM}; boundary=b",
            "json",
        ):
            yield Case(verb, path, "Content-Type", content=good, headers={"content-type": form}, status=415)
        for charset in ("utf-16", "gbk", "no-such-charset"):
            header = {"content-type": f"{JSON}; charset={charset}"}
            yield Case(verb, path, "Content-Type", content=good, headers=header, status=415)
        for broken in (b"{", b"[1,", b"{'a': 1}", b'{"a": NaN}', b"\xff", b'{"a": 1} x', b'{"a": "\\ud800"}'):
            yield Case(verb, path, "", content=broken)
        if body.get("required"):
            yield Case(verb, path, "body", content=b"")
            yield Case(verb, path, "body", content=b"null")


def parameters(document: dict[str, Any]) -> Iterator[Case]:
    """Each parameter of each address: one that there is not, twice the same, of another type, too long, too large."""
    shapes = Shapes(document)
    for verb, path, operation in operations(document):
        content = None
        media = operation.get("requestBody", {}).get("content", {}).get(JSON)
        if media is not None:
            content = json.dumps(shapes.good(media["schema"])).encode()

        def case(name: str, query: str, verb: str = verb, path: str = path, content: bytes | None = content) -> Case:
            return Case(verb, path, name, query=f"?{query}", content=content)

        if path not in ANY_PARAMETER:
            yield case("surprise", "surprise=1")
        for one in operation.get("parameters", ()):
            if one["in"] != "query":
                continue
            name, types = one["name"], shapes.types(one["schema"])
            yield case(name, f"{name}=1&{name}=1")
            yield case(name, f"{name}=%00")
            yield case(name, f"{name}={'x' * 5_000}")
            if "string" not in types:
                yield case(name, f"{name}=maybe")
            if "integer" in types:
                yield case(name, f"{name}=1.5")
                yield case(name, f"{name}={'9' * 30}")
                yield case(name, f"{name}={shapes.least(one['schema']) - 1}")
            if any("enum" in alternative for alternative in shapes.alternatives(one["schema"])):
                yield case(name, f"{name}=no-such-word")
            if name == "limit":
                yield from (case(name, f"limit={number}") for number in (-1, 0, 1_000_000))
            if one["required"]:
                yield case(name, "")


def methods(document: dict[str, Any]) -> Iterator[tuple[Case, set[str]]]:
    """Each address by verbs that it does not take, with those that it does."""
    for path, item in document["paths"].items():
        taken = {verb.upper() for verb in VERBS if verb in item}
        for verb in {"GET", "POST", "PUT", "PATCH", "DELETE"} - taken:
            yield Case(verb, path, "", status=405), taken


#: Of each kind of a searched field: values that it cannot have.
STRANGE = {
    "key": [5, "abc", "-1", "9" * 19, True, [], None],
    "text": [5, True, [], None, NUL],
    "number": ["x", "5", 1.5, True, [], None, 1 << 70],
    "time": ["soon", 5, "", True, [], None],
    "word": ["NO-SUCH-WORD", 5, True, [], None],
    "truth": ["true", 1, [], None],
}


def searches(listings: dict[str, Any]) -> Iterator[Case]:
    """Each search: pages and orders that there are not, and each field with values that it cannot have."""
    for name, listing in listings.items():
        path = f"/v2/{name}/search"

        def case(place: str, body: dict[str, Any], path: str = path) -> Case:
            return Case("POST", path, place, content=json.dumps(body).encode())

        for part, values in (
            ("limit", [-1, "5", 1.5, None, 10_001, 1 << 70]),
            ("from", [-1, "5", 1 << 70]),
            ("after", [5, []]),
            ("before", [{}]),
        ):
            yield from (case(f"page.{part}", {"page": {part: value}}) for value in values)
        yield case("page.surprise", {"page": {"surprise": 1}})
        yield case("page.after", {"page": {"from": 1, "after": "x"}})
        yield case("sort[1].field", {"sort": [{"field": min(listing.fields)}, {"field": "surprise"}]})
        yield case("sort[0].order", {"sort": [{"field": min(listing.fields), "order": "UP"}]})
        yield case("sort", {"sort": [{"field": min(listing.fields)}] * 11})
        yield case("filter.surprise", {"filter": {"surprise": 1}})
        yield case("filter.$or", {"filter": {"$or": 5}})
        yield case("filter.$or[1]", {"filter": {"$or": [{}, 5]}})
        yield case("filter.$or[0].surprise", {"filter": {"$or": [{"surprise": 1}]}})
        for field_name, one in listing.fields.items():
            at = f"filter.{field_name}"
            if field_name in listing.tests or any(field_name in fields for fields in listing.together.values()):
                continue
            yield case(f"{at}.$bad", {"filter": {field_name: {"$bad": "x"}}})
            yield case(f"{at}.$exists", {"filter": {field_name: {"$exists": "yes"}}})
            for value in STRANGE[one.kind]:
                yield case(at, {"filter": {field_name: value}})
                yield case(f"{at}.$in[0]", {"filter": {field_name: {"$in": [value]}}})
            yield case(f"{at}.$eq", {"filter": {field_name: {"$eq": STRANGE[one.kind][0]}}})
            yield case(f"filter.$or[0].{field_name}", {"filter": {"$or": [{field_name: STRANGE[one.kind][0]}]}})
            yield case(f"{at}.$in", {"filter": {field_name: {"$in": 5}}})


def multipart(parts: list[tuple[str, str | None, bytes, str]], boundary: str = "b") -> bytes:
    """The body of a form: name, file name, content, content type."""
    out = []
    for name, file, content, kind in parts:
        said = f'; filename="{file}"' if file is not None else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{said}\r\nContent-Type: {kind}\r\n\r\n'
        out.append(head.encode() + content + b"\r\n")
    return b"".join(out) + f"--{boundary}--\r\n".encode()


def uploads() -> Iterator[Case]:
    """Forms without their parts, with others, empty, broken, in a charset that there is not."""
    wanted = {"/v2/deployments": "resources", "/v2/documents": "file", "/v2/documents/batch": "files"}
    said = {"content-type": f"{FORM}; boundary=b"}
    for path, part in wanted.items():
        file = (part, "a.txt", b"content", "text/plain")
        for parts in (
            [],
            [("other", "a.txt", b"x", "text/plain")],
            [(part, None, b"x", "text/plain")],
            [(part.upper(), "a", b"x", "a/b")],
        ):
            yield Case("POST", path, part, content=multipart(parts), headers=said)
        yield Case("POST", path, part, content=b"", headers=said)
        for content, headers in (
            (multipart([file])[:-20], said),
            (b"no form at all", said),
            (multipart([file]), {"content-type": FORM}),
            (multipart([file]), {"content-type": f"{FORM}; boundary=another"}),
            (multipart([(part, None, b"\xff\xfe", "text/plain")]), said),
            (multipart([("metadata", None, b"x", "text/plain; charset=no-such-charset"), file]), said),
        ):
            yield Case("POST", path, "body", content=content, headers=headers)
        yield Case("POST", path, "Content-Type", content=b"{}", status=415)
        yield Case(
            "POST", path, "surprise", content=multipart([file, ("surprise", None, b"1", "text/plain")]), headers=said
        )
    one = ("file", "a.txt", b"content", "text/plain")
    many = ("files", "a.txt", b"content", "text/plain")
    for text, place in (
        (b"{", "metadata"), (b"5", "metadata"), (b'{"fileName": 5}', "metadata.fileName"), (b'{"surprise": 1}', "metadata.surprise"),
        (b'{"expiresAt": "soon"}', "metadata.expiresAt"), (b'{"expiresAt": "2000-01-01T00:00:00Z"}', "metadata.expiresAt"),
        (b'{"contentType": "none"}', "metadata.contentType"), (b'{"processInstanceKey": "abc"}', "metadata.processInstanceKey"),
        (b'{"fileName": "' + b"a" * 300 + b'"}', "metadata.fileName"), (b'{"customProperties": []}', "metadata.customProperties"),
        (b'{"customProperties": {"a": "' + b"a" * 20_000 + b'"}}', "metadata.customProperties"),
    ):  # fmt: skip
        about = ("metadata", None, text, JSON)
        yield Case("POST", "/v2/documents", place, content=multipart([one, about]), headers=said)
    yield Case("POST", "/v2/documents", "file", content=multipart([one, one]), headers=said)
    yield Case("POST", "/v2/documents", "documentId", query="?documentId=a%20b", content=multipart([one]), headers=said)
    yield Case("POST", "/v2/documents", "storeId", query="?storeId=other", content=multipart([one]), headers=said)
    for text, place in (
        (b"{", "metadataList"),
        (b"[{}]", "metadataList"),
        (b'[{}, {"size": "x"}]', "metadataList[1].size"),
        (b"[1, 2]", "metadataList[0]"),
    ):
        listed = ("metadataList", None, text, JSON)
        yield Case("POST", "/v2/documents/batch", place, content=multipart([many, many, listed]), headers=said)
    yield Case("POST", "/v2/documents/batch", "files", content=multipart([many] * 101), headers=said)
    yield Case(
        "POST",
        "/v2/deployments",
        "tenantId",
        content=multipart([("resources", "a.txt", b"x", "a/b"), ("tenantId", None, b"other", "text/plain")]),
        headers=said,
    )


#: Texts that are no key.
NO_KEYS = ["abc", "-1", "0", "9" * 25, "1.5", "%00", "%F0%9F%92%A3"]


def addresses(document: dict[str, Any]) -> Iterator[Case]:
    """Each part of an address that is a key, as what is none."""
    for verb, path, operation in operations(document):
        for part in (f"{{{one['name']}}}" for one in operation.get("parameters", ()) if one["in"] == "path"):
            if part in KEYS_OF_ADDRESSES:
                media = operation.get("requestBody", {}).get("content", {}).get(JSON)
                content = json.dumps(Shapes(document).good(media["schema"])).encode() if media else None
                yield from (Case(verb, path.replace(part, key), "*", content=content) for key in NO_KEYS)


KEYS_OF_ADDRESSES = {
    "{key}",
    "{model_id}",
    "{token_id}",
    "{delegation_id}",
    "{connection_id}",
    "{effect_key}",
    "{document_key}",
    "{webhook_id}",
}
