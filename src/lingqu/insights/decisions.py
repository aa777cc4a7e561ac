"""What was decided, for people and auditors: what each decision saw, which rules matched, what it gave."""

from __future__ import annotations

from collections.abc import Sequence
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
    " x.details, CASE WHEN x.instance = 0 THEN x.evaluation ELSE x.instance END, x.hash"
    " FROM decision x JOIN definition d ON d.key = x.definition WHERE "
)
#: Large evaluations (of up to 1 MB each) that are read for one answer; the others are told as `cut`.
_MOST_LARGE = 50


def of_instance(c: Connection, instance: int, most: int) -> list[Decided]:
    """What the business rule tasks of an instance have decided, in order; `most` decisions."""
    return _decided(c, c.rows(f"{_SQL}x.instance = ? ORDER BY x.evaluation, x.place LIMIT ?", [instance, most]))


def of_evaluation(c: Connection, evaluation: int, place: int | None = None) -> list[Decided]:
    """The decisions of one evaluation, or the one at that place."""
    which, params = ("", []) if place is None else (" AND x.place = ?", [place])
    return _decided(c, c.rows(f"{_SQL}x.evaluation = ?{which} ORDER BY x.place", [evaluation, *params]))


def _decided(c: Connection, rows: Sequence[tuple[Any, ...]]) -> list[Decided]:
    shared = _shared(c, rows)
    found: list[Decided] = []
    for key, place, definition, name, label, version, kind, owner, at, failed, failure, own, home, hash_ in rows:
        told = _told(bytes(own), shared.get((home, hash_)), place)
        table = told["tables"][-1] if kind == "decisionTable" and told["tables"] else None
        found.append(
            Decided(
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
        )
    return found


def _shared(c: Connection, rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, str], Json]:
    """The details of large evaluations, each read once, by where they lie."""
    places = list(dict.fromkeys((row[-2], row[-1]) for row in rows if row[-1]))[:_MOST_LARGE]
    if not places:
        return {}
    found = c.rows(
        "SELECT instance, hash, body FROM value WHERE instance IN ?? AND hash IN ??",
        [sorted({home for home, _ in places}), sorted({hash_ for _, hash_ in places})],
    )
    return {(home, hash_): decode(bytes(body)) for home, hash_, body in found}


def _told(own: bytes, whole: Json, place: int) -> dict[str, Json]:
    """The details of one decision: its own, or its part of the evaluation's."""
    if own:
        return dict(decode(own))
    if whole is None:
        return {"inputs": [], "tables": [], "value": None, "cut": True}
    last = place == len(whole["decisions"])
    return {**whole["decisions"][place - 1], "notes": whole["notes"] if last else []}


def _rule(told: dict[str, Json]) -> Rule:
    return Rule(id=told["id"], index=told["index"], outputs=tuple(Given(**one) for one in told["outputs"]))
