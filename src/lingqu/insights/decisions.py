"""What was decided, for people and auditors: what each decision saw, which rules matched, what it gave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from lingqu.kernel.values import Json, decode
from lingqu.store import Connection


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """An input or output: the id and the name of its column, or of what the decision requires."""

    id: str
    name: str
    value: Json


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that matched; `index` from 1."""

    id: str
    index: int
    outputs: tuple[Given, ...]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of one evaluation. `key` is the evaluation's, `place` counts from 1; the last was asked for.

    `inputs`: the columns of its table, else what it required. `cut`: it was too big to be kept as a whole, or the
    values were deleted.
    """

    key: int
    place: int
    definition: int
    id: str
    name: str
    version: int
    kind: str
    owner: int
    at: int
    failed: bool
    failure: str
    value: Json
    inputs: tuple[Given, ...]
    rules: tuple[Rule, ...]
    notes: tuple[dict[str, str], ...]
    cut: bool


_SQL = (
    "SELECT x.evaluation, x.place, x.definition, d.id, d.name, d.version, x.kind, x.owner, x.at, x.failed, x.failure,"
    " x.details, x.hash, v.body FROM decision x JOIN definition d ON d.key = x.definition"
    " LEFT JOIN value v ON v.instance = CASE WHEN x.instance = 0 THEN x.evaluation ELSE x.instance END"
    " AND v.hash = x.hash WHERE "
)


def of_instance(c: Connection, instance: int, most: int) -> list[Decided]:
    """What the business rule tasks of an instance have decided, in order; `most` decisions."""
    rows = c.rows(f"{_SQL}x.instance = ? ORDER BY x.evaluation, x.place LIMIT ?", [instance, most])
    return list(_decided(rows))


def of_evaluation(c: Connection, evaluation: int, place: int | None = None) -> list[Decided]:
    """The decisions of one evaluation, or the one at that place."""
    which, params = ("", []) if place is None else (" AND x.place = ?", [place])
    rows = c.rows(f"{_SQL}x.evaluation = ?{which} ORDER BY x.place", [evaluation, *params])
    return list(_decided(rows))


def _decided(rows: Iterable[tuple[Any, ...]]) -> Iterable[Decided]:
    for key, place, definition, name, label, version, kind, owner, at, failed, failure, own, hash_, shared in rows:
        told = _told(bytes(own), hash_, shared, place)
        table = told["tables"][-1] if kind == "decisionTable" and told["tables"] else None
        yield Decided(
            key=key,
            place=place,
            definition=definition,
            id=name,
            name=label,
            version=version,
            kind=kind,
            owner=owner,
            at=at,
            failed=bool(failed),
            failure=failure,
            value=told["value"],
            inputs=tuple(Given(**one) for one in (told["inputs"] if table is None else table["inputs"])),
            rules=() if table is None else tuple(_rule(one) for one in table["rules"]),
            notes=tuple(told.get("notes", ())),
            cut=bool(told.get("cut")),
        )


def _told(own: bytes, hash_: str, shared: Any, place: int) -> dict[str, Json]:
    """The details of one decision: its own, or its part of the evaluation's."""
    if own:
        return dict(decode(own))
    if not hash_ or shared is None:
        return {"inputs": [], "tables": [], "value": None, "cut": True}
    whole = decode(bytes(shared))
    last = place == len(whole["decisions"])
    return {**whole["decisions"][place - 1], "notes": whole["notes"] if last else []}


def _rule(told: dict[str, Json]) -> Rule:
    return Rule(id=told["id"], index=told["index"], outputs=tuple(Given(**one) for one in told["outputs"]))
