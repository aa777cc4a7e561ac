"""Where a process spends its time and which way it really goes: counts, durations, bottlenecks, real path."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from lingqu.directory.viewer import Viewer, sees_instance
from lingqu.insights.drawing import Drawing
from lingqu.insights.numbers import mean, percentile
from lingqu.kernel.values import decode
from lingqu.store import Connection

#: At most this many instances (the latest) are looked at, so that the page answers at once whatever the history.
SAMPLE = 2_000
_WAITING = {"userTask", "receiveTask", "serviceTask", "sendTask", "intermediateCatchEvent", "callActivity"}


class ElementHeat(msgspec.Struct, frozen=True, kw_only=True):
    """`waiting_share`: this element's part of all waiting time of the sample, 0 to 1. Durations in ms."""

    element: int
    entered: int
    finished: int
    active: int
    incidents: int
    mean: int | None
    p50: int | None
    p95: int | None
    waiting_share: float


class Heat(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of a process over `instances` instances. Elements and flows by ordinal."""

    instances: int
    elements: list[ElementHeat]
    flows: dict[int, int]
    bottlenecks: list[ElementHeat]  # by waiting share, largest first
    never_taken: list[int]
    returns: dict[int, int]  # element -> visits beyond the first within one instance
    skipped: dict[int, float]  # element -> share of the finished instances that never came there


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds what since when."""

    person: str
    element: int
    definition: int
    since: int
    instance: int
    title: str


def heat(c: Connection, viewer: Viewer, drawing: Drawing, started_from: int = 0, started_to: int = 0) -> Heat:
    """The heat of one deployed version, over the latest SAMPLE instances that the viewer may see."""
    sample = _sample(c, viewer, drawing.definition, started_from, started_to)
    keys = list(sample)
    visits = _visits(c, keys, drawing.definition)
    hurt = _incidents(c, keys, drawing.definition)
    per_element: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    flows: Counter[int] = Counter()
    for instance, element, entered, left, brought_by in visits:
        per_element[element].append((instance, entered, left))
        flows.update(flow for flow, _ in brought_by if flow >= 0)
    known = {n: rows for n, rows in per_element.items() if n in drawing.elements}
    waited = {n: _total(rows) for n, rows in known.items() if drawing.elements[n].kind in _WAITING}
    whole = sum(waited.values())
    elements = [
        _element(n, rows, hurt[n], waited.get(n, 0) / whole if whole else 0.0) for n, rows in sorted(known.items())
    ]
    finished = {key for key, status in sample.items() if status == 1}
    return Heat(
        instances=len(sample),
        elements=elements,
        flows=dict(flows),
        bottlenecks=sorted((e for e in elements if e.waiting_share > 0), key=lambda e: -e.waiting_share)[:10],
        never_taken=[n for n in drawing.flows if sample and n not in flows],
        returns=_returns(known),
        skipped=_skipped(drawing, known, finished),
    )


def holding(c: Connection, viewer: Viewer, definition: int, limit: int = 50) -> list[Holding]:
    """The open tasks of a version that somebody holds, longest first."""
    seen, params = sees_instance(viewer)
    rows = c.rows(
        "SELECT h.who, t.element, t.definition, t.created_at, t.instance, i.title FROM task t"  # noqa: S608 - ours
        " JOIN (SELECT task, who FROM offer WHERE kind = 'person' UNION SELECT key, assignee FROM task"
        " WHERE state = 0 AND assignee <> '') h ON h.task = t.key JOIN instance i ON i.key = t.instance"
        f" WHERE {seen} AND COALESCE(t.ended_at, 0) = 0 AND t.definition = ? ORDER BY t.created_at, t.key LIMIT ?",
        (*params, definition, limit),
    )
    return [Holding(person=r[0], element=r[1], definition=r[2], since=r[3], instance=r[4], title=r[5]) for r in rows]


def _sample(c: Connection, viewer: Viewer, definition: int, since: int, until: int) -> dict[int, int]:
    seen, params = sees_instance(viewer)
    rows = c.rows(
        f"SELECT i.key, i.status FROM instance i WHERE {seen} AND i.definition = ? AND i.started_at >= ?"  # noqa: S608
        " AND i.started_at < ? ORDER BY i.key DESC LIMIT ?",
        (*params, definition, since, until or 1 << 62, SAMPLE),
    )
    return dict(rows)


Seen = tuple[int, int, int, int | None, list[tuple[int, int]]]


def _visits(c: Connection, keys: list[int], definition: int) -> Iterable[Seen]:
    for at in range(0, len(keys), 200):
        for instance, element, entered, left, brought_by in c.rows(
            "SELECT instance, element, entered_at, left_at, brought_by FROM activity WHERE instance IN ?? AND n > 0"
            " AND definition = ?",  # a migrated instance has visits of other versions as well
            (keys[at : at + 200], definition),
        ):
            yield instance, element, entered, left, [(flow, source) for flow, source in decode(bytes(brought_by))]


def _incidents(c: Connection, keys: list[int], definition: int) -> Counter[int]:
    found: Counter[int] = Counter()
    for at in range(0, len(keys), 500):
        for element, many in c.rows(
            "SELECT element, count(*) FROM incident WHERE instance IN ?? AND definition = ?"
            " AND resolved_at IS NULL GROUP BY element",
            (keys[at : at + 500], definition),
        ):
            found[element] += many
    return found


def _total(rows: list[tuple[int, int, int | None]]) -> int:
    return sum(left - entered for _, entered, left in rows if left is not None)


def _element(n: int, rows: list[tuple[int, int, int | None]], hurt: int, share: float) -> ElementHeat:
    took = sorted(left - entered for _, entered, left in rows if left is not None)
    return ElementHeat(
        element=n,
        entered=len(rows),
        finished=len(took),
        active=len(rows) - len(took),
        incidents=hurt,
        mean=mean(took),
        p50=percentile(took, 0.5),
        p95=percentile(took, 0.95),
        waiting_share=round(share, 4),
    )


def _returns(known: dict[int, list[tuple[int, int, int | None]]]) -> dict[int, int]:
    found = {}
    for n, rows in known.items():
        again = sum(visits - 1 for visits in Counter(instance for instance, _, _ in rows).values())
        if again:
            found[n] = again
    return found


def _skipped(
    drawing: Drawing, known: dict[int, list[tuple[int, int, int | None]]], finished: set[int]
) -> dict[int, float]:
    if not finished:
        return {}
    found = {}
    for n, facts in drawing.elements.items():
        if facts.kind.endswith("Gateway") or facts.kind == "process":
            continue
        came = {instance for instance, _, _ in known.get(n, [])} & finished
        if len(came) < len(finished):
            found[n] = round(1 - len(came) / len(finished), 4)
    return found
