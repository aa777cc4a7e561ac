"""A payment request as the house sees it: an exact amount instead of a text, an id beside the number."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from lingqu.hub.connecting import External
from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json


def payment(given: Json) -> dict[str, Json]:
    """Raises Invalid for what is no payment request."""
    try:
        amount, version = Decimal(given["amount"]), int(given["version"])
        return {**given, "id": given["number"], "amount": amount, "version": version}
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise Invalid("hub.event_unreadable", reason=why("no_payment")) from None


def external(given: Json) -> External:
    """Its name and status for the key map."""
    return External(type="payment", id=given["number"], status=given["state"], version=int(given["version"]))
