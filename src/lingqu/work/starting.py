"""What may I start, and starting it: rights and the start form are checked, then the runtime starts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lingqu.directory.viewer import Viewer, may_start
from lingqu.kernel.errors import Forbidden, NotFound, Unprocessable
from lingqu.kernel.values import Json
from lingqu.model import bpmn
from lingqu.runtime import GuardClaim, Runtime
from lingqu.store import Connection
from lingqu.work import fields
from lingqu.work.answers import REMEMBERED
from lingqu.work.drawings import Drawings, Drawn, Form, form_or_none


class Startable(msgspec.Struct, frozen=True, kw_only=True):
    """A process that the viewer may start by hand, in its latest version; one for each start event to choose from.

    `start_at`: the id of that start event, `start_name` what it is called; both empty if there is nothing to choose.
    """

    process_id: str
    name: str
    version: int
    definition: int
    form: Form | None
    start_at: str = ""
    start_name: str = ""


class Started(msgspec.Struct, frozen=True, kw_only=True):
    instance: int
    title: str
    definition: int
    version: int


def startable(c: Connection, drawings: Drawings, viewer: Viewer) -> tuple[Startable, ...]:
    """The processes that this viewer may start, by name; of several start events each."""
    found = [
        one for key in _latest(c, viewer) if _by_hand(drawings.process(key, c)) for one in _startables(c, drawings, key)
    ]
    return tuple(sorted(found, key=lambda one: (one.name, one.process_id)))


def start(
    runtime: Runtime,
    drawings: Drawings,
    viewer: Viewer,
    process_id: str,
    variables: Mapping[str, Json],
    *,
    business_id: str = "",
    tags: Sequence[str] = (),
    idempotency_key: str = "",
    at: str = "",
) -> Started:
    """Start the latest version, at the start event `at`. Raises NotFound, Forbidden, Unprocessable by field."""
    with runtime.db.reading() as c:
        keys = _latest(c, viewer, process_id)
        if not keys:
            _refuse(c, viewer, process_id)
        values = accepted(c, drawings, keys[0], variables, runtime.now(), at=at)
    guard = None
    if idempotency_key:
        scope = f"start:{viewer.tenant}:{viewer.login}"
        guard = GuardClaim(scope, f"{idempotency_key}:{process_id}", runtime.now() + REMEMBERED)
    work = runtime.start(
        definition=keys[0],
        variables=values,
        tenant=viewer.tenant,
        by=viewer.login,
        business_id=business_id,
        tags=tags,
        places=(at,) if at else (),
        guard=guard,
    )
    done = runtime.writer.call(runtime.unique(work))
    return Started(instance=done.instance, title=done.title, definition=done.definition, version=done.version)


def accepted(
    c: Connection, drawings: Drawings, definition: int, variables: Mapping[str, Json], now: int, *, at: str = ""
) -> dict[str, Json]:
    """What of a submission a start writes. Raises Forbidden if it is not started by hand, Unprocessable by field."""
    drawn = drawings.process(definition, c)
    if not _by_hand(drawn):
        raise Forbidden("work.may_not_start", process=drawn.name)
    plain = _plain_starts(drawn)
    if not at and len(plain) > 1:
        raise Unprocessable("engine.choose_start", process=drawn.name, starts=", ".join(one.id for one in plain))
    chosen = next((one for one in plain if one.id == at), None) if at else None
    if at and chosen is None:
        raise Forbidden("work.no_plain_start", process=drawn.name, element=at)
    place = None if chosen is None else chosen.ordinal
    form = drawings.form(drawn, place, c)
    return fields.accepted(form, variables, drawn.rights(place) if form else {}, {}, now)


def _latest(c: Connection, viewer: Viewer, process_id: str = "") -> list[int]:
    """Keys of the latest versions of the processes that the viewer's rights allow to start."""
    condition, params = may_start(viewer)
    which, one = (" AND d.id = ?", [process_id]) if process_id else ("", [])
    rows = c.rows(
        f"SELECT d.key FROM definition d WHERE d.tenant = ? AND d.kind = 'process'{which} AND {condition}"  # noqa: S608 - the viewer's own condition
        " AND d.version = (SELECT max(l.version) FROM definition l WHERE l.tenant = d.tenant AND l.kind = d.kind"
        " AND l.id = d.id) ORDER BY d.key",
        (viewer.tenant, *one, *params),
    )
    return [int(row[0]) for row in rows]


def _refuse(c: Connection, viewer: Viewer, process_id: str) -> None:
    known = c.row(
        "SELECT 1 FROM definition WHERE tenant = ? AND kind = 'process' AND id = ?", (viewer.tenant, process_id)
    )
    if known:
        raise Forbidden("work.may_not_start", process=process_id)
    raise NotFound("work.no_such_process", process=process_id)


def _by_hand(drawn: Drawn) -> bool:
    """Somebody can start it. Who may is asked of `may_start` (deployment wrote the rights)."""
    elements = drawn.process.elements
    if not any(isinstance(one, bpmn.Event) and one.position == "start" for one in elements):
        return not any(isinstance(one, bpmn.Task | bpmn.Gateway) and one.instantiate for one in elements)
    return bool(_plain_starts(drawn))


def _plain_starts(drawn: Drawn) -> list[bpmn.Event]:
    """The start events that wait for nothing."""
    starts = (one for one in drawn.process.elements if isinstance(one, bpmn.Event) and one.position == "start")
    return [one for one in starts if not one.definitions and not one.definition_refs]


def _startables(c: Connection, drawings: Drawings, key: int) -> Iterator[Startable]:
    drawn = drawings.process(key, c)
    plain = _plain_starts(drawn)
    for start in plain if len(plain) > 1 else (None,):
        yield Startable(
            process_id=drawn.process_id,
            name=drawn.name,
            version=drawn.version,
            definition=key,
            form=form_or_none(drawings, drawn, None if start is None else start.ordinal, c),
            start_at="" if start is None else start.id,
            start_name="" if start is None else start.name or start.id,
        )
