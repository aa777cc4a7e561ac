"""Hit policies: what a decision table gives when these rules match."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from lingqu.dmn.places import Place, Run
from lingqu.feel import operations
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.calls import call_builtin
from lingqu.feel.values import Range, Value

#: What one rule gives: a value for each output column.
Row = tuple[Value, ...]


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that match, in the order of the table."""

    place: Place
    rules: tuple[int, ...]  # numbers, from 1
    rows: tuple[Row, ...]
    names: tuple[str, ...]  # of the output columns
    priorities: tuple[tuple[Value, ...], ...]  # for each column its values, the highest priority first


def value_of(row: Row, names: Sequence[str]) -> Value:
    """The value of one rule: that of the only column, or a context of all."""
    return row[0] if len(names) == 1 else dict(zip(names, row, strict=True))


def _single(hits: Hits, row: Row) -> Value:
    return value_of(row, hits.names)


def _unique(run: Run, hits: Hits) -> Value:
    if len(hits.rows) > 1:
        run.tell("several_rules", hits.place, rules=_numbers(hits))
        return None
    return _single(hits, hits.rows[0])


def _any(run: Run, hits: Hits) -> Value:
    first = hits.rows[0]
    for row in hits.rows[1:]:
        if not all(operations.same(run, one, two) for one, two in zip(first, row, strict=True)):
            run.tell("different_outputs", hits.place, rules=_numbers(hits))
            return None
    return _single(hits, first)


def _first(_run: Run, hits: Hits) -> Value:
    return _single(hits, hits.rows[0])


def _priority(run: Run, hits: Hits) -> Value:
    return _single(hits, _by_priority(run, hits)[0])


def _output_order(run: Run, hits: Hits) -> Value:
    return [_single(hits, row) for row in _by_priority(run, hits)]


def _rule_order(_run: Run, hits: Hits) -> Value:
    return [_single(hits, row) for row in hits.rows]


def _by_priority(run: Run, hits: Hits) -> list[Row]:
    """The rows by the places of their outputs among the values of the columns, the first column first."""

    def place(value: Value, values: tuple[Value, ...]) -> int:
        for at, one in enumerate(values):
            if (type(one) is Range and operations.in_range(run, value, one, 0)) or operations.same(run, value, one):
                return at
        return len(values)

    run.quiet += 1
    found = sorted(hits.rows, key=lambda row: [*map(place, row, hits.priorities)])
    run.quiet -= 1
    return found


def _count(_run: Run, hits: Hits) -> Value:
    return len(hits.rows)


def _aggregated(function: str) -> Callable[[Run, Hits], Value]:
    def aggregate(run: Run, hits: Hits) -> Value:
        columns = [call_builtin(run, BUILTINS[function], (list(column),), 0) for column in zip(*hits.rows, strict=True)]
        return value_of(tuple(columns), hits.names)

    return aggregate


def _numbers(hits: Hits) -> str:
    return ", ".join(map(str, hits.rules))


class Policy(msgspec.Struct, frozen=True):
    """A hit policy: its letter, and what it makes of matching rules."""

    letter: str
    result: Callable[[Run, Hits], Value]
    several: bool = False  # a list of values


POLICIES: dict[tuple[str, str], Policy] = {
    ("UNIQUE", ""): Policy("U", _unique),
    ("ANY", ""): Policy("A", _any),
    ("PRIORITY", ""): Policy("P", _priority),
    ("FIRST", ""): Policy("F", _first),
    ("RULE ORDER", ""): Policy("R", _rule_order, several=True),
    ("OUTPUT ORDER", ""): Policy("O", _output_order, several=True),
    ("COLLECT", ""): Policy("C", _rule_order, several=True),
    ("COLLECT", "SUM"): Policy("C+", _aggregated("sum")),
    ("COLLECT", "MIN"): Policy("C<", _aggregated("min")),
    ("COLLECT", "MAX"): Policy("C>", _aggregated("max")),
    ("COLLECT", "COUNT"): Policy("C#", _count),
}


def policy_of(hit_policy: str, aggregation: str) -> Policy | None:
    """The policy that a table names; None if there is no such one. An aggregation counts with COLLECT only."""
    word = " ".join(hit_policy.replace("_", " ").split()) or "UNIQUE"
    return POLICIES.get((word, aggregation.strip() if word == "COLLECT" else ""))
