"""OPTIONS tells every verb of an address; Litestar tells those of one handler, where several share the address."""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope


async def tell_verbs(message: Message, scope: Scope) -> None:
    """Called before each message of an answer: `Allow` of an answer to OPTIONS is put right."""
    if message["type"] != "http.response.start" or scope.get("method") != "OPTIONS":
        return
    state = scope["litestar_app"].state
    if not hasattr(state, "verbs"):
        state.verbs = {route.path_format: route.methods for route in scope["litestar_app"].routes}
    verbs = state.verbs.get(scope.get("path_template"))
    if verbs:
        MutableScopeHeaders.from_message(message)["allow"] = ", ".join(sorted(verbs))
