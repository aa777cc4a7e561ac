"""Write a status back to a purchase: a line in its comment and, where Tryton has a verb for it, the verb.

Approved and later: `confirm` on a quotation. Rejected: back to `draft`. Cancelled: `cancel`. Tryton's own states go on
to shipping and invoicing; what we know of the payment stands in the comment and, if it was empty, the reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.hub.connecting import Absent, Action, Call, External, Found, Later, Outcome, Probe, Refused, Settled
from lingqu.hub.connectors.tryton import states, times
from lingqu.hub.connectors.tryton.auth import signed_in
from lingqu.hub.connectors.tryton.client import Record, TrytonClient
from lingqu.hub.connectors.tryton.errors import TrytonChanged
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json

PURCHASE = "purchase.purchase"
_FIELDS = ("number", "state", "comment", "reference", "_timestamp", "write_date", "create_date")
#: status: (verb, the states from which it is due)
_VERBS = {
    "approved": ("confirm", {"quotation"}),
    "payment_requested": ("confirm", {"quotation"}),
    "paid": ("confirm", {"quotation"}),
    "rejected": ("draft", {"quotation"}),
    "cancelled": ("cancel", {"draft", "quotation"}),
}
_TRIES = 4


class WriteStatus(Action):
    """Every step compares `_timestamp` and looks before it writes: doing it twice changes nothing."""

    def business_key(self, inputs: Mapping[str, Json]) -> str:
        return str(inputs.get("number") or inputs.get("order", ""))

    def perform(self, call: Call) -> Outcome:
        order = int(call.inputs["order"])
        with signed_in(call) as tryton:
            for _ in range(_TRIES):
                record = tryton.read(PURCHASE, order, _FIELDS)
                if record is None:
                    return Refused(message=Message(code="tryton.no_record", params={"id": str(order)}))
                try:
                    if not _step(tryton, record, call.inputs):
                        return Settled(output=_shown(record), made=_external(record))
                except TrytonChanged:
                    continue  # somebody changed it since it was read: read again
        return Later(message=Message(code="tryton.changed_meanwhile", params={"text": str(order)}))

    def probe(self, call: Call) -> Probe:
        with signed_in(call) as tryton:
            record = tryton.read(PURCHASE, int(call.inputs["order"]), _FIELDS)
        if record is not None and not _changes(record, call.inputs) and _verb(record, call.inputs) is None:
            return Found(output=_shown(record), made=_external(record))
        return Absent()


def _step(tryton: TrytonClient, record: Record, inputs: Mapping[str, Json]) -> bool:
    """Do the next thing that is still to be done; False if nothing is."""
    changes = _changes(record, inputs)
    if changes:
        tryton.write(PURCHASE, record["id"], changes, record["_timestamp"])
        return True
    verb = _verb(record, inputs)
    if verb is not None:
        tryton.do(PURCHASE, verb, record["id"], record["_timestamp"])
        return True
    return False


def _changes(record: Record, inputs: Mapping[str, Json]) -> dict[str, Any]:
    payment = "" if inputs.get("payment") is None else str(inputs["payment"])
    line = f"[lingqu] {inputs['status']}" + (f" · {payment}" if payment else "")
    comment = record["comment"] or ""
    changes: dict[str, Any] = {}
    if line not in comment.splitlines():
        changes["comment"] = f"{comment}\n{line}".strip()
    if payment and not record["reference"]:
        changes["reference"] = payment
    return changes


def _verb(record: Record, inputs: Mapping[str, Json]) -> str | None:
    verb, states = _VERBS[str(inputs["status"])]
    return verb if record["state"] in states else None


def _shown(record: Record) -> dict[str, Json]:
    return {name: record[name] for name in ("id", "number", "state", "reference", "comment")}


def _external(record: Record) -> External:
    at = record["write_date"] or record["create_date"]
    status = states.purchase(record["state"])
    return External(type="purchase-order", id=str(record["number"]), status=status, version=times.version(at))


ACTION = WriteStatus()
