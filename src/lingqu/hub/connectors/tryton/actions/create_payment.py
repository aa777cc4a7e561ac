"""Create a payment to a supplier as a draft; people of the finance department submit, approve and pay it in Tryton.

Class D: Tryton keeps neither a key of ours nor a unique reference, so the reference is looked up before any repetition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from lingqu.hub.connecting import Absent, Action, Call, Found, Outcome, Probe, Refused, Settled, Unsure
from lingqu.hub.connectors.tryton.auth import signed_in
from lingqu.hub.connectors.tryton.client import Record, TrytonClient
from lingqu.hub.connectors.tryton.payments import FIELDS, PAYMENT, external, payment
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json


class CreatePayment(Action):
    def business_key(self, inputs: Mapping[str, Json]) -> str:
        return str(inputs.get("reference", ""))

    def perform(self, call: Call) -> Outcome:
        inputs = call.inputs
        with signed_in(call) as tryton:
            parties = tryton.search_read("party.party", [["name", "=", inputs["payee"]]], ["id"], limit=2)
            if len(parties) != 1:
                return Refused(message=Message(code="tryton.no_party", params={"name": inputs["payee"]}))
            wanted = [["currency.code", "=", inputs.get("currency") or "CNY"]]
            journals = tryton.search_read("account.payment.journal", wanted, ["id"], limit=1)
            if not journals:
                return Refused(message=Message(code="tryton.no_journal", params={"currency": wanted[0][2]}))
            made = tryton.create(
                PAYMENT,
                {
                    "kind": "payable",
                    "party": parties[0]["id"],
                    "journal": journals[0]["id"],
                    "amount": Decimal(inputs["amount"]),
                    "reference": str(inputs["reference"]),
                    "date": dt.datetime.fromtimestamp(call.now / 1000, ZoneInfo(call.zone)).date().isoformat(),
                },
            )
            record = _after(tryton, made, inputs)
        return Settled(output=payment(record), made=external(record))

    def probe(self, call: Call) -> Probe:
        where = [["kind", "=", "payable"], ["reference", "=", str(call.inputs["reference"])]]
        with signed_in(call) as tryton:
            found = tryton.search_read(PAYMENT, where, FIELDS, limit=20)
        if not found:
            return Absent()
        match = next((one for one in found if _same(one, call.inputs)), None)
        if match is None:
            shown = payment(found[0])
            text = f"{shown['number']} {shown['payee']} {shown['amount']} {shown['currency']}"
            params = {"reference": shown["reference"], "text": text}
            return Unsure(message=Message(code="hub.exists_differently", params=params))
        return Found(output=payment(match), made=external(match))


def _after(tryton: TrytonClient, made: int, inputs: Mapping[str, Json]) -> Record:
    """The payment as it now stands; it is there whether this reading succeeds or not."""
    record = tryton.read(PAYMENT, made, FIELDS)
    if record is None:  # somebody deleted it at once
        raise LookupError(f"Expected payment {made} for {inputs['reference']}, but it is gone")
    return record


def _same(one: Record, inputs: Mapping[str, Json]) -> bool:
    shown = payment(one)
    return bool(
        shown["payee"] == inputs["payee"]
        and Decimal(shown["amount"]) == Decimal(inputs["amount"])
        and shown["currency"] == (inputs.get("currency") or "CNY")
    )


ACTION = CreatePayment()
