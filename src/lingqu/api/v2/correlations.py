"""Which message has found whom: a waiting element, or a start event that began an instance."""

from __future__ import annotations

from typing import Any

from litestar import post
from litestar.params import JSONBody

from lingqu.api.given import House, Viewer
from lingqu.api.v2.fields import Field, Listing, key, moment, tenant, text
from lingqu.api.v2.search import Query, found, seen
from lingqu.api.wire import in_thread

CORRELATIONS = Listing(
    source="correlation s JOIN instance i ON i.key = s.instance JOIN definition d ON d.key = s.definition"
    " JOIN element e ON e.definition = s.definition AND e.ordinal = s.element",
    key="s.message",
    more_keys=("s.instance", "s.subscription"),
    tenant="s.tenant",
    fields={
        "messageKey": key("s.message"),
        "messageName": text("s.name"),
        "correlationKey": text("s.correlation", null=True),
        "correlationTime": moment("s.at", sure=True),
        "subscriptionKey": key("s.subscription"),
        "processDefinitionId": text("d.id"),
        "processDefinitionKey": key("s.definition"),
        "processInstanceKey": key("s.instance"),
        "rootProcessInstanceKey": key("i.root"),
        "elementId": text("e.id"),
        "elementInstanceKey": key("CASE WHEN s.owner = 0 THEN 0 ELSE s.instance + s.owner END"),
        "businessId": text("i.business_id", null=True),
        "partitionId": Field(sql="1", kind="number"),
        "tenantId": tenant("s.tenant"),
    },
)


@post("/v2/correlated-message-subscriptions/search", status_code=200)
@in_thread
def search_correlations(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find messages that were correlated, with what they reached."""
    where, params = seen(CORRELATIONS, viewer)
    with house.db.reading() as c:
        return found(c, CORRELATIONS, data, where=where, params=params)


HANDLERS = [search_correlations]
