"""Jobs: given out under a lease with a fencing token that only grows. The lease lives in the job row alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from lingqu.engine.program import Node
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.kernel.keys import local_key
from lingqu.kernel.values import Json, decode
from lingqu.runtime.blobs import from_json
from lingqu.runtime.definitions import Definitions
from lingqu.runtime.handing import FIRST_LEASE, Terms, Wish
from lingqu.runtime.projectors.jobs import JobState
from lingqu.runtime.work import Tx
from lingqu.store import Connection


class ActivatedJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job in somebody's hands until `deadline` (ms since the epoch). `lease` is its fencing token."""

    key: int
    type: str
    instance: int
    root: int
    definition: int
    process_id: str
    version: int
    element_id: str
    element_instance: int
    owner: int
    retries: int
    deadline: int
    headers: Mapping[str, str]
    variables: dict[str, Json]
    lease: int
    tenant: str
    worker: str
    business_id: str
    tags: tuple[str, ...]
    priority: int
    listener: str = ""  # of a listener: the event that it listens to
    element_kind: str = ""  # BPMN tag


def activate(
    definitions: Definitions,
    terms: Terms,
    limit: int,
    *,
    aside: Collection[int] = (),
    given: Callable[[int], None] | None = None,
) -> Callable[[Tx], list[ActivatedJob]]:
    """The transaction that gives out up to `limit` jobs; rows that another node is giving out are left to it.

    `aside`: instances whose jobs wait. `given`: told how many were given out, after the commit.
    """

    def run(tx: Tx) -> list[ActivatedJob]:
        c = tx.c
        found = _ready(tx, terms, limit, aside)
        if not found:
            return []
        if given is not None:
            tx.after(partial(given, len(found)))
        deadline = tx.now + terms.timeout_ms
        c.update_many(
            "job",
            ("key",),
            ("lease", "worker", "ready_at"),
            [(row[0], row[8] + 1, terms.worker, deadline) for row in found],
        )
        leased = [(*row[:8], row[8] + 1, *row[9:]) for row in found]
        return _told(c, definitions, leased, terms, deadline)

    return run


def handed(definitions: Definitions, wish: Wish, c: Connection) -> list[ActivatedJob]:
    """The jobs that were leased for a wish, as far as they are still open."""
    sql = f"SELECT {_COLUMNS} FROM job WHERE key IN ?? AND state = 0 AND lease = ? ORDER BY priority DESC, key"  # noqa: S608 - ours
    found = c.rows(sql, [wish.jobs, FIRST_LEASE])
    return _told(c, definitions, found, wish.terms, wish.deadline) if found else []


def _told(
    c: Connection,
    definitions: Definitions,
    leased: Sequence[tuple[Any, ...]],
    terms: Terms,
    deadline: int,
) -> list[ActivatedJob]:
    """Rows of jobs with all that a worker is told of them."""
    scopes = visible(c, [(row[2], row[6]) for row in leased], terms.variables)
    instances = {
        key: (business, tags)
        for key, business, tags in c.rows(
            "SELECT key, business_id, tags FROM instance WHERE key IN ??", [list({row[2] for row in leased})]
        )
    }
    jobs = []
    for key, type_, instance, root, definition, element, owner, retries, lease, priority, owned_by, *heard in leased:
        known = definitions.get(definition, c)
        node = known.program.node(element)
        business, tags = instances[instance]
        jobs.append(
            ActivatedJob(
                key=key,
                type=type_,
                instance=instance,
                root=root,
                definition=definition,
                process_id=known.process_id,
                version=known.version,
                element_id=node.id,
                element_instance=local_key(instance, owner),
                owner=owner,
                retries=retries,
                deadline=deadline,
                headers=_headers(node, *heard),
                variables=scopes[instance, owner],
                lease=lease,
                tenant=owned_by,
                worker=terms.worker,
                business_id=business,
                tags=tuple(from_json(tags.encode(), list[str])) if tags else (),
                priority=priority,
                listener=heard[0],
                element_kind=node.kind,
            )
        )
    return jobs


_COLUMNS = (
    "key, type, instance, root, definition, element, owner, retries, lease, priority, tenant,"
    " coalesce(listener, ''), listener_index"
)
#: Jobs that are open, as the indexes know them: nobody has had them yet, or a lease or a backoff is or was on them.
_FRESH = "state = 0 AND ready_at = created_at"
_HELD = "state = 0 AND ready_at != created_at"


def _ready(tx: Tx, terms: Terms, limit: int, aside: Collection[int]) -> list[tuple[Any, ...]]:
    """The rows of the jobs that are given out next, locked: by priority, then as they were made."""
    of_type, params = _of(terms.types)
    more, values = "", list[object]()
    if terms.tenant is not None:
        more, values = " AND tenant = ?", [terms.tenant]
    if aside:
        more, values = more + " AND instance NOT IN ??", [*values, list(aside)]

    def first(which: str, until: Sequence[int]) -> list[tuple[Any, ...]]:
        return tx.c.rows(
            f"SELECT {_COLUMNS} FROM job WHERE {of_type} AND {which}{more}"  # noqa: S608 - no input
            " ORDER BY priority DESC, key LIMIT ?" + tx.c.skip_locked,
            [*params, *until, *values, limit],
        )

    again = first(f"{_HELD} AND ready_at <= ?", [tx.now])
    fresh = first(_FRESH, [])
    return sorted(again + fresh, key=lambda row: (-row[9], row[0]))[:limit] if again else fresh


def _of(types: Sequence[str]) -> tuple[str, list[object]]:
    """Jobs of these types. Of one type an index has the order too, of a list of one it has not."""
    return ("type = ?", [types[0]]) if len(types) == 1 else ("type IN ??", [list(types)])


def _headers(node: Node, listener: str, index: int) -> Mapping[str, str]:
    """The task headers that travel with the job of an element, or of one of its listeners."""
    if not listener:
        return node.job.headers if node.job is not None else {}
    plans = {"start": node.start_listeners, "end": node.end_listeners}.get(listener)
    plans = node.task_listeners.get(listener, ()) if plans is None else plans
    return plans[index].headers if index < len(plans) else {}


def visible(
    c: Connection, places: Sequence[tuple[int, int]], wanted: Collection[str] | None
) -> dict[tuple[int, int], dict[str, Json]]:
    """The variables seen from each (instance, element instance), innermost first; `wanted` None for all."""
    instances = sorted({instance for instance, _ in places})
    found: dict[tuple[int, int], dict[str, tuple[str, int, str]]] = defaultdict(dict)
    sql = "SELECT instance, scope, name, value, size, hash FROM variable WHERE instance IN ??"
    rows = c.rows(sql, [instances]) if wanted is None else c.rows(sql + " AND name IN ??", [instances, list(wanted)])
    for instance, scope, name, value, size, hash_ in rows:
        found[instance, scope][name] = (value, size, hash_)
    above = _scopes(c, places, {place for place in found if place[1]})
    seen: dict[tuple[int, int], dict[str, Json]] = {}
    for instance, owner in places:
        values: dict[str, Json] = {}
        for scope in above[instance, owner]:
            for name, (value, _, hash_) in found.get((instance, scope), {}).items():
                if name not in values:
                    values[name] = _large(c, instance, hash_) if hash_ else decode(value)
        seen[instance, owner] = values
    return seen


def _scopes(
    c: Connection, places: Sequence[tuple[int, int]], inner: set[tuple[int, int]]
) -> dict[tuple[int, int], list[int]]:
    """The way from each place out to the root. Activity rows are read only where inner scopes hold variables."""
    if not inner:
        return {place: [0] for place in places}
    instances = sorted({instance for instance, _ in inner})
    parents = {
        (instance, n): scope
        for instance, n, scope in c.rows(
            "SELECT instance, n, scope FROM activity WHERE instance IN ?? AND left_at IS NULL", [instances]
        )
    }
    ways: dict[tuple[int, int], list[int]] = {}
    for instance, owner in places:
        way, at = [], owner
        while at > 0:
            way.append(at)
            at = parents.get((instance, at), 0)
        ways[instance, owner] = [*way, 0]
    return ways


def _large(c: Connection, instance: int, hash_: str) -> Json:
    row = c.row("SELECT body FROM value WHERE instance = ? AND hash = ?", [instance, hash_])
    return decode(bytes(row[0])) if row else None


def next_ready(c: Connection, types: Sequence[str], now: int) -> int | None:
    """When the next job of these types that is held back (lease, backoff) may be given out; None: none is."""
    of_type, params = _of(types)
    row = c.row(f"SELECT min(ready_at) FROM job WHERE {of_type} AND {_HELD} AND ready_at > ?", [*params, now])  # noqa: S608 - ours
    return row[0] if row else None


def extend(job: int, timeout_ms: int, lease: int | None) -> Callable[[Tx], None]:
    """The transaction that moves a lease's end to `timeout_ms` from now."""

    def run(tx: Tx) -> None:
        rows = tx.c.rows("SELECT lease, state, worker FROM job WHERE key = ?" + tx.c.for_update, [job])  # noqa: S608 - no input
        if not rows or rows[0][1] not in (JobState.OPEN, JobState.PAUSED):
            raise NotFound("engine.job_not_found", key=str(job))
        held: tuple[int, int, Any] = rows[0]
        if lease is not None and held[0] != lease:
            raise Conflict("runtime.lease_lost", job=str(job), given=lease)
        tx.c.run("UPDATE job SET ready_at = ? WHERE key = ?", [tx.now + timeout_ms, job])

    return run
