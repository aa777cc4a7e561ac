"""What a listing is made of: its source, and each field once, with what it holds and how it is filtered by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

Kind = Literal["key", "text", "number", "time", "word", "truth"]
DEFAULT_TENANT = "<default>"

#: Kinds of batch operations that the clients know.
OPERATION_TYPES = (
    "ADD_VARIABLE",
    "CANCEL_PROCESS_INSTANCE",
    "DELETE_DECISION_DEFINITION",
    "DELETE_DECISION_INSTANCE",
    "DELETE_PROCESS_DEFINITION",
    "DELETE_PROCESS_INSTANCE",
    "MIGRATE_PROCESS_INSTANCE",
    "MODIFY_PROCESS_INSTANCE",
    "RESOLVE_INCIDENT",
    "RESUME_PROCESS_INSTANCE",
    "SUSPEND_PROCESS_INSTANCE",
    "UPDATE_JOB",
    "UPDATE_VARIABLE",
)

#: Makes SQL and parameters of what a client gives for a field that no column holds. Raises Invalid.
Test: TypeAlias = Callable[[str, Any], tuple[str, list[Any]]]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field: its SQL, what it is, and the words of an enumeration with the values that they stand for.

    `empty`: what the column holds where the clients expect null (0 for keys and times, "" for text).
    `sure`: it is never null, so that it is ordered by as it stands and an index serves.
    `among`: the field has many values: FROM and WHERE of a subquery that finds them; `sql` is the value in it.
    """

    sql: str
    kind: Kind = "text"
    words: Mapping[str, Sequence[int | str]] = {}
    shown: Callable[[Any], Any] | None = None
    hidden: bool = False  # can be filtered by, is not in the answer
    empty: Any = None
    sure: bool = False
    among: str = ""

    @property
    def textual(self) -> bool:
        """Whether the column holds text."""
        return self.kind == "text" or any(isinstance(code, str) for codes in self.words.values() for code in codes)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What can be searched: FROM clause, fields by their API name, the column that settles every order.

    `tests`: what is filtered by otherwise than by a column, fields included. `together`: fields that hold for one and
    the same related row, by the FROM and WHERE of that row.
    """

    source: str
    key: str
    fields: Mapping[str, Field]
    tenant: str  # SQL of the tenant column
    more_keys: tuple[str, ...] = ()  # numbers that settle the order where `key` alone does not
    by_parts: tuple[str, str] | None = None  # columns of the instance and the counter, if `key` is their sum
    tests: Mapping[str, Test] = {}
    together: Mapping[str, Mapping[str, Field]] = {}

    @property
    def filters(self) -> frozenset[str]:
        """Every name that can be filtered by."""
        return frozenset(self.fields).union(self.tests, *self.together.values())


def key(sql: str, *, hidden: bool = False) -> Field:
    return Field(sql=sql, kind="key", hidden=hidden, empty=0)


def text(sql: str, *, null: bool = False, hidden: bool = False) -> Field:
    return Field(sql=sql, kind="text", empty="" if null else None, hidden=hidden)


def number(sql: str) -> Field:
    return Field(sql=sql, kind="number", sure=True)


def truth(sql: str, *, hidden: bool = False) -> Field:
    """`sql` is a condition."""
    return Field(sql=f"CASE WHEN {sql} THEN 1 ELSE 0 END", kind="truth", hidden=hidden)


def moment(sql: str, *, sure: bool = False) -> Field:
    return Field(sql=sql, kind="time", sure=sure)


def words(sql: str, **meanings: int | str | tuple[int | str, ...]) -> Field:
    codes = {word: code if isinstance(code, tuple) else (code,) for word, code in meanings.items()}
    return Field(sql=sql, kind="word", words=codes)


def named(sql: str, *known: str, hidden: bool = False) -> Field:
    """An enumeration whose words stand in the column as they are."""
    return Field(sql=sql, kind="word", words={one: (one,) for one in known}, hidden=hidden)


def constant(word: str, *others: str) -> Field:
    """A field that is always the same word of an enumeration."""
    return named(f"'{word}'", word, *others)


def never(kind: Kind = "text") -> Field:
    """A field of the clients that nothing of ours has: always null."""
    return Field(sql="NULL", shown=lambda _: None, kind=kind)


def tenant(sql: str) -> Field:
    return Field(sql=f"CASE WHEN {sql} = '' THEN '{DEFAULT_TENANT}' ELSE {sql} END")
