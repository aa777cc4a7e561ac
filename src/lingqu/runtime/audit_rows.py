"""Rows in an audit: those that history tells, those that are there, and how they differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lingqu.runtime.rows import Fields, Key, columns_of, key_of
from lingqu.store import Connection

#: Columns that no event tells of: leases, when somebody has read, sentences in the words of the version of then.
_UNTOLD: Mapping[str, frozenset[str]] = {
    "job": frozenset({"lease", "worker", "ready_at", "priority"}),
    "party": frozenset({"read_at", "since"}),
    "incident": frozenset({"message", "message_hash"}),
}
#: Tables whose rows all come from history, by the column that names the instance.
TOLD: Mapping[str, str] = {
    "instance": "key",
    "activity": "instance",
    "variable": "instance",
    "job": "instance",
    "task": "instance",
    "seat": "instance",
    "offer": "instance",
    "timer": "instance",
    "subscription": "instance",
    "incident": "instance",
    "decision": "instance",
}
#: Tables of which operators may delete rows; what is there must still be as history tells it.
_DELETABLE = frozenset({"decision"})

Tables = dict[str, dict[Key, dict[str, Any]]]


class Retold:
    """Changes of rows done one by one, in memory: what the rows of an instance should be."""

    def __init__(self) -> None:
        self.tables: Tables = defaultdict(dict)

    def insert(self, table: str, key: Key, fields: Fields) -> None:
        self.tables[table][key] = dict(fields)

    def ensure(self, table: str, key: Key, fields: Fields) -> None:
        self.tables[table].setdefault(key, dict(fields))

    def upsert(self, table: str, key: Key, fields: Fields) -> None:
        self.tables[table][key] = dict(fields)

    def update(self, table: str, key: Key, fields: Fields) -> None:
        if key in self.tables[table]:
            self.tables[table][key].update(fields)

    def delete(self, table: str, key: Key) -> None:
        self.tables[table].pop(key, None)

    def clear(self, table: str, where: Fields) -> None:
        rows = self.tables[table]
        for key in [key for key, row in rows.items() if where.items() <= row.items()]:
            del rows[key]


def tables_of(c: Connection, keys: Sequence[int]) -> dict[int, Tables]:
    """The rows of these instances, by instance and table."""
    found: dict[int, Tables] = defaultdict(lambda: defaultdict(dict))
    for table, owner in TOLD.items():
        names = columns_of(table)
        for row in c.rows(f"SELECT {', '.join(names)} FROM {table} WHERE {owner} IN ??", [list(keys)]):  # noqa: S608 - our names
            fields = dict(zip(names, (_plain(value) for value in row), strict=True))
            found[fields[owner]][table][tuple(fields[name] for name in key_of(table))] = fields
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def differing(told: Tables, there: Tables) -> list[str]:
    """How the rows that are there differ from those that history tells."""
    found: list[str] = []
    for table in TOLD:
        ours, theirs = told.get(table, {}), there.get(table, {})
        untold = _UNTOLD.get(table, frozenset())
        found += [f"{table} {key}: history tells of no such row" for key in sorted(theirs.keys() - ours.keys())]
        if table not in _DELETABLE:
            found += [f"{table} {key}: the row is missing" for key in sorted(ours.keys() - theirs.keys())]
        for key in sorted(ours.keys() & theirs.keys()):
            found += [
                f"{table} {key}.{name}: history says {value!r}, the row says {theirs[key][name]!r}"
                for name, value in ours[key].items()
                if name not in untold and value != theirs[key][name]
            ]
    return found
