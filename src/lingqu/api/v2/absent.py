"""Groups of operations that the clients know and Lingqu does not have: 501 with the reason, not 404 as for a slip."""

from __future__ import annotations

from typing import Any

from litestar import HttpMethod, Request, route
from litestar.params import FromPath

from lingqu.kernel.errors import NotSupported

#: The first part of the path below /v2 → a phrase of the room's messages.
ABSENT = {
    "agent-definitions": "no_agents",
    "agent-instances": "no_agents",
    "authorizations": "no_identity",
    "groups": "no_identity",
    "mapping-rules": "no_identity",
    "roles": "no_identity",
    "secrets": "no_secrets",
    "setup": "no_identity",
    "tenants": "no_identity",
    "users": "no_identity",
}
#: What is the database's.
BACKUPS = ("/v2/backups", "/cluster/v2/backups")
_METHODS = [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE]


@route(
    [f"/v2/{group}{rest}" for group in ABSENT for rest in ("", "/{rest:path}")],
    http_method=_METHODS,
    sync_to_thread=False,
    include_in_schema=False,
)
def absent(request: Request[Any, Any, Any], rest: FromPath[str] = "") -> None:  # noqa: ARG001 - whatever comes behind
    """Says why it is not there."""
    raise NotSupported(f"api.{ABSENT[request.url.path.split('/')[2]]}")


@route(
    [f"{group}/{{rest:path}}" for group in BACKUPS],
    http_method=_METHODS,
    sync_to_thread=False,
    include_in_schema=False,
)
def backups(rest: FromPath[str] = "") -> None:  # noqa: ARG001 - whatever comes behind
    """Does not apply."""
    raise NotSupported("api.does_not_apply", reason="backup")


HANDLERS = [absent, backups]
