"""An order as the house sees it: exact numbers instead of texts, an id beside the number."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from lingqu.hub.messages import why
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json

_NUMBERS = ("quantity", "unit_price", "amount")


def order(given: Json) -> dict[str, Json]:
    """Raises Invalid for what is no order."""
    try:
        return {
            **given,
            "id": given["number"],
            "amount": Decimal(given["amount"]),
            "version": int(given["version"]),
            "lines": [_line(line) for line in given["lines"]],
        }
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise Invalid("hub.event_unreadable", reason=why("no_order")) from None


def _line(line: Mapping[str, Json]) -> dict[str, Json]:
    numbers = {name: Decimal(value) if name in _NUMBERS else value for name, value in line.items()}
    return {**numbers, "price": numbers["unit_price"]}
