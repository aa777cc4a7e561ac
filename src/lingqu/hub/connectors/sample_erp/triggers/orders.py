"""Orders that changed, by the time of the change; the same event comes by webhook."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from lingqu.hub.connecting import Arrived, Call, Polled, Trigger, content, settled
from lingqu.hub.connectors.sample_erp.auth import request
from lingqu.hub.connectors.sample_erp.orders import order
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json


class Orders(Trigger):
    """The cursor is [time of the last change, number]."""

    def poll(self, call: Call, cursor: Json, limit: int) -> Polled:
        query = {"limit": str(limit)}
        if cursor:
            query |= {"updated_since": cursor[0]} | ({"after_id": cursor[1]} if cursor[1] else {})
        response = call.send(request(call, "GET", "/api/orders?" + urlencode(query)))
        wrong = settled(response, call.now)
        if wrong is not None:
            raise Invalid(wrong.message.code, **wrong.message.params)
        page = content(response)
        events = tuple(Arrived(id=f"{one['number']}@{one['version']}", event=order(one)) for one in page["orders"])
        last = page["orders"][-1] if page["orders"] else None
        after = [last["updated_at"], last["number"]] if last else cursor
        return Polled(events=events, cursor=after, more=bool(page["more"]))

    def back(self, cursor: Json, overlap_ms: int) -> Json:
        at = datetime.fromisoformat(cursor[0]) - timedelta(milliseconds=overlap_ms)
        return [at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), ""]

    def pushed(self, body: Json) -> Json:
        if not isinstance(body, dict) or "order" not in body:
            raise Invalid("hub.event_unreadable", reason=why("holds_no_order"))
        return order(body["order"])


TRIGGER = Orders()
