"""Searches as the clients send them: {filter, sort, page} over a declared listing, answered by one SQL statement.

A listing names its fields once; filters ($eq, $in, $like, $gt, …), sorting and cursors follow from that. What a client
names and the listing does not have is refused by name (400), never ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from lingqu.api.edge import TOTAL_CAP, bad, cursor, from_cursor, from_iso, iso, padded
from lingqu.kernel.errors import Invalid
from lingqu.kernel.keys import counter_of, instance_of, parse_key
from lingqu.store import Connection

DEFAULT_LIMIT = 100
MOST = 1_000

Kind = Literal["key", "text", "number", "time", "word", "truth"]
_OPERATORS = {"$eq": "=", "$neq": "<>", "$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field: its SQL, what it is, and the words of an enumeration with the values that they stand for.

    `empty`: what the column holds where the clients expect null (0 for keys and times, "" for text).
    """

    sql: str
    kind: Kind = "text"
    words: Mapping[str, Sequence[int | str]] = {}
    shown: Callable[[Any], Any] | None = None
    hidden: bool = False  # can be filtered by, is not in the answer
    empty: Any = None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What can be searched: FROM clause, fields by their API name, the column that settles every order."""

    source: str
    key: str
    fields: Mapping[str, Field]
    tenant: str  # SQL of the tenant column
    by_parts: tuple[str, str] | None = None  # columns of the instance and the counter, if `key` is their sum


class Query(msgspec.Struct, kw_only=True, rename="camel"):
    """The body of every search."""

    filter: dict[str, Any] | None = None
    sort: list[dict[str, Any]] | None = None
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
    conditions, values = _filter(listing, query.filter or {})
    base = " AND ".join([f"({where})", *conditions])
    base_values = [*params, *values]
    order = _order(listing, query.sort or [])
    limit, offset, after, before = _page(query.page or {}, len(order))
    backwards = before is not None
    page_where, page_values = _beyond(order, after if after is not None else before, backwards=backwards)
    columns = [f for f in listing.fields.values() if not f.hidden]
    rows = c.rows(
        f"SELECT {', '.join(f.sql for f in columns)}, {', '.join(sql for sql, *_ in order)}"  # noqa: S608 - from listings
        f" FROM {listing.source} WHERE {base} AND {page_where} ORDER BY {_order_sql(order, backwards=backwards)}"
        " LIMIT ? OFFSET ?",
        (*base_values, *page_values, limit, offset),
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


# ---- filter -------------------------------------------------------------------------------------------------------


def narrowed(listing: Listing, wanted: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """The conditions and parameters of a filter, for another statement over the listing's tables. Raises Invalid."""
    return _filter(listing, wanted)


def _filter(listing: Listing, wanted: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    for name, given in wanted.items():
        if name == "$or":
            parts = [_filter(listing, _object(one)) for one in _list(given, "$or")]
            conditions.append("(" + " OR ".join(" AND ".join(p[0]) or "1 = 1" for p in parts) + ")")
            values += [value for part in parts for value in part[1]]
            continue
        field = listing.fields.get(name)
        if field is None:
            raise bad(f"filter.{name[:60]}", "no_field")
        tests = given if isinstance(given, dict) else {"$eq": given}
        for operator, value in tests.items():
            condition, more = _condition(field, name, operator, value)
            conditions.append(condition)
            values += more
    return conditions, values


def _condition(field: Field, name: str, operator: str, value: Any) -> tuple[str, list[Any]]:
    if operator == "$exists":
        empty = "IS NULL" if field.empty is None else f"= {_literal(field.empty)}"
        return (f"NOT ({field.sql} {empty})" if value else f"{field.sql} {empty}"), []
    if operator in {"$in", "$notIn"}:
        codes = [code for one in _list(value, name) for code in _codes(field, name, one)]
        return f"{field.sql} {'NOT ' if operator == '$notIn' else ''}IN ??", [codes]
    if operator == "$like":
        return f"{field.sql} LIKE ? ESCAPE '\\'", [_pattern(_text(value, name))]
    if operator not in _OPERATORS:
        raise bad(f"filter.{name}", "no_operator", given=operator[:40])
    codes = _codes(field, name, value)
    if operator in {"$eq", "$neq"}:
        return f"{field.sql} {'NOT ' if operator == '$neq' else ''}IN ??", [codes]
    return f"{field.sql} {_OPERATORS[operator]} ?", [codes[0]]


def _codes(field: Field, name: str, value: Any) -> list[Any]:
    """What a filter value is in the table; a word may stand for several codes."""
    where = f"filter.{name}"
    if field.kind == "key":
        if not isinstance(value, str):
            raise bad(where, "not_key")
        return [parse_key(value, where)]
    if field.kind == "time":
        return [from_iso(_text(value, name), where)]
    if field.kind == "word":
        if not isinstance(value, str) or value not in field.words:
            raise bad(where, "none_of", known=", ".join(field.words))
        return list(field.words[value])
    if field.kind == "truth":
        if not isinstance(value, bool):
            raise bad(where, "not_truth")
        return [int(value)]
    if field.kind == "number":
        if not isinstance(value, int) or isinstance(value, bool) or value.bit_length() > 63:
            raise bad(where, "not_whole")
        return [value]
    return [_text(value, name)]


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise bad(f"filter.{name}", "not_text")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise bad("filter.$or", "not_object")
    return value


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise bad(f"filter.{name}", "not_list")
    return value


def _pattern(wildcards: str) -> str:
    """A LIKE pattern of the clients' wildcards: * many, ? one, backslash escapes."""
    out: list[str] = []
    marks = iter(wildcards)
    for mark in marks:
        if mark == "\\":
            following = next(marks, "\\")
            out.append("\\" + following if following in "%_\\" else following)
        elif mark in "%_":
            out.append("\\" + mark)
        else:
            out.append({"*": "%", "?": "_"}.get(mark, mark))
    return "".join(out)


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int) else "''"


# ---- order and pages ----------------------------------------------------------------------------------------------

Order = list[tuple[str, bool, type]]  # (SQL, descending, what a cursor must hold for it)


def _order(listing: Listing, wanted: list[dict[str, Any]]) -> Order:
    order: Order = []
    for step in wanted:
        name = step.get("field")
        field = listing.fields.get(name) if isinstance(name, str) else None
        if field is None:
            raise bad("sort.field", "no_field")
        direction = str(step.get("order", "ASC")).upper()
        if direction not in {"ASC", "DESC"}:
            raise bad("sort.order", "none_of", known="ASC, DESC")
        textual = field.kind == "text" or any(isinstance(c, str) for codes in field.words.values() for c in codes)
        fallback = "''" if textual else "0"
        order.append((f"COALESCE({field.sql}, {fallback})", direction == "DESC", str if textual else int))
    return [*order, (listing.key, bool(order) and order[-1][1], int)]


def _order_sql(order: Order, *, backwards: bool) -> str:
    return ", ".join(f"{sql} {'DESC' if down != backwards else 'ASC'}" for sql, down, _ in order)


def _beyond(order: Order, place: list[Any] | None, *, backwards: bool) -> tuple[str, list[Any]]:
    """The condition for rows that come after (or, backwards, before) a place in the order."""
    if place is None:
        return "1 = 1", []
    parts: list[str] = []
    values: list[Any] = []
    for given, (_, _, kind) in zip(place, order, strict=True):
        _must_be(given, kind)
    for at, (sql, down, _) in enumerate(order):
        same = " AND ".join(f"{one} = ?" for one, *_ in order[:at])
        parts.append(f"({same + ' AND ' if same else ''}{sql} {'<' if down != backwards else '>'} ?)")
        values += [*place[:at], place[at]]
    return "(" + " OR ".join(parts) + ")", values


def _must_be(given: Any, kind: type) -> None:
    """Raises Invalid for a cursor that was not made here: a database would stumble over the wrong type."""
    if kind is str:
        good = isinstance(given, str) and "\0" not in given
    else:
        good = type(given) is int and given.bit_length() <= 63
    if not good:
        raise Invalid("api.bad_cursor")


def paging(page: Mapping[str, Any]) -> tuple[int, int]:
    """(limit, offset) of a page that is asked for. Raises Invalid for anything else in it."""
    unknown = set(page) - {"limit", "from", "after", "before"}
    if unknown:
        raise bad(f"page.{min(unknown)[:60]}", "no_field")
    limit, offset = page.get("limit", DEFAULT_LIMIT), page.get("from", 0)
    for name, value, least, most in (("limit", limit, 0, 10_000), ("from", offset, 0, TOTAL_CAP)):
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise bad(f"page.{name}", "not_between", least=least, most=most)
    for name in ("after", "before"):
        if page.get(name) is not None and not isinstance(page[name], str):
            raise bad(f"page.{name}", "not_text")
    return limit, offset


def _page(page: Mapping[str, Any], width: int) -> tuple[int, int, list[Any] | None, list[Any] | None]:
    limit, offset = paging(page)
    return limit, offset, from_cursor(page.get("after"), width), from_cursor(page.get("before"), width)


def matching(field: Field, name: str, given: Any) -> tuple[str, list[Any]]:
    """One field's condition, for a query that is not a listing: SQL and parameters. Raises Invalid."""
    conditions, values = [], []
    for operator, value in (given if isinstance(given, dict) else {"$eq": given}).items():
        condition, more = _condition(field, name, operator, value)
        conditions.append(condition)
        values += more
    return " AND ".join(conditions) or "1 = 1", values
