"""What a listing is made of: its source, and each field once, with what it holds and how it is filtered by."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from lingqu.kernel.keys import instance_key, instance_of

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

#: Asks the database: SQL and parameters, rows.
Look: TypeAlias = Callable[[str, Sequence[Any]], Sequence[Sequence[Any]]]
#: Makes SQL and parameters of what a client gives for a field that no column holds; may look first. Raises Invalid.
Test: TypeAlias = Callable[[str, Any, Look | None], tuple[str, list[Any]]]
#: What must hold as well if a field is one of these values, in columns that an index begins with.
Narrow: TypeAlias = Callable[[list[Any]], tuple[str, list[Any]]]

_JOINS = re.compile(r"(?<!LEFT) (?=(?:LEFT )?JOIN )")
_ALIAS = re.compile(r"(?:LEFT )?JOIN \w+ (\w+) ON")
_COLUMN = re.compile(r"\w+\.\w+")
_NAMED = re.compile(r"\b(\w+)\.")


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field: its SQL, what it is, and the words of an enumeration with the values that they stand for.

    `empty`: what the column holds where the clients expect null (0 for keys and times, "" for text).
    `sure`: it is never null, so that it is ordered by as it stands and an index serves.
    `among`: the field has many values: FROM and WHERE of a subquery that finds them; `sql` is the value in it.
    `member`: how the rows that have some of these values are found by them: the column, the SELECT of what it is then.
    `cases`: of words or of a truth ("true"), conditions that say the same and that an index serves.
    """

    sql: str
    kind: Kind = "text"
    words: Mapping[str, Sequence[int | str]] = {}
    shown: Callable[[Any], Any] | None = None
    hidden: bool = False  # can be filtered by, is not in the answer
    empty: Any = None
    sure: bool = False
    among: str = ""
    member: tuple[str, str] = ("", "")
    cases: Mapping[str, str] = {}
    narrow: Narrow | None = None

    @property
    def textual(self) -> bool:
        """Whether the column holds text."""
        return self.kind == "text" or any(isinstance(code, str) for codes in self.words.values() for code in codes)


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What can be searched: FROM clause, fields by their API name, the column that settles every order.

    Each join of the source finds exactly one row (or none, LEFT): a statement that names none of it does without.
    `tests`: what is filtered by otherwise than by a column, fields included. `together`: fields that hold for one and
    the same related row, by the FROM and WHERE of that row.
    """

    source: str
    key: str
    fields: Mapping[str, Field]
    tenant: str  # SQL of the tenant column
    more_keys: tuple[str, ...] = ()  # numbers that settle the order where `key` alone does not
    by_parts: tuple[str, str] | None = None  # columns of the instance and the counter, if `key` is their sum
    usual: Callable[[Mapping[str, Any]], str] | None = None  # of a filter: the field that orders if none is asked for
    tests: Mapping[str, Test] = {}
    together: Mapping[str, Mapping[str, Field]] = {}
    few: Mapping[str, tuple[str, str, Callable[[Mapping[str, Any]], bool]]] = {}  # of `together`: see filters
    whose: str = ""  # the condition that a row is of a tenant, if that is told by a row joined to it

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that settle every order."""
        return self.by_parts or (self.key, *self.more_keys)

    @property
    def keys_are_columns(self) -> bool:
        """Whether a row can be found again by what settles the order."""
        return all(_COLUMN.fullmatch(key) for key in self.keys)

    @property
    def split(self) -> tuple[str, list[str]]:
        """The table of the rows, and the joins."""
        first, *joins = _JOINS.split(self.source)
        return first, joins

    def needed(self, *sql: str) -> str:
        """The source with no more joins than these pieces of SQL name."""
        first, joins = self.split
        known = {match[1]: join for join in joins if (match := _ALIAS.match(join))}
        wanted: set[str] = set()
        left = list(sql)
        while left:
            for alias in known.keys() & set(_NAMED.findall(left.pop())) - wanted:
                wanted.add(alias)
                left.append(known[alias].partition(" ON ")[2])
        return " ".join([first, *(join for alias, join in known.items() if alias in wanted)])

    @property
    def filters(self) -> frozenset[str]:
        """Every name that can be filtered by."""
        return frozenset(self.fields).union(self.tests, *self.together.values())


def key(sql: str, *, hidden: bool = False) -> Field:
    return Field(sql=sql, kind="key", hidden=hidden, empty=0)


def local(instance: str, counter: str, *, hidden: bool = False) -> Field:
    """The key of a part of an instance, stored as the instance's and a counter."""

    def narrow(keys: list[int]) -> tuple[str, list[Any]]:
        return f"{instance} IN ??", [[instance_of(one) for one in keys]]

    return Field(sql=f"({instance} + {counter})", kind="key", hidden=hidden, empty=0, narrow=narrow)


def element(row: str) -> Field:
    """The id of the element (joined as `e`) at which the row stands."""

    def narrow(ids: list[Any]) -> tuple[str, list[Any]]:
        if len(ids) > 1:
            return "1 = 1", []
        places = "SELECT o.definition, o.ordinal FROM element o WHERE o.id = ?"
        return f"({row}.definition, {row}.element) IN ({places})", ids

    return Field(sql="e.id", narrow=narrow)


#: The beginning of a variable's value that is indexed with its name.
INDEXED = 64


def beginning(values: list[Any]) -> tuple[str, list[Any]]:
    """What equals these begins as they do."""
    begin = f"substr(v.value, 1, {INDEXED})"
    return (
        (f"{begin} = ?", [values[0][:INDEXED]])
        if len(values) == 1
        else (
            f"{begin} IN ??",
            [[one[:INDEXED] for one in values]],
        )
    )


#: A variable's value. SQLite would put a parameter in the column's place, and know the index no more.
VALUE = Field(sql="(v.value || '')", narrow=beginning)


def _numbered(ids: list[Any]) -> tuple[str, list[Any]]:
    return ("1 = 1" if "" in ids else "i.business_id != ''"), []


#: Of the instance `i`. Those without one are not in the index.
BUSINESS_ID = Field(sql="i.business_id", empty="", narrow=_numbered)


def instance_key_of(part: str) -> Field:
    """The key of the instance of which a part's key is stored."""

    def narrow(keys: list[int]) -> tuple[str, list[Any]]:
        return f"{part} > 0 AND {part} >= ? AND {part} < ?", [min(keys), max(keys) + instance_key(1)]

    one = instance_key(1)
    return Field(sql=f"{part} / {one} * {one}", kind="key", empty=0, narrow=narrow)


def text(sql: str, *, null: bool = False, hidden: bool = False) -> Field:
    return Field(sql=sql, kind="text", empty="" if null else None, hidden=hidden)


def number(sql: str) -> Field:
    return Field(sql=sql, kind="number", sure=True)


def truth(sql: str, *, hidden: bool = False) -> Field:
    """`sql` is a condition."""
    cases = {"true": f"({sql})", "false": f"({sql}) IS NOT TRUE"}
    return Field(sql=f"CASE WHEN {sql} THEN 1 ELSE 0 END", kind="truth", hidden=hidden, cases=cases)


def moment(sql: str, *, sure: bool = False) -> Field:
    return Field(sql=sql, kind="time", sure=sure)


def later(sql: str) -> Field:
    """A moment that has not come at first; it is ordered and indexed as 0 until then."""
    return Field(sql=f"COALESCE({sql}, 0)", kind="time", empty=0)


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
