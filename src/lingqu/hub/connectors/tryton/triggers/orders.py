"""Purchases that changed, by write date: those that have a number, drafts have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lingqu.hub.connecting import Arrived, Call, Polled, Trigger
from lingqu.hub.connectors.tryton import states, times
from lingqu.hub.connectors.tryton.auth import signed_in
from lingqu.hub.connectors.tryton.client import Record, TrytonClient
from lingqu.kernel.values import Json

PURCHASE = "purchase.purchase"
_FIELDS = ("number", "state", "reference", "description", "total_amount", "currency.code", "party.name")
_LINE_FIELDS = ("purchase", "product.rec_name", "description", "quantity", "unit_price", "amount")


class Orders(Trigger):
    """The cursor is [time of the last change, id]."""

    def poll(self, call: Call, cursor: Json, limit: int) -> Polled:
        with signed_in(call) as tryton:
            page = tryton.changed(PURCHASE, _FIELDS, times.cursor(cursor), limit=limit, domain=[["number", "!=", None]])
            lines = _lines(tryton, [one["id"] for one in page.records])
        events = tuple(
            Arrived(id=f"{one['id']}@{one['modified_at']}", event=_order(one, lines[one["id"]])) for one in page.records
        )
        after = [page.cursor.at, page.cursor.id] if page.cursor is not None else None
        return Polled(events=events, cursor=after, more=page.more)

    def back(self, cursor: Json, overlap_ms: int) -> Json:
        return times.back(cursor, overlap_ms)


def _order(one: Record, lines: list[Json]) -> dict[str, Json]:
    return {
        "id": one["id"],
        "number": one["number"],
        "supplier": one["party"]["name"],
        "department": one["description"] or "",
        "requester": None,
        "currency": one["currency"]["code"],
        "amount": one["total_amount"],
        "state": states.purchase(one["state"]),
        "native_state": one["state"],
        "note": one["reference"] or "",
        "lines": lines,
        "version": times.version(one["modified_at"]),
        "updated_at": one["modified_at"],
    }


def _lines(tryton: TrytonClient, orders: Sequence[int]) -> dict[int, list[Json]]:
    found: dict[int, list[Json]] = defaultdict(list)
    if orders:
        where = [["purchase", "in", list(orders)], ["type", "=", "line"]]
        for line in tryton.search_read("purchase.line", where, _LINE_FIELDS, limit=2000):
            product = line.get("product")
            name = product["rec_name"] if isinstance(product, dict) else line["description"]
            order = line["purchase"]
            shown = {"product": name, **{key: line[key] for key in ("quantity", "unit_price", "amount")}}
            shown["price"] = shown["unit_price"]
            found[order["id"] if isinstance(order, dict) else order].append(shown)
    return found


TRIGGER = Orders()
