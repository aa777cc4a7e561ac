"""What rows are filtered by that is not one value of theirs: variables of a scope by name and value, tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.api.edge import bad
from lingqu.api.v2.fields import Test, text
from lingqu.api.v2.filters import matching

#: Variables or tags of one filter.
MOST = 32
#: The beginning of a value that is indexed with the variable's name.
INDEXED = 64


def by_values(wanted: Mapping[str, Any]) -> bool:
    """Whether a filter names variables, itself or in an alternative."""
    either = wanted.get("$or")
    alternatives = either if isinstance(either, list) else []
    return any(
        name.lower().endswith("variables") for one in (wanted, *alternatives) if isinstance(one, dict) for name in one
    )


def variables(instance: str, scope: str) -> Test:
    """All of these variables, [{name, value}], in a scope (SQL over `v`) of an instance (SQL). Values are JSON text."""

    def test(at: str, given: Any) -> tuple[str, list[Any]]:
        parts, params = [], []
        for one in _list(at, given):
            if not isinstance(one, dict) or set(one) != {"name", "value"} or not isinstance(one["name"], str):
                raise bad(at, "not_variable")
            condition, more = _value(f"{at}.value", one["value"])
            parts.append(
                f"{instance} IN (SELECT v.instance FROM variable v WHERE v.name = ? AND {scope} AND {condition})"  # noqa: S608 - ours
            )
            params += [one["name"], *more]
        return " AND ".join(parts), params

    return test


def _value(at: str, given: Any) -> tuple[str, list[Any]]:
    """The condition on a value; the beginning of what it equals is said apart, so that the index serves."""
    condition, params = matching(text("v.value"), at, given)
    equal = given.get("$eq") if isinstance(given, dict) else given
    if equal is None:
        return condition, params
    return f"substr(v.value, 1, {INDEXED}) = ? AND {condition}", [equal[:INDEXED], *params]


def tags(column: str) -> Test:
    """All of these tags; `column` holds a JSON list."""

    def test(at: str, given: Any) -> tuple[str, list[Any]]:
        wanted = _list(at, given)
        if not all(isinstance(one, str) and one and '"' not in one for one in wanted):
            raise bad(at, "not_text")
        parts = [matching(text(column), at, {"$like": f'*"{_plain(one)}"*'}) for one in wanted]
        return " AND ".join(part for part, _ in parts), [value for _, more in parts for value in more]

    return test


def _plain(tag: str) -> str:
    return "".join("\\" + mark if mark in "*?\\" else mark for mark in tag)


def _list(at: str, given: Any) -> list[Any]:
    if not isinstance(given, list) or not given:
        raise bad(at, "not_list")
    if len(given) > MOST:
        raise bad(at, "too_many", most=MOST)
    return given
