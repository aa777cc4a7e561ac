"""What rows are filtered by that is not one value of theirs: variables of a scope by name and value, tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.api.edge import bad
from lingqu.api.v2.fields import VALUE, Look, Test, text
from lingqu.api.v2.filters import matching

#: Variables or tags of one filter.
MOST = 32
#: Instances with a variable that are looked up before a search begins.
FEW = 5_000


def by_values(wanted: Mapping[str, Any]) -> bool:
    """Whether a filter names variables, itself or in an alternative."""
    either = wanted.get("$or")
    alternatives = either if isinstance(either, list) else []
    return any(
        name.lower().endswith("variables") for one in (wanted, *alternatives) if isinstance(one, dict) for name in one
    )


def variables(instance: str, scope: str) -> Test:
    """All of these variables, [{name, value}], in a scope (SQL over `v`) of an instance (SQL). Values are JSON text."""

    def test(at: str, given: Any, look: Look | None) -> tuple[str, list[Any]]:
        parts, params = [], []
        for one in _list(at, given):
            condition, more = variable(at, one)
            condition, more = _having(instance, f"{scope} AND {condition}", more, look)
            parts.append(condition)
            params += more
        return " AND ".join(parts), params

    return test


def variable(at: str, given: Any) -> tuple[str, list[Any]]:
    """The condition on a row `v` that it has this name and value. Raises Invalid."""
    if not isinstance(given, dict) or set(given) != {"name", "value"} or not isinstance(given["name"], str):
        raise bad(at, "not_variable")
    condition, params = matching(VALUE, f"{at}.value", given["value"])
    return f"v.name = ? AND {condition}", [given["name"], *params]


def _having(instance: str, condition: str, params: list[Any], look: Look | None) -> tuple[str, list[Any]]:
    """The instance has such a variable: one of few that were looked up, or each is asked as it comes in its order."""
    few = f"SELECT v.instance FROM variable v WHERE {condition}"  # noqa: S608 - ours
    if look is None or "substr(" not in condition or instance.split(".", maxsplit=1)[0] + "." in condition:
        return f"{instance} IN ({few})", params
    found = look(f"{few} LIMIT {FEW + 1}", params)
    if len(found) <= FEW:
        return f"{instance} IN ??", [[row[0] for row in found]]
    return f"(SELECT 1 FROM variable v WHERE v.instance = {instance} AND {condition} LIMIT 1) IS NOT NULL", params  # noqa: S608


def tags(column: str) -> Test:
    """All of these tags; `column` holds a JSON list."""

    def test(at: str, given: Any, look: Look | None) -> tuple[str, list[Any]]:
        del look
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
