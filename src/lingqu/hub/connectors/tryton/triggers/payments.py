"""Payments that changed, by write date."""

from __future__ import annotations

from lingqu.hub.connecting import Arrived, Call, Polled, Trigger
from lingqu.hub.connectors.tryton import times
from lingqu.hub.connectors.tryton.auth import signed_in
from lingqu.hub.connectors.tryton.payments import FIELDS, PAYMENT, payment
from lingqu.kernel.values import Json


class Payments(Trigger):
    """The cursor is [time of the last change, id]."""

    def poll(self, call: Call, cursor: Json, limit: int) -> Polled:
        with signed_in(call) as tryton:
            page = tryton.changed(PAYMENT, FIELDS, times.cursor(cursor), limit=limit, domain=[["number", "!=", None]])
        events = tuple(Arrived(id=f"{one['id']}@{one['modified_at']}", event=payment(one)) for one in page.records)
        after = [page.cursor.at, page.cursor.id] if page.cursor is not None else None
        return Polled(events=events, cursor=after, more=page.more)

    def back(self, cursor: Json, overlap_ms: int) -> Json:
        return times.back(cursor, overlap_ms)


TRIGGER = Payments()
