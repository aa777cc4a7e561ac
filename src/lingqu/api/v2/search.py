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
from lingqu.api.v2.ordering import Place, Step, beyond, order_of, order_sql, paging
from lingqu.directory.viewer import Viewer, sees_instances
from lingqu.kernel.keys import counter_of, instance_of
from lingqu.store import Connection


class Query(msgspec.Struct, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """The body of every search."""

    filter: dict[str, Any] | None = None
    sort: list[Step] | None = None
    page: dict[str, Any] | None = None


def seen(listing: Listing, viewer: Viewer) -> tuple[str, list[object]]:
    """The rows of a listing that belong to instances which this viewer may see, as `found` takes them."""
    if not viewer.everything:
        return sees_instances(viewer)
    return listing.whose or f"{listing.tenant} = ?", [viewer.tenant]


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
    conditions, values = narrowed(listing, query.filter or {}, look=c.rows)
    base = " AND ".join([f"({where})", *conditions])
    base_values = [*params, *values]
    usual = [Step(field=listing.usual(query.filter or {}))] if listing.usual and not query.sort else []
    order = order_of(listing, query.sort or usual)
    page = paging(query.page or {}, len(order))
    backwards = page.before is not None
    page_where, page_values = beyond(order, page.before if backwards else page.after, backwards=backwards)
    columns = [f for f in listing.fields.values() if not f.hidden]
    shown = ", ".join(f.sql for f in columns)
    sorted_ = f"ORDER BY {order_sql(order, backwards=backwards)}"
    which = f"WHERE {base} AND {page_where} {sorted_} LIMIT ? OFFSET ?"
    if listing.keys_are_columns:  # the page is found by what filter and order need, only its rows are read whole
        places = ", ".join(f"{one.sql} AS o{at}" for at, one in enumerate(order))
        few = f"SELECT {places} FROM {listing.needed(places, which)} {which}"  # noqa: S608 - from listings
        again = " AND ".join(f"{key} = p.o{at}" for at, key in enumerate(listing.keys, len(order) - len(listing.keys)))
        first, joins = listing.split
        put = [Place(f"p.o{at}", one.down, one.kind) for at, one in enumerate(order)]
        sql = (
            f"SELECT {shown}, {', '.join(one.sql for one in put)} FROM ({few}) p JOIN {first} ON {again}"  # noqa: S608
            f" {' '.join(joins)} ORDER BY {order_sql(put, backwards=backwards)}"
        )
    else:
        sql = f"SELECT {shown}, {', '.join(one.sql for one in order)} FROM {listing.source} {which}"  # noqa: S608 - as above
    rows = c.rows(sql, (*base_values, *page_values, page.limit, page.offset))
    if backwards:
        rows.reverse()
    whole = page.after is None and page.before is None
    if whole and len(rows) < page.limit and (rows or not page.offset):
        total = page.offset + len(rows)  # the page has the last of them
    else:
        total = _total(c, listing, base, base_values)
    found_at = [row[len(columns) :] for row in rows]
    return {
        "items": [_item(listing, row) for row in rows],
        "page": {
            "totalItems": min(total, TOTAL_CAP),
            "hasMoreTotalItems": total > TOTAL_CAP,
            "startCursor": padded(cursor(*found_at[0])) if rows else None,
            "endCursor": padded(cursor(*found_at[-1])) if rows else None,
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
        f"SELECT count(*) FROM (SELECT 1 FROM {listing.needed(base)} WHERE {base} LIMIT ?) AS few",  # noqa: S608
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
