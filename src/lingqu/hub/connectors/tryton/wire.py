"""Tryton's JSON: which Python or JSON value is which `__class__` object on the wire, both ways. Pure.

What comes in becomes plain JSON of the house: Decimal with its digits, dates and times as ISO text (UTC). What goes
out is written by the kind of the field it is for, because Tryton tells 12.5 (a float) from 12.5 (an exact number).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json


def to_wire(value: Any) -> Any:
    """A Python or JSON value as Tryton reads it; Decimals become exact numbers, dates and times their objects."""
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, dt.datetime):
        at = value.astimezone(dt.UTC) if value.tzinfo else value
        clock = {"hour": at.hour, "minute": at.minute, "second": at.second, "microsecond": at.microsecond}
        return {"__class__": "datetime", "year": at.year, "month": at.month, "day": at.day, **clock}
    if isinstance(value, dt.date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    if isinstance(value, Mapping):
        return {name: to_wire(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_wire(item) for item in value]
    return value


def from_wire(value: Any) -> Json:
    """What Tryton answered, as JSON of the house. A record's `party` and `party.` become one object `party`."""
    if isinstance(value, list):
        return [from_wire(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("__class__")
    if kind == "Decimal":
        return Decimal(value["decimal"])
    if kind == "date":
        return f"{value['year']:04d}-{value['month']:02d}-{value['day']:02d}"
    if kind == "datetime":
        day = f"{value['year']:04d}-{value['month']:02d}-{value['day']:02d}"
        clock = f"{value['hour']:02d}:{value['minute']:02d}:{value['second']:02d}"
        return f"{day}T{clock}.{value['microsecond']:06d}Z"
    if kind == "time":
        return f"{value['hour']:02d}:{value['minute']:02d}:{value['second']:02d}"
    if kind == "timedelta":
        return f"PT{Decimal(str(value['seconds'])):f}S"
    if kind == "bytes":
        return "".join(str(value["base64"]).split())
    plain = {name: from_wire(item) for name, item in value.items() if not name.endswith(".")}
    plain.update({name[:-1]: from_wire(item) for name, item in value.items() if name.endswith(".")})
    return plain


def instant(text: str) -> dt.datetime:
    """The time of an ISO text, UTC if it names no zone. Raises Invalid."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("tryton.bad_value", field="time", kind="datetime", given=text[:40]) from None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def as_fields(kinds: Mapping[str, str], values: Mapping[str, Json]) -> dict[str, Any]:
    """JSON values as the fields of a model want them; `kinds` is {field: Tryton's type}. Raises Invalid.

    A field that the model does not have is an error here, before anything is sent.
    """
    unknown = [name for name in values if name not in kinds]
    if unknown:
        raise Invalid("tryton.unknown_field", fields=", ".join(sorted(unknown)))
    return {name: _as_field(name, kinds[name], value) for name, value in values.items()}


def _as_field(name: str, kind: str, value: Json) -> Any:
    if value is None:
        return None
    try:
        if kind == "numeric":
            return to_wire(Decimal(str(value)))
        if kind == "float":
            return float(value)
        if kind == "date":
            return to_wire(dt.date.fromisoformat(str(value)[:10]))
        if kind in ("datetime", "timestamp"):
            return to_wire(instant(str(value)))
    except (ValueError, ArithmeticError, TypeError):
        raise Invalid("tryton.bad_value", field=name, kind=kind, given=str(value)[:40]) from None
    # Lines of an order ([["create", [{…}]]]) hold fields of another model; exact numbers in them stay exact.
    return to_wire(value)
