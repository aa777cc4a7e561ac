"""Write a status back to an order, by the steps that the ERP allows, each only if nobody changed the order since."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from lingqu.hub.connecting import (
    Absent,
    Action,
    Call,
    External,
    Found,
    Later,
    Outcome,
    Probe,
    Refused,
    Settled,
    content,
    settled,
)
from lingqu.hub.connectors.sample_erp.auth import request
from lingqu.hub.connectors.sample_erp.orders import order
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, encode

#: What the ERP lets follow on the way to a payment; anything else it may refuse itself.
_NEXT = {"quoted": "approved", "approved": "payment_requested", "payment_requested": "paid"}
_MOST_STEPS = 12
_WAY = ("quoted", "approved", "payment_requested", "paid")


class WriteStatus(Action):
    """Read, compare, write one step, until the order has the status. Doing it twice changes nothing."""

    def business_key(self, inputs: Mapping[str, Json]) -> str:
        return str(inputs.get("number") or inputs.get("order", ""))

    def perform(self, call: Call) -> Outcome:
        current = self._read(call)
        for _ in range(_MOST_STEPS):
            if not isinstance(current, dict):
                return current
            change = _change(current, call.inputs)
            if not change:
                return Settled(output=order(current), made=_external(current))
            path = f"/api/orders/{quote(str(current['number']), safe='')}"
            response = call.send(request(call, "PATCH", path, encode(change), if_match=f'"{current["version"]}"'))
            wrong = settled(response, call.now)
            if response.status == 412:  # somebody changed it since it was read
                current = self._read(call)
                continue
            current = content(response) if wrong is None else wrong
        return Later(message=Message(code="hub.target_busy", params={"status": 412, "text": "changed again and again"}))

    def probe(self, call: Call) -> Probe:
        current = self._read(call)
        if isinstance(current, dict) and not _change(current, call.inputs):
            return Found(output=order(current), made=_external(current))
        return Absent()  # every step compares the version, so sending it is harmless

    def _read(self, call: Call) -> dict[str, Json] | Refused | Later:
        # here an order's id is its number
        path = f"/api/orders/{quote(str(call.inputs['order']), safe='')}"
        response = call.send(request(call, "GET", path))
        wrong = settled(response, call.now)
        if wrong is not None:
            return wrong
        read: dict[str, Json] = content(response)
        return read


def _change(current: Mapping[str, Json], inputs: Mapping[str, Json]) -> dict[str, Json]:
    """The next step towards the wanted status; nothing if it is reached, or the order is further on (a stale write)."""
    state, wanted, payment = current["state"], inputs["status"], inputs.get("payment")
    if state == wanted:
        reference = "" if payment is None else str(payment)
        return {"payment_reference": reference} if reference and current["payment_reference"] != reference else {}
    if state in _WAY and wanted in _WAY and _WAY.index(state) > _WAY.index(wanted):
        return {}
    if state in _NEXT and wanted in _WAY:
        step = _NEXT[state]
        return {"state": step, **({"payment_reference": str(payment)} if payment and step == wanted else {})}
    return {"state": wanted}


def _external(current: Mapping[str, Json]) -> External:
    return External(
        type="purchase-order", id=current["number"], status=current["state"], version=int(current["version"])
    )


ACTION = WriteStatus()
