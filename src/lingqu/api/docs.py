"""The API's own pages: /docs/openapi.json for programs, /docs for people. Plain HTML: nothing is fetched from afar."""

from __future__ import annotations

from html import escape
from typing import Any

from litestar import Request, Router
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin

from lingqu import __version__
from lingqu.api.documented import DocumentedJson

_METHODS = ("get", "post", "put", "patch", "delete")
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lingqu API {version}</title><style>
body{{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328;background:#fff}}
section{{border-top:1px solid #d0d7de;padding:.6rem 0}}h2{{font:600 15px ui-monospace,monospace;margin:0}}
h2 b{{display:inline-block;min-width:4.5rem}}p{{margin:.2rem 0}}code{{font:13px ui-monospace,monospace}}
ul{{margin:.2rem 0;padding-left:1.4rem}}@media(prefers-color-scheme:dark){{body{{color:#e6edf3;background:#0d1117}}}}
</style></head><body><h1>Lingqu API {version}</h1>
<p>For programs: <a href="/docs/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
{sections}</body></html>"""


class PlainPage(OpenAPIRenderPlugin):
    """One page with every operation: what it does, its parameters and the fields of its body."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002 - Litestar's own signature
        schemas = openapi_schema.get("components", {}).get("schemas", {})
        sections = [
            _section(method, path, item[method], schemas)
            for path, item in sorted(openapi_schema["paths"].items())
            for method in _METHODS
            if method in item
        ]
        return _PAGE.format(version=escape(__version__), sections="\n".join(sections)).encode()


def config() -> OpenAPIConfig:
    """Where the document and the page are served; both are public: they hold no data."""
    return OpenAPIConfig(
        title="Lingqu",
        version=__version__,
        use_handler_docstrings=True,
        render_plugins=[PlainPage(path="/"), DocumentedJson(path="/openapi.json")],
        openapi_router=Router("/docs", route_handlers=[], opt={"public": True}, include_in_schema=False),
    )


def _section(method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    told = escape(operation.get("description") or operation.get("summary") or "")
    fields = [*_parameters(operation), *_body(operation, schemas)]
    listed = "".join(f"<li>{field}</li>" for field in fields)
    return (
        f"<section><h2><b>{method.upper()}</b> {escape(path)}</h2><p>{told}</p>"
        f"{f'<ul>{listed}</ul>' if listed else ''}</section>"
    )


def _parameters(operation: dict[str, Any]) -> list[str]:
    return [
        f"<code>{escape(one['name'])}</code> ({one['in']}): {escape(_kind(one.get('schema', {})))}"
        for one in operation.get("parameters", ())
    ]


def _body(operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {})
    found = []
    for shape in (media.get("schema", {}) for media in content.values()):
        for one in shape.get("oneOf", [shape]):
            named = schemas.get(str(one.get("$ref", "")).rpartition("/")[2], one)
            needed = named.get("required", ())
            found += [
                f"<code>{escape(name)}</code>{'' if name in needed else ', optional'}: {escape(_kind(kind))}"
                for name, kind in named.get("properties", {}).items()
            ]
    return found


def _kind(schema: dict[str, Any]) -> str:
    if "oneOf" in schema:
        return " or ".join(_kind(one) for one in schema["oneOf"])
    if "enum" in schema:
        return " | ".join(str(word) for word in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))
