"""A case as rows: its pages that have changed, and what every command may change in the instance's row."""

from __future__ import annotations

from lingqu.runtime import blobs
from lingqu.runtime.case import APPROVALS, ENGINE, Case
from lingqu.runtime.ground import Live
from lingqu.runtime.rows import Op


def instance_changes(case: Case) -> dict[str, int | str]:
    """What every command may change in the instance's row."""
    head = case.engine.head
    return {
        "version": case.version,
        "status": int(head.status),
        "incidents": case.incidents,
        "title": head.title,
    }


def page_changes(live: Live, blob_format: int) -> list[Op]:
    """The pages of both planes that have changed."""
    case, key = live.case, live.case.key
    ops: list[Op] = []
    for number in live.pages:
        page = case.engine.shelf.page(number) or {}
        if number == 0:
            format_, body = blobs.first_page.encode((case.engine.head, page), blob_format)
        elif page:
            format_, body = blobs.page.encode(page, blob_format)
        else:
            ops.append(Op("delete", "page", (key, ENGINE, number)))
            continue
        ops.append(_row(key, ENGINE, number, format_, body))
    for number in live.rounds:
        if number:
            format_, body = blobs.round_.encode(case.plane.rounds[number], blob_format)
        else:
            format_, body = blobs.book.encode(case.plane.book, blob_format)
        ops.append(_row(key, APPROVALS, number, format_, body))
    return ops


def _row(key: int, plane: int, number: int, format_: int, body: bytes) -> Op:
    row = {"instance": key, "plane": plane, "number": number, "format": format_, "body": body}
    return Op("upsert", "page", (key, plane, number), row)
