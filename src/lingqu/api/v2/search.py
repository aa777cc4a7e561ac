"""Searches as the clients send them: {filter, sort, page} over a declared listing, answered by one SQL statement.

A listing names its fields once (`fields`); filters (`filters`), orders and cursors (`ordering`) follow from that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from lingqu.api.edge import TOTAL_CAP, cursor, iso, padded
from lingqu.api.v2.fields import Field, Listing
from lingqu.api.v2.filters import narrowed
from lingqu.api.v2.ordering import Step, beyond, order_of, order_sql, paging
from lingqu.kernel.keys import counter_of, instance_of
from lingqu.store import Connection


class Query(msgspec.Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The body of every search."""

    filter: dict[str, Any] | None = None
    sort: list[Step] | None = None
    page: dict[str, Any] | None = None


def found(
    c: Connection,
    listing: Listing,
    query: Query | None,
    *,
    where: str = "1 = 1",
    params: Sequence[Any] = (),
) -> dict[str, Any]:
    """The answer of a search: {items, page}. `where` (with `params`) is what the viewer may see at all."""
    query = query or Query()
    conditions, values = narrowed(listing, query.filter or {})
    base = " AND ".join([f"({where})", *conditions])
    base_values = [*params, *values]
    order = order_of(listing, query.sort or [])
    page = paging(query.page or {}, len(order))
    backwards = page.before is not None
    page_where, page_values = beyond(order, page.before if backwards else page.after, backwards=backwards)
    columns = [f for f in listing.fields.values() if not f.hidden]
    rows = c.rows(
        f"SELECT {', '.join(f.sql for f in columns)}, {', '.join(one.sql for one in order)}"  # noqa: S608 - from listings
        f" FROM {listing.source} WHERE {base} AND {page_where} ORDER BY {order_sql(order, backwards=backwards)}"
        " LIMIT ? OFFSET ?",
        (*base_values, *page_values, page.limit, page.offset),
    )
    if backwards:
        rows.reverse()
    total = _total(c, listing, base, base_values)
    places = [row[len(columns) :] for row in rows]
    return {
        "items": [_item(listing, row) for row in rows],
        "page": {
            "totalItems": min(total, TOTAL_CAP),
            "hasMoreTotalItems": total > TOTAL_CAP,
            "startCursor": padded(cursor(*places[0])) if places else None,
            "endCursor": padded(cursor(*places[-1])) if places else None,
        },
    }


def one(c: Connection, listing: Listing, key: int, *, where: str = "1 = 1", params: Sequence[Any] = ()) -> Any:
    """The item with that key as a dict, or None."""
    columns = [f for f in listing.fields.values() if not f.hidden]
    which, values = f"{listing.key} = ?", [key]
    if listing.by_parts:  # so that the index is used
        which = " AND ".join(f"{column} = ?" for column in listing.by_parts)
        values = [instance_of(key), counter_of(key)]
    row = c.row(
        f"SELECT {', '.join(f.sql for f in columns)} FROM {listing.source} WHERE ({where}) AND {which}",  # noqa: S608
        (*params, *values),
    )
    return _item(listing, row) if row else None


def _total(c: Connection, listing: Listing, base: str, values: list[Any]) -> int:
    row = c.row(
        f"SELECT count(*) FROM (SELECT 1 FROM {listing.source} WHERE {base} LIMIT ?) AS few",  # noqa: S608
        (*values, TOTAL_CAP + 1),
    )
    return int(row[0]) if row else 0


def _item(listing: Listing, row: Sequence[Any]) -> dict[str, Any]:
    shown = ((name, field) for name, field in listing.fields.items() if not field.hidden)
    return {name: _shown(field, value) for (name, field), value in zip(shown, row, strict=False)}


def _shown(field: Field, value: Any) -> Any:
    if field.shown is not None:
        return field.shown(value)
    if value is None or (field.empty is not None and value == field.empty):
        return None
    if field.kind == "key":
        return str(value)
    if field.kind == "time":
        return iso(value)
    if field.kind == "truth":
        return bool(value)
    if field.kind == "word":
        return next((word for word, codes in field.words.items() if value in codes), str(value))
    return value
