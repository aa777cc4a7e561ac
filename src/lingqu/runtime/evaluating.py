"""Decisions that somebody outside asks for: evaluated in the caller's thread, and kept as a task's are."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lingqu.engine.decisions import Bound, DeployedDecision, Evaluation, evaluate
from lingqu.kernel.errors import NotFound
from lingqu.kernel.values import LARGE, Json, encode, reference
from lingqu.runtime.decision_rows import decision_rows
from lingqu.runtime.decisions import Decisions, bind
from lingqu.runtime.work import RowWork, Tx
from lingqu.store import Database


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation that was asked for, and the key under which it is kept."""

    key: int
    decision: DeployedDecision
    evaluation: Evaluation


def newest(db: Database, decisions: Decisions, tenant: str, name: str) -> DeployedDecision:
    """The newest version of a decision. Raises NotFound."""
    wanted = Bound(tenant, name)
    with db.reading() as c:
        key = bind(c, [wanted])[wanted]
    if not key:
        raise NotFound("dmn.no_decision", name=name)
    return decisions.get(key)


def asked(decision: DeployedDecision, variables: Mapping[str, Json], *, tenant: str, now: int, zone: str) -> RowWork:
    """Evaluate now; the work keeps what was decided and answers Decided."""
    given = evaluate(decision, variables, now=now, zone=zone)
    data = encode(given.details)
    large = reference(data) if len(data) > LARGE else None

    def run(tx: Tx) -> Decided:
        key = tx.new_key()
        rows = decision_rows(
            evaluation=key,
            asked=decision.key,
            requirements=decision.requirements,
            made=given.made,
            failure=given.failure,
            details=given.details,
            hash_=large.hash if large is not None else "",
            at=now,
            tenant=tenant,
        )
        written = list(rows)
        tx.c.insert("decision", tuple(written[0]), [tuple(row.values()) for row in written])
        if large is not None:
            tx.c.insert("value", ("instance", "hash", "body"), [(key, large.hash, data)])
        return Decided(key=key, decision=decision, evaluation=given)

    return RowWork(run=run)


def forgotten(tenant: str, evaluation: int) -> RowWork:
    """The work that forgets an evaluation. Answers nothing. Raises NotFound."""
    return RowWork(run=lambda tx: forget(tx, tenant, evaluation))


def forget(tx: Tx, tenant: str, evaluation: int) -> None:
    """Delete what is kept of an evaluation beside the history of its instance. Raises NotFound."""
    c = tx.c
    rows = c.rows(
        "SELECT place, instance, hash FROM decision WHERE tenant = ? AND evaluation = ?", [tenant, evaluation]
    )
    if not rows:
        raise NotFound("runtime.no_such_evaluation", key=str(evaluation))
    c.delete_many("decision", ("evaluation", "place"), [(evaluation, place) for place, *_ in rows])
    for instance, hash_ in {(instance, hash_) for _, instance, hash_ in rows if hash_}:
        # the same data decided twice is kept once
        left = "SELECT 1 FROM decision WHERE instance = ? AND hash = ? AND (instance <> 0 OR evaluation = ?)"
        if c.row(left, [instance, hash_, evaluation]) is None:
            c.delete_many("value", ("instance", "hash"), [(instance or evaluation, hash_)])
