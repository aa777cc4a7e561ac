"""Request a payment: with an idempotency key (class A), and a reference that exists counts if it says the same (C)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import urlencode

from lingqu.hub.connecting import (
    Absent,
    Call,
    Found,
    HttpAction,
    Outcome,
    Probe,
    Refused,
    Settled,
    Unsure,
    content,
    settled,
)
from lingqu.hub.connectors.sample_finance.auth import request
from lingqu.hub.connectors.sample_finance.payments import external, payment
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid
from lingqu.kernel.messages import Message
from lingqu.kernel.values import Json, encode
from lingqu.outbound.exchange import OutboundRequest, OutboundResponse


class CreatePayment(HttpAction):
    def business_key(self, inputs: Mapping[str, Json]) -> str:
        return str(inputs.get("reference", ""))

    def plan(self, call: Call) -> OutboundRequest:
        return request(call, "POST", "/api/payments", encode(_wanted(call.inputs)), idempotency_key=call.key)

    def read(self, call: Call, response: OutboundResponse) -> Outcome:
        if response.status == 409:
            body = content(response)
            existing = body.get("existing") if isinstance(body, dict) else None
            if isinstance(existing, dict):
                if _same(existing, call.inputs):
                    return Settled(output=payment(existing), made=external(existing))
                return Refused(message=_differs(existing), code="409", response=body)
        wrong = settled(response, call.now)
        if wrong is not None:
            return wrong
        made = content(response)
        return Settled(output=payment(made), made=external(made))

    def probe(self, call: Call) -> Probe:
        query = urlencode({"reference": str(call.inputs["reference"])})
        response = call.send(request(call, "GET", "/api/payments?" + query))
        wrong = settled(response, call.now)
        if wrong is not None:
            raise Invalid(wrong.message.code, **wrong.message.params)
        found = content(response)["payments"]
        if not found:
            return Absent()
        match = next((one for one in found if _same(one, call.inputs)), None)
        if match is None:
            return Unsure(message=_differs(found[0]))
        return Found(output=payment(match), made=external(match))


def _wanted(inputs: Mapping[str, Json]) -> dict[str, Json]:
    amount = Decimal(inputs["amount"])
    if amount != round(amount, 2):
        raise Invalid("hub.bad_input", name="amount", reason=why("two_decimals"))
    return {
        "reference": str(inputs["reference"]),
        "payee": inputs["payee"],
        "amount": f"{amount:.2f}",
        "currency": inputs.get("currency") or "CNY",
    }


def _same(existing: Mapping[str, Json], inputs: Mapping[str, Json]) -> bool:
    """The payload that would be sent is the one that is there."""
    return all(str(existing.get(name)) == value for name, value in _wanted(inputs).items())


def _differs(existing: Mapping[str, Json]) -> Message:
    text = f"{existing.get('number')} {existing.get('payee')} {existing.get('amount')} {existing.get('currency')}"
    return Message(code="hub.exists_differently", params={"reference": existing.get("reference"), "text": text})


ACTION = CreatePayment()
