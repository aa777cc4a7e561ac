"""Small translations between our words and the clients'."""

from __future__ import annotations

from lingqu.api.edge import bad
from lingqu.api.v2.listings import DEFAULT_TENANT


def tenant(name: str) -> str:
    """Our tenant as the clients write it."""
    return name or DEFAULT_TENANT


def known_tenant(name: str | None, own: str) -> str:
    """The tenant that a client names, which must be the viewer's own. Raises Invalid."""
    if name and name not in {own, tenant(own)}:
        raise bad("tenantId", "not_your_tenant")
    return own
