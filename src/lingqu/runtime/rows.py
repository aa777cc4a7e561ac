"""Rows: what a batch will write, gathered by table, then written by a constant number of batched statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Literal, TypeAlias

import msgspec

from lingqu.store import Connection
from lingqu.store.tables import metadata

Key: TypeAlias = tuple[Any, ...]
Fields: TypeAlias = Mapping[str, Any]


@cache
def key_of(table: str) -> tuple[str, ...]:
    """The names of a table's key columns."""
    return tuple(column.name for column in metadata.tables[table].primary_key.columns)


@cache
def columns_of(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in metadata.tables[table].columns)


@cache
def picked(names: tuple[str, ...]) -> Callable[[Fields], Key]:
    """A function that picks these fields of a row, in this order."""
    if len(names) == 1:
        (name,) = names
        return lambda row: (row[name],)
    return itemgetter(*names)


class Op(msgspec.Struct, frozen=True):
    """One change of one row. `fields`: all columns for insert, ensure and upsert, the changed ones for update.

    `clear` deletes every row whose key has the values in `fields` (some of its columns).
    """

    kind: Literal["insert", "ensure", "upsert", "update", "delete", "clear"]
    table: str
    key: Key
    fields: Fields = {}


class Rows:
    """The changes of a batch. Several changes of one row become one; an inserted row that is deleted never was."""

    def __init__(self) -> None:
        self._inserts: dict[str, dict[Key, dict[str, Any]]] = defaultdict(dict)
        self._ensures: dict[str, dict[Key, Fields]] = defaultdict(dict)
        self._upserts: dict[str, dict[Key, dict[str, Any]]] = defaultdict(dict)
        self._updates: dict[str, dict[Key, dict[str, Any]]] = defaultdict(dict)
        self._deletes: dict[str, set[Key]] = defaultdict(set)
        self._clears: dict[tuple[str, tuple[str, ...]], set[Key]] = defaultdict(set)

    def apply(self, ops: Sequence[Op]) -> None:
        for op in ops:
            getattr(self, f"_{op.kind}")(op)

    def _insert(self, op: Op) -> None:
        # a row deleted before in the same batch is replaced: an upsert says both
        home = self._upserts if op.key in self._deletes[op.table] else self._inserts
        self._deletes[op.table].discard(op.key)
        self._updates[op.table].pop(op.key, None)
        home[op.table][op.key] = dict(op.fields)

    def _ensure(self, op: Op) -> None:
        self._ensures[op.table].setdefault(op.key, op.fields)

    def _upsert(self, op: Op) -> None:
        self._updates[op.table].pop(op.key, None)
        if op.key in self._inserts[op.table]:
            self._inserts[op.table][op.key] = dict(op.fields)
        else:
            self._deletes[op.table].discard(op.key)
            self._upserts[op.table][op.key] = dict(op.fields)

    def _update(self, op: Op) -> None:
        for home in (self._inserts, self._upserts):
            if op.key in home[op.table]:
                home[op.table][op.key].update(op.fields)
                return
        self._updates[op.table].setdefault(op.key, {}).update(op.fields)

    def _delete(self, op: Op) -> None:
        self._updates[op.table].pop(op.key, None)
        self._ensures[op.table].pop(op.key, None)
        self._upserts[op.table].pop(op.key, None)
        if self._inserts[op.table].pop(op.key, None) is None:
            self._deletes[op.table].add(op.key)

    def _clear(self, op: Op) -> None:
        names_of_key = key_of(op.table)
        if not op.fields.keys() <= set(names_of_key):
            raise ValueError(f"Expected to clear {op.table} by columns of its key, but by {sorted(op.fields)}")
        updates = self._updates[op.table]
        for key in [key for key in updates if op.fields.items() <= dict(zip(names_of_key, key, strict=True)).items()]:
            del updates[key]
        for home in (self._inserts, self._ensures, self._upserts):
            rows: dict[Key, Any] = home[op.table]
            for key in [key for key, row in rows.items() if op.fields.items() <= row.items()]:
                del rows[key]
        names = tuple(sorted(op.fields))
        self._clears[op.table, names].add(tuple(op.fields[name] for name in names))

    def inserted(self, table: str) -> list[Fields]:
        """The rows of that table that this batch is about to insert."""
        return list(self._inserts[table].values())

    def write(self, c: Connection) -> None:
        """One statement a table and kind; updates one a set of columns."""
        for (table, names), values in self._clears.items():
            c.delete_many(table, names, sorted(values))
        for table, deletes in self._deletes.items():
            if deletes:
                c.delete_many(table, key_of(table), sorted(deletes))
        for table, inserts in self._inserts.items():
            if inserts:
                c.insert(table, columns_of(table), _filled(table, inserts))
        for table, ensures in self._ensures.items():
            if ensures:
                c.insert(table, columns_of(table), _filled(table, ensures), ignore=True)
        for table, upserts in self._upserts.items():
            if upserts:
                c.upsert(table, key_of(table), columns_of(table), _filled(table, upserts))
        for table, updates in self._updates.items():
            alike: dict[tuple[str, ...], list[Key]] = defaultdict(list)
            for key, fields in updates.items():
                names = tuple(sorted(fields))
                alike[names].append((*key, *(fields[name] for name in names)))
            for names, rows in alike.items():
                c.update_many(table, key_of(table), names, rows)


def _filled(table: str, rows: Mapping[Key, Fields]) -> list[Key]:
    return list(map(picked(columns_of(table)), rows.values()))
