"""The variables that a task sees: its own scope over those around it, whole values."""

from __future__ import annotations

from lingqu.kernel.values import Json, decode
from lingqu.store import Connection

_DEEPEST = 64  # scopes within one another
_SHOWN_WHOLE = 8192  # bytes of JSON that a variable row holds


def visible_at(c: Connection, instance: int, owner: int) -> dict[str, Json]:
    """All variables in sight of the element instance with counter `owner`; inner ones hide outer ones."""
    scopes = _scopes(c, instance, owner)
    rows = c.rows(
        "SELECT scope, name, value, size, hash FROM variable WHERE instance = ? AND scope IN ??", (instance, scopes)
    )
    nearest: dict[str, tuple[int, str, int, str]] = {}
    for scope, name, value, size, hash_ in rows:
        distance = scopes.index(scope)
        if name not in nearest or distance < nearest[name][0]:
            nearest[name] = (distance, value, size, hash_)
    large = _large(c, instance, [hash_ for _, _, _, hash_ in nearest.values() if hash_])
    return {
        name: decode(large.get(hash_, value)) if hash_ in large or _whole(value, size) else None
        for name, (_, value, size, hash_) in nearest.items()
    }


def _scopes(c: Connection, instance: int, owner: int) -> list[int]:
    """The counters of the scopes from the inside out; the last is the root's, 0."""
    rows = c.rows(
        "WITH RECURSIVE up (n, scope, depth) AS ("
        " SELECT n, scope, 0 FROM activity WHERE instance = ? AND n = ?"
        " UNION ALL SELECT a.n, a.scope, up.depth + 1 FROM activity a JOIN up ON a.n = up.scope"
        " WHERE a.instance = ? AND up.n > 0 AND up.depth < ?)"
        " SELECT n FROM up ORDER BY depth",
        (instance, owner, instance, _DEEPEST),
    )
    found = [int(row[0]) for row in rows]
    return found if found and found[-1] == 0 else [*(found or [owner]), 0]


def _whole(value: str, size: int) -> bool:
    return size <= _SHOWN_WHOLE and len(value.encode()) == size


def _large(c: Connection, instance: int, hashes: list[str]) -> dict[str, bytes | str]:
    if not hashes:
        return {}
    rows = c.rows("SELECT hash, body FROM value WHERE instance = ? AND hash IN ??", (instance, sorted(set(hashes))))
    return {hash_: bytes(body) for hash_, body in rows}
