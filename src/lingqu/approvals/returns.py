"""Where a send-back goes: the element instance of this run that `initiator` means."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from lingqu.approvals import messages  # noqa: F401 - registers the texts of the codes below
from lingqu.kernel.errors import Unprocessable


class Visit(msgspec.Struct, frozen=True, array_like=True):
    """One element instance of the run; `n` is its local counter, `sources` the counters of those that brought it."""

    n: int
    element: int
    scope: int
    sources: tuple[int, ...] = ()


def target(
    to: str,
    visits: Sequence[Visit],
    *,
    plain_tasks: Collection[int],
    starts: Collection[int],
    asker: int | None = None,
) -> int:
    """The counter of the element instance that the run goes back to.

    `plain_tasks` are ordinals of user tasks without an approval policy: the first of them that was visited is where
    the initiator filled in the document. `starts` are ordinals of the start events of the process; without such a task
    the run goes back to the first element after its start. `asker` is the counter of the visit from which the wish
    comes: only what led to it counts, never a sibling branch. Raises Unprocessable.
    """
    if to != "initiator":
        raise Unprocessable("approvals.send_back_to", given=to)
    way = visits if asker is None else _way_to(asker, visits)
    in_order = sorted((visit for visit in way if visit.n > 0 and visit.n != asker), key=lambda visit: visit.n)
    filled_in = next((visit for visit in in_order if visit.element in plain_tasks), None)
    if filled_in is not None:
        return filled_in.n
    first = next((visit for visit in in_order if visit.element not in starts), None)
    if first is not None:
        return first.n
    if asker:  # the approval is itself the first element after the start
        return asker
    raise Unprocessable("approvals.nowhere_to_go_back")


def _way_to(asker: int, visits: Sequence[Visit]) -> list[Visit]:
    """The visits that led to this one: those that brought it, and the scopes around it, without end."""
    known = {visit.n: visit for visit in visits}
    found: dict[int, Visit] = {}
    todo = [asker]
    while todo:
        visit = known.get(todo.pop())
        if visit is not None and visit.n not in found:
            found[visit.n] = visit
            todo += [*visit.sources, visit.scope]
    return list(found.values())
