"""The effect ledger: one row a job that reaches out, committed as `sent` before the call leaves.

    planned ──► sent ──► confirmed
       ▲          ├────► rejected ──► planned (a new attempt, asked for by the job's retries or by a person)
       │          └────► unknown ──► confirmed (looked up, or a person says so)
       └── nothing left ──┘   └────► planned (looked up: absent, or a person says so)

There is no way from unknown to sent: a look-up or a person stands between. `fence` is the job's lease when it was
sent; who has lost the lease can settle nothing.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any

import msgspec

from lingqu.hub import documents
from lingqu.hub.connecting import Idempotency
from lingqu.runtime import ActivatedJob, Tx
from lingqu.store import Connection

#: job.state of a job that may be given out, and of one that waits for an operator (runtime.projectors.jobs).
OPEN, FAILED = 0, 2
#: Longest time between two attempts at one effect, ms.
LONGEST_WAIT = 60_000


class EffectState(IntEnum):
    PLANNED = 0
    SENT = 1
    CONFIRMED = 2
    REJECTED = 3
    UNKNOWN = 4


P, S, C, R, U = EffectState
#: What may follow what. `_move` refuses everything else.
TRANSITIONS: dict[EffectState, frozenset[EffectState]] = {
    P: frozenset({S, R}),
    S: frozenset({C, R, U, P}),
    U: frozenset({C, P, R}),
    R: frozenset({P}),
    C: frozenset(),
}


class Step(Enum):
    """What is to be done with a job that was just taken."""

    SEND = "send"  # the row says sent: call now
    PROBE = "probe"  # look it up first
    COMPLETE = "complete"  # it is done; only the process does not know yet
    WAIT = "wait"  # not now; the job comes back by itself
    GONE = "gone"  # the job is no longer ours


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ledger."""

    job: int
    tenant: str
    instance: int
    document: int
    connection: str
    action: str
    idempotency: Idempotency
    state: EffectState
    fence: int
    attempts: int
    business_key: str
    payload_hash: str
    created_at: int
    sent_at: int | None
    settled_at: int | None
    next_at: int | None
    request: bytes
    response: bytes
    error: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What is about to be sent. `request`: JSON without secrets. `patience_ms`: how long the call may take in all."""

    connection: str
    action: str
    idempotency: Idempotency
    settle_ms: int
    patience_ms: int
    business_key: str
    payload_hash: str
    request: bytes


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to `take`. `entry` as it was before; None for a first attempt."""

    step: Step
    entry: Entry | None = None


_COLUMNS = (
    "job, tenant, instance, document, connection, action, class, state, fence, attempts, business_key,"
    " payload_hash, created_at, sent_at, settled_at, next_at, request, response, error"
)


def _entry(row: tuple[Any, ...]) -> Entry:
    return Entry(
        job=row[0],
        tenant=row[1],
        instance=row[2],
        document=row[3],
        connection=row[4],
        action=row[5],
        idempotency=Idempotency(row[6]),
        state=EffectState(row[7]),
        fence=row[8],
        attempts=row[9],
        business_key=row[10],
        payload_hash=row[11],
        created_at=row[12],
        sent_at=row[13],
        settled_at=row[14],
        next_at=row[15],
        request=bytes(row[16]),
        response=bytes(row[17]),
        error=row[18],
    )


def get(c: Connection, job: int) -> Entry | None:
    row = c.row(f"SELECT {_COLUMNS} FROM effect WHERE job = ?", [job])  # noqa: S608 - our own column list
    return _entry(row) if row else None


# ---- taking a job


def take(tx: Tx, job: ActivatedJob, plan: Plan) -> Taken:
    """Decide what comes next for a leased job, and write it down: after SEND the row says sent, with this lease."""
    held = tx.c.row("SELECT state, lease FROM job WHERE key = ?" + tx.c.for_update, [job.key])  # noqa: S608 - ours
    if held is None or held[0] != OPEN or held[1] != job.lease:
        return Taken(step=Step.GONE)
    entry = get(tx.c, job.key)
    if entry is None:
        entry = _first(tx, job, plan)
    step, until = next_step(entry, tx.now, plan.settle_ms)
    if step is Step.SEND and _behind(tx.c, entry):
        step, until = Step.WAIT, tx.now + 1000
    if entry.state is S and step in (Step.PROBE, Step.WAIT):
        _move(tx, job.key, U, frozenset({S}), next_at=until)
    if step is Step.SEND:
        if entry.state is R:
            _move(tx, job.key, P, frozenset({R}), settled_at=None)
        _move(
            tx,
            job.key,
            S,
            frozenset({P}),
            fence=job.lease,
            attempts=entry.attempts + 1,
            connection=plan.connection,
            action=plan.action,
            business_key=plan.business_key,
            payload_hash=plan.payload_hash,
            sent_at=tx.now,
            next_at=None,
            request=plan.request,
            **{"class": plan.idempotency.value},
        )
        documents.note(
            tx, entry.document, plan.connection, "sent", job.key, connection=plan.connection, action=plan.action
        )
    # The lease outlives the longest call, so that nobody takes for lost what is still under way.
    hold(tx, job.key, job.lease, until if step is Step.WAIT else tx.now + plan.patience_ms + 30_000)
    return Taken(step=step, entry=entry)


def next_step(entry: Entry, now: int, settle_ms: int) -> tuple[Step, int]:
    """Pure: what follows for an effect whose job was given out anew, and until when to wait."""
    match entry.state:
        case EffectState.CONFIRMED:
            return Step.COMPLETE, 0
        case EffectState.PLANNED | EffectState.REJECTED:
            later = entry.next_at or 0
            return (Step.WAIT, later) if later > now else (Step.SEND, 0)
        case EffectState.SENT:
            # Sent under another lease, or under this one by a thread that is no more: its outcome is unknown.
            until = (entry.sent_at or now) + settle_ms
            return (Step.PROBE, now) if until <= now else (Step.WAIT, until)
        case EffectState.UNKNOWN:
            later = entry.next_at or 0
            return (Step.WAIT, later) if later > now else (Step.PROBE, now)


def _first(tx: Tx, job: ActivatedJob, plan: Plan) -> Entry:
    entry = Entry(
        job=job.key,
        tenant=job.tenant,
        instance=job.instance,
        document=documents.of_instance(tx.c, job.instance, job.root),
        connection=plan.connection,
        action=plan.action,
        idempotency=plan.idempotency,
        state=P,
        fence=0,
        attempts=0,
        business_key=plan.business_key,
        payload_hash=plan.payload_hash,
        created_at=tx.now,
        sent_at=None,
        settled_at=None,
        next_at=None,
        request=plan.request,
        response=b"",
        error="",
    )
    values = [getattr(entry, name) for name in entry.__struct_fields__]
    values[6], values[7] = plan.idempotency.value, int(P)
    tx.c.insert("effect", [name.strip() for name in _COLUMNS.split(",")], [values])
    return entry


def _behind(c: Connection, entry: Entry) -> bool:
    """An earlier effect on the same document in the same system is not settled yet: order is kept."""
    if not entry.document:
        return False
    row = c.row(
        "SELECT 1 FROM effect e JOIN job j ON j.key = e.job WHERE e.document = ? AND e.connection = ? AND e.job < ?"
        " AND e.state IN (0, 1, 4) AND j.state IN (0, 2) LIMIT 1",
        [entry.document, entry.connection, entry.job],
    )
    return row is not None


# ---- settling


def confirm(tx: Tx, entry_job: int, response: bytes, *, fence: int | None) -> bool:
    """It is done. With `fence`: the answer to what was sent under it; without: a look-up or a person says so."""
    states = frozenset({S}) if fence is not None else frozenset({U})
    return _move(tx, entry_job, C, states, fence=fence, response=response, settled_at=tx.now, next_at=None, error="")


def reject(tx: Tx, entry_job: int, error: str, response: bytes, *, fence: int | None) -> bool:
    """It was not done and will not be by itself."""
    states = frozenset({S}) if fence is not None else frozenset({P, U})
    return _move(tx, entry_job, R, states, fence=fence, response=response, settled_at=tx.now, next_at=None, error=error)


def lose(tx: Tx, entry_job: int, error: str, until: int, *, fence: int) -> bool:
    """Sent, and nobody knows what came of it."""
    return _move(tx, entry_job, U, frozenset({S}), fence=fence, error=error, next_at=until)


def postpone(tx: Tx, entry_job: int, error: str, until: int, *, fence: int) -> bool:
    """Nothing left this machine, or the target did not take it: it may be sent again as it is."""
    return _move(tx, entry_job, P, frozenset({S}), fence=fence, error=error, next_at=until)


def absent(tx: Tx, entry_job: int) -> bool:
    """A look-up or a person says that it was not done: it may be sent."""
    return _move(tx, entry_job, P, frozenset({U}), next_at=None)


def look_again(tx: Tx, entry_job: int, error: str, until: int) -> None:
    """The look-up did not get through."""
    tx.c.run("UPDATE effect SET next_at = ?, error = ? WHERE job = ? AND state = ?", [until, error, entry_job, int(U)])


def hold(tx: Tx, job: int, lease: int, until: int) -> None:
    """The job comes back at `until`, unless somebody else has it by now."""
    tx.c.run(
        "UPDATE job SET ready_at = ? WHERE key = ? AND lease = ? AND state = ?", [max(until, tx.now), job, lease, OPEN]
    )


def _move(tx: Tx, job: int, to: EffectState, states: frozenset[EffectState], **columns: Any) -> bool:
    """Change the state if it is one of `states` now (and the fence, if given with a settling, is still ours)."""
    if any(to not in TRANSITIONS[state] for state in states):
        raise AssertionError(f"Expected a transition of the ledger, but {states} → {to} is none")
    where, given = "job = ? AND state IN ??", [job, [int(state) for state in states]]
    if to is not S and "fence" in columns:
        fence = columns.pop("fence")
        if fence is not None:
            where, given = where + " AND fence = ?", [*given, fence]
    sets = ", ".join(f"{name} = ?" for name in ("state", *columns))
    return tx.c.run(f"UPDATE effect SET {sets} WHERE {where}", [int(to), *columns.values(), *given]) > 0  # noqa: S608 - names are ours


# ---- reading


def search(
    c: Connection, tenant: str, *, state: EffectState | None, connection: str, before: int | None, limit: int, most: int
) -> tuple[list[tuple[Entry, str]], int]:
    """Effects with their instance's title, newest first; and how many there are, `most` at most."""
    where = "e.tenant = ?"
    given: list[Any] = [tenant]
    if state is not None:
        where, given = where + " AND e.state = ?", [*given, int(state)]
    if connection:
        where, given = where + " AND e.connection = ?", [*given, connection]
    counted = c.row(f"SELECT count(*) FROM (SELECT 1 FROM effect e WHERE {where} LIMIT ?) AS few", [*given, most])  # noqa: S608 - our own text
    place = [] if before is None else [before]
    columns = ", ".join("e." + name.strip() for name in _COLUMNS.split(","))
    rows = c.rows(
        f"SELECT {columns}, i.title FROM effect e LEFT JOIN instance i ON i.key = e.instance"  # noqa: S608 - our own text
        f" WHERE {where}{' AND e.job < ?' if place else ''} ORDER BY e.job DESC LIMIT ?",
        [*given, *place, limit],
    )
    return [(_entry(row), row[-1] or "") for row in rows], int(counted[0]) if counted else 0
