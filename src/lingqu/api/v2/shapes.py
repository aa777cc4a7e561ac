"""Small translations between our words and the clients'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from lingqu.api.edge import bad
from lingqu.api.given import House
from lingqu.api.v2.fields import DEFAULT_TENANT
from lingqu.kernel.keys import parse_key


class Body(msgspec.Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Root of the bodies that come in: a field that it does not know is refused, not ignored."""


Tag = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_\-:.]{0,99}$")]
BusinessId = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
CorrelationKey = Annotated[str, msgspec.Meta(max_length=512)]
#: A number that clients give an operation so that they know it again.
OperationReference = Annotated[int, msgspec.Meta(ge=1, le=(1 << 63) - 1)]


def tenant(name: str) -> str:
    """Our tenant as the clients write it."""
    return name or DEFAULT_TENANT


def headers(house: House, item: Mapping[str, Any]) -> dict[str, str]:
    """The task headers drawn on the element of a job or user task."""
    program = house.runtime.definitions.get(parse_key(item["processDefinitionKey"])).program
    node = program.node(program.by_id[item["elementId"]])
    listeners = (one for plans in node.task_listeners.values() for one in plans)
    plans = (node.job, node.task, *node.start_listeners, *node.end_listeners, *listeners)
    return dict(next((plan.headers for plan in plans if plan is not None), {}))


def known_tenant(name: str | None, own: str) -> str:
    """The tenant that a client names, which must be the viewer's own. Raises Invalid."""
    if name and name not in {own, tenant(own)}:
        raise bad("tenantId", "not_your_tenant")
    return own
