"""A decision as rows: what its events tell, what it changes in the instance's row, the pages that have changed."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.runtime import blobs
from lingqu.runtime.blobs import AnyEvent
from lingqu.runtime.case import APPROVALS, ENGINE, Case
from lingqu.runtime.deciding import Decided
from lingqu.runtime.definitions import Definition
from lingqu.runtime.ground import Live
from lingqu.runtime.projection import Projection, Projector
from lingqu.runtime.rows import Rows
from lingqu.runtime.work import CaseDone


def project(
    rows: Rows,
    decided: Decided,
    done: CaseDone,
    deployed: Definition,
    projectors: Mapping[type[AnyEvent], list[Projector]],
) -> None:
    """Put what a decision's events tell among the rows, with the instance's row and the large values that came up."""
    ctx = Projection(
        decided.before,
        decided.case,
        rows,
        at=done.at,
        by=done.by,
        deployed=deployed,
        process_id=deployed.process_id,
        values=decided.values,
        known=decided.known,
    )
    ctx.run(decided.events, projectors)
    rows.update("instance", (done.instance,), instance_changes(decided.before, decided.case))
    for hash_, data in decided.values.items():
        rows.ensure("value", (done.instance, hash_), {"instance": done.instance, "hash": hash_, "body": data})


def instance_changes(before: Case, case: Case) -> dict[str, int | str]:
    """What a command has changed in the instance's row, beside what its events say: an index of what it has not
    changed is left alone.
    """
    head, was = case.engine.head, before.engine.head
    changes: dict[str, int | str] = {"version": case.version}
    if head.status is not was.status:
        changes["status"] = int(head.status)
    if case.incidents != before.incidents:
        changes["incidents"] = case.incidents
    if head.title != was.title or not before.version:  # the row of a new one has the title that it began with
        changes["title"] = head.title
    return changes


def write_pages(live: Live, blob_format: int, rows: Rows) -> None:
    """Put the pages of both planes that have changed among the rows."""
    case, key = live.case, live.case.key
    for number in live.pages:
        page = case.engine.shelf.page(number) or {}
        if number == 0:
            body = blobs.first_page.encode((case.engine.head, page), blob_format)
        elif page:
            body = blobs.page.encode(page, blob_format)
        else:
            rows.delete("page", (key, ENGINE, number))
            continue
        _write(rows, (key, ENGINE, number), body)
    for number in live.rounds:
        if number:
            body = blobs.round_.encode(case.plane.rounds[number], blob_format)
        else:
            body = blobs.book.encode(case.plane.book, blob_format)
        _write(rows, (key, APPROVALS, number), body)


def _write(rows: Rows, place: tuple[int, int, int], blob: tuple[int, bytes]) -> None:
    (instance, plane, number), (format_, body) = place, blob
    row = {"instance": instance, "plane": plane, "number": number, "format": format_, "body": body}
    rows.upsert("page", place, row)
