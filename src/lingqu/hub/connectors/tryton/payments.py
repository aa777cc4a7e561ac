"""A payment of Tryton as the house sees it."""

from __future__ import annotations

from lingqu.hub.connecting import External
from lingqu.hub.connectors.tryton import states, times
from lingqu.hub.connectors.tryton.client import Record
from lingqu.kernel.values import Json

PAYMENT = "account.payment"
FIELDS = ("number", "reference", "state", "amount", "party.name", "currency.code", "write_date", "create_date")


def payment(one: Record) -> dict[str, Json]:
    """id, number, reference, payee, amount, currency, state, version, updated_at."""
    at = one["write_date"] or one["create_date"]
    return {
        "id": one["id"],
        "number": one["number"],
        "reference": one["reference"] or "",
        "payee": one["party"]["name"] if one.get("party") else "",
        "amount": one["amount"],
        "currency": one["currency"]["code"],
        "state": states.payment(one["state"]),
        "native_state": one["state"],
        "version": times.version(at),
        "updated_at": at,
    }


def external(one: Record) -> External:
    """Its name and status for the key map."""
    at = one["write_date"] or one["create_date"]
    return External(
        type="payment",
        id=str(one["number"] or one["id"]),
        status=states.payment(one["state"]),
        version=times.version(at),
    )
