"""Rows: what a batch will write, gathered by table, then written by a constant number of batched statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Any, Protocol, TypeAlias

from lingqu.store import Connection
from lingqu.store.tables import metadata

Key: TypeAlias = tuple[Any, ...]
Fields: TypeAlias = dict[str, Any]
Home: TypeAlias = dict[str, dict[Key, Fields]]


@cache
def key_of(table: str) -> tuple[str, ...]:
    """The names of a table's key columns."""
    return tuple(column.name for column in metadata.tables[table].primary_key.columns)


@cache
def columns_of(table: str) -> tuple[str, ...]:
    return tuple(column.name for column in metadata.tables[table].columns)


@cache
def key_in(table: str) -> Callable[[Fields], Key]:
    """A function that tells the key of a row of that table."""
    return picked(key_of(table))


@cache
def row_in(table: str) -> Callable[[Fields], Key]:
    """A function that tells the values of all columns of a row of that table."""
    return picked(columns_of(table))


@cache
def picked(names: tuple[str, ...]) -> Callable[[Fields], Key]:
    """A function that picks these fields of a row, in this order."""
    if len(names) == 1:
        (name,) = names
        return lambda row: (row[name],)
    return itemgetter(*names)


@cache
def ordered(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names in one order, whatever order they come in: rows changed alike share a statement."""
    return tuple(sorted(names))


class Changes(Protocol):
    """What takes changes of rows, one after the other. `key`: the values of the key's columns."""

    def insert(self, table: str, key: Key, fields: Fields) -> None: ...
    def ensure(self, table: str, key: Key, fields: Fields) -> None: ...
    def upsert(self, table: str, key: Key, fields: Fields) -> None: ...
    def update(self, table: str, key: Key, fields: Fields) -> None: ...
    def delete(self, table: str, key: Key) -> None: ...
    def clear(self, table: str, where: Fields) -> None: ...


class Rows:
    """Changes of rows. Several changes of one row become one; an inserted row that is deleted never was.

    The fields of a row are taken over: whoever hands them in does not change them any more.
    """

    def __init__(self) -> None:
        self._inserts: Home = defaultdict(dict)
        self._ensures: Home = defaultdict(dict)
        self._upserts: Home = defaultdict(dict)
        self._updates: Home = defaultdict(dict)
        self._deletes: dict[str, set[Key]] = defaultdict(set)
        self._clears: dict[tuple[str, tuple[str, ...]], set[Key]] = defaultdict(set)

    def insert(self, table: str, key: Key, fields: Fields) -> None:
        """A row that is not there yet, with all its columns."""
        home = self._inserts
        if table in self._deletes and key in self._deletes[table]:
            # a row deleted before is replaced: an upsert says both
            self._deletes[table].discard(key)
            home = self._upserts
        if table in self._updates:
            self._updates[table].pop(key, None)
        home[table][key] = fields

    def ensure(self, table: str, key: Key, fields: Fields) -> None:
        """A row that may be there already; then it stays as it is."""
        self._ensures[table].setdefault(key, fields)

    def upsert(self, table: str, key: Key, fields: Fields) -> None:
        """A row that is inserted or replaced, with all its columns."""
        if table in self._updates:
            self._updates[table].pop(key, None)
        if table in self._inserts and key in self._inserts[table]:
            self._inserts[table][key] = fields
        else:
            if table in self._deletes:
                self._deletes[table].discard(key)
            self._upserts[table][key] = fields

    def update(self, table: str, key: Key, fields: Fields) -> None:
        """Some columns of a row that is there."""
        for home in (self._inserts, self._upserts, self._updates):
            if table in home and key in home[table]:
                home[table][key].update(fields)
                return
        self._updates[table][key] = fields

    def delete(self, table: str, key: Key) -> None:
        self._updates[table].pop(key, None)
        self._ensures[table].pop(key, None)
        self._upserts[table].pop(key, None)
        if self._inserts[table].pop(key, None) is None:
            self._deletes[table].add(key)

    def clear(self, table: str, where: Fields) -> None:
        """Delete every row whose key has these values; `where` names some of the key's columns."""
        names_of_key = key_of(table)
        if not where.keys() <= set(names_of_key):
            raise ValueError(f"Expected to clear {table} by columns of its key, but by {sorted(where)}")
        updates = self._updates[table]
        for key in [key for key in updates if where.items() <= dict(zip(names_of_key, key, strict=True)).items()]:
            del updates[key]
        for home in (self._inserts, self._ensures, self._upserts):
            rows = home[table]
            for key in [key for key, row in rows.items() if where.items() <= row.items()]:
                del rows[key]
        names = ordered(tuple(where))
        self._clears[table, names].add(picked(names)(where))

    def then(self, later: Rows) -> Rows:
        """These changes and then those; neither is used any more, but what comes back."""
        if not (self._inserts or self._ensures or self._upserts or self._updates or self._deletes or self._clears):
            return later
        for (table, names), values in later._clears.items():
            for value in values:
                self.clear(table, dict(zip(names, value, strict=True)))
        for table, keys in later._deletes.items():
            for key in keys:
                self.delete(table, key)
        for home, change in (
            (later._inserts, self.insert),
            (later._ensures, self.ensure),
            (later._upserts, self.upsert),
            (later._updates, self.update),
        ):
            for table, rows in home.items():
                for key, fields in rows.items():
                    change(table, key, fields)
        return self

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
                c.insert(table, columns_of(table), list(map(row_in(table), inserts.values())))
        for table, ensures in self._ensures.items():
            if ensures:
                c.insert(table, columns_of(table), list(map(row_in(table), ensures.values())), ignore=True)
        for table, upserts in self._upserts.items():
            if upserts:
                c.upsert(table, key_of(table), columns_of(table), list(map(row_in(table), upserts.values())))
        for table, updates in self._updates.items():
            alike: dict[tuple[str, ...], list[Key]] = defaultdict(list)
            for key, fields in updates.items():
                names = ordered(tuple(fields))
                alike[names].append(key + picked(names)(fields))
            for names, rows in alike.items():
                c.update_many(table, key_of(table), names, rows)
