"""Pages of figures that are counted, not stored: all groups are at hand, and a cursor is a place among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from lingqu.api.edge import bad, cursor, from_iso, padded
from lingqu.api.v2.ordering import paging
from lingqu.api.v2.search import Query

#: Groups of one answer at most; more are not counted, and the answer says so.
MOST_GROUPS = 10_000


class Window(msgspec.Struct, frozen=True):
    """Moments between which something was created, ms since the epoch."""

    since: int
    until: int


def window(wanted: dict[str, Any], field: str = "filter") -> Window:
    """The `from` and `to` of a filter, both required. Raises Invalid."""
    found = []
    for name in ("from", "to"):
        given = wanted.get(name)
        if not isinstance(given, str):
            raise bad(f"{field}.{name}", "not_text")
        found.append(from_iso(given, f"{field}.{name}"))
    if found[0] > found[1]:
        raise bad(f"{field}.to", "too_small", least=str(wanted["from"]))
    return Window(*found)


def only(wanted: dict[str, Any], *known: str) -> dict[str, Any]:
    """The filter, if it names nothing else. Raises Invalid."""
    unknown = set(wanted) - set(known)
    if unknown:
        raise bad(f"filter.{min(unknown)[:60]}", "no_field")
    return wanted


def paged(items: Sequence[dict[str, Any]], query: Query | None) -> dict[str, Any]:
    """One page of these groups, sorted as asked. Raises Invalid."""
    query = query or Query()
    ordered = list(items)
    for step in reversed(query.sort or []):
        name = step.field
        if ordered and name not in ordered[0]:
            raise bad("sort.field", "no_field")
        ordered.sort(key=lambda item: _sortable(item[name]), reverse=step.order.upper() == "DESC")
    page = paging(query.page or {}, 1)
    start, limit = page.offset, page.limit
    if page.after is not None:
        start = _place(page.after) + 1
    elif page.before is not None:
        end = _place(page.before)
        start, limit = max(0, end - limit), min(limit, end)
    shown = ordered[start : start + limit]
    return {
        "items": shown,
        "page": {
            "totalItems": len(ordered),
            "hasMoreTotalItems": len(ordered) >= MOST_GROUPS,
            "startCursor": padded(cursor(start)) if shown else None,
            "endCursor": padded(cursor(start + len(shown) - 1)) if shown else None,
        },
    }


def _place(parts: list[Any]) -> int:
    if type(parts[0]) is not int or not 0 <= parts[0] <= MOST_GROUPS:
        raise bad("page.after", "not_between", least=0, most=MOST_GROUPS)
    return parts[0]


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)
