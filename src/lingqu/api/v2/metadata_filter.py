"""Filtering cluster variables by their metadata: few enough to be looked at one by one, in no dialect of SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lingqu.api.edge import bad
from lingqu.api.v2.filters import translated

_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "$gt": lambda a, b: bool(a > b),
    "$gte": lambda a, b: bool(a >= b),
    "$lt": lambda a, b: bool(a < b),
    "$lte": lambda a, b: bool(a <= b),
}


def fits(metadata: Mapping[str, Any], wanted: Any) -> bool:
    """Whether all that is asked of the metadata holds: {name: value or operators}. Raises Invalid."""
    if not isinstance(wanted, dict):
        raise bad("filter.metadata", "not_object")
    return all(
        _holds(f"filter.metadata.{name[:60]}", metadata.get(name), operator, value)
        for name, given in wanted.items()
        for operator, value in (given if isinstance(given, dict) else {"$eq": given}).items()
    )


def _holds(at: str, value: Any, operator: str, given: Any) -> bool:
    if operator == "$exists":
        if not isinstance(given, bool):
            raise bad(at, "not_truth")
        return (value is not None) is given
    if operator == "$in":
        if not isinstance(given, list) or not given:
            raise bad(at, "not_list")
        return value in given
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal):
        raise bad(at, "not_text")
    if operator in {"$eq", "$neq"}:
        return (value == given) is (operator == "$eq")
    if operator == "$like":
        if not isinstance(given, str):
            raise bad(at, "not_text")
        pattern = translated(given, ".*", ".", re.escape)
        return isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL) is not None
    compare = _COMPARED.get(operator)
    if compare is None:
        raise bad(at, "no_operator", given=operator[:40])
    return isinstance(value, str) is isinstance(given, str) and value is not None and compare(value, given)
