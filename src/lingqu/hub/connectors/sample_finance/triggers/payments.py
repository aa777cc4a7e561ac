"""Payment requests that changed, by the time of the change."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from lingqu.hub.connecting import Arrived, Call, Polled, Trigger, content, settled
from lingqu.hub.connectors.sample_finance.auth import request
from lingqu.hub.connectors.sample_finance.payments import payment
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json


class Payments(Trigger):
    """The cursor is [time of the last change, number]."""

    def poll(self, call: Call, cursor: Json, limit: int) -> Polled:
        query = {"limit": str(limit)}
        if cursor:
            query |= {"updated_since": cursor[0]} | ({"after_id": cursor[1]} if cursor[1] else {})
        response = call.send(request(call, "GET", "/api/payments?" + urlencode(query)))
        wrong = settled(response, call.now)
        if wrong is not None:
            raise Invalid(wrong.message.code, **wrong.message.params)
        page = content(response)
        found = page["payments"]
        events = tuple(Arrived(id=f"{one['number']}@{one['version']}", event=payment(one)) for one in found)
        after = [found[-1]["updated_at"], found[-1]["number"]] if found else cursor
        return Polled(events=events, cursor=after, more=bool(page["more"]))

    def back(self, cursor: Json, overlap_ms: int) -> Json:
        at = datetime.fromisoformat(cursor[0]) - timedelta(milliseconds=overlap_ms)
        return [at.isoformat(timespec="milliseconds").replace("+00:00", "Z"), ""]


TRIGGER = Payments()
