"""The order of a search and its pages: by cursor (after, before) or by offset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from lingqu.api.edge import TOTAL_CAP, bad, from_cursor
from lingqu.api.v2.fields import Listing
from lingqu.kernel.errors import Invalid

DEFAULT_LIMIT = 100
MOST = 10_000
#: Fields of an order at most.
MOST_STEPS = 10


class Place(msgspec.Struct, frozen=True):
    """One step of an order: SQL, its direction, what a cursor must hold for it."""

    sql: str
    down: bool
    kind: type


Order = list[Place]


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """The page that is asked for; at most one of offset, after and before counts."""

    limit: int
    offset: int
    after: list[Any] | None = None
    before: list[Any] | None = None


class Step(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One step of an order as the clients send it."""

    field: str
    order: Literal["ASC", "DESC", "asc", "desc"] = "ASC"


def order_of(listing: Listing, wanted: list[Step]) -> Order:
    """The order that is asked for; the listing's key settles it. Raises Invalid."""
    if len(wanted) > MOST_STEPS:
        raise bad("sort", "too_many", most=MOST_STEPS)
    order: Order = []
    for place, step in enumerate(wanted):
        field = listing.fields.get(step.field)
        if field is None:
            raise bad(f"sort[{place}].field", "no_field")
        down = step.order.upper() == "DESC"
        if field.sql == listing.key and not listing.more_keys:
            return [*order, *(Place(sql, down, int) for sql in listing.keys)]
        never_null = field.sure or field.empty is not None
        sql = field.sql if never_null else f"COALESCE({field.sql}, {chr(39) * 2 if field.textual else 0})"
        order.append(Place(sql, down, str if field.textual else int))
    down = bool(order) and order[-1].down
    return [*order, *(Place(sql, down, int) for sql in listing.keys)]


def order_sql(order: Order, *, backwards: bool) -> str:
    return ", ".join(f"{one.sql} {'DESC' if one.down != backwards else 'ASC'}" for one in order)


def beyond(order: Order, place: list[Any] | None, *, backwards: bool) -> tuple[str, list[Any]]:
    """The condition for rows that come after (or, backwards, before) a place in the order. Raises Invalid."""
    if place is None:
        return "1 = 1", []
    for given, one in zip(place, order, strict=True):
        _must_be(given, one.kind)
    parts: list[str] = []
    values: list[Any] = []
    for at, one in enumerate(order):
        same = "".join(f"{before.sql} = ? AND " for before in order[:at])
        parts.append(f"({same}{one.sql} {'<' if one.down != backwards else '>'} ?)")
        values += place[: at + 1]
    first = order[0]
    edge = f"{first.sql} {'<' if first.down != backwards else '>'}= ?"  # a range, so that an index serves
    return f"{edge} AND ({' OR '.join(parts)})", [place[0], *values]


def _must_be(given: Any, kind: type) -> None:
    """Raises Invalid for a cursor that was not made here: a database would stumble over the wrong type."""
    if kind is str:
        good = isinstance(given, str) and "\0" not in given
    else:
        good = type(given) is int and given.bit_length() <= 63
    if not good:
        raise Invalid("api.bad_cursor")


def paging(page: Mapping[str, Any], width: int) -> Paging:
    """The page that is asked for, its cursors with so many parts. Raises Invalid for anything else in it."""
    unknown = set(page) - {"limit", "from", "after", "before"}
    if unknown:
        raise bad(f"page.{min(unknown)[:60]}", "no_field")
    limit, offset = page.get("limit", DEFAULT_LIMIT), page.get("from", 0)
    for name, value, least, most in (("limit", limit, 0, MOST), ("from", offset, 0, TOTAL_CAP)):
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise bad(f"page.{name}", "not_between", least=least, most=most)
    for name in ("after", "before"):
        if page.get(name) is not None and not isinstance(page[name], str):
            raise bad(f"page.{name}", "not_text")
    given = [name for name in ("from", "after", "before") if page.get(name)]
    if len(given) > 1:
        raise bad(f"page.{given[1]}", "one_of_two", other=f"page.{given[0]}")
    return Paging(
        limit=limit,
        offset=offset,
        after=from_cursor(page.get("after"), width),
        before=from_cursor(page.get("before"), width),
    )
