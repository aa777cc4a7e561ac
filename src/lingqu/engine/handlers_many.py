"""Commands about activities that hold several runs: ad-hoc sub-processes and multi-instances."""

from __future__ import annotations

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.behaviours.scopes import ad_hoc, multi_instance
from lingqu.engine.ending import sequel_of, terminate_all
from lingqu.engine.flow import rest
from lingqu.engine.naming import clean, record_of
from lingqu.engine.program import Node
from lingqu.engine.state import NOWHERE, ElementInstance, Job, Lifecycle
from lingqu.engine.turn import Turn
from lingqu.engine.variables import merge
from lingqu.kernel.errors import Conflict, Invalid
from lingqu.kernel.values import Json, normalise


def activate_ad_hoc(turn: Turn, command: c.ActivateAdHoc) -> None:
    """Start a run for each element; one by one where the drawing says so."""
    place = record_of(turn, command.ad_hoc, ElementInstance, "element_not_found")
    n, node, book = place.n, turn.node(place.element), place.ad_hoc
    if node.ad_hoc is None or book is None or book.closed or place.state is not Lifecycle.ACTIVE:
        raise Conflict("engine.ad_hoc_closed", key=str(turn.key(n)))
    chosen = _chosen(turn, n, node, command.elements, alone=command.cancel_remaining)
    if command.cancel_remaining:
        _cancel_remaining(turn, n)
    ad_hoc.activate(turn, n, node, chosen)


def _chosen(
    turn: Turn, n: int, node: Node, elements: tuple[c.AdHocActivation, ...], *, alone: bool
) -> list[tuple[int, dict[str, Json]]]:
    """Ordinals and variables of what is to be activated. Raises Invalid, Conflict."""
    found = []
    for one in elements:
        ordinal = ad_hoc.enabled(turn, node, one.element)
        if ordinal == NOWHERE:
            raise Invalid("engine.ad_hoc_unknown", element=one.element, ad_hoc=node.id)
        found.append((ordinal, clean(one.variables)))
    running = [] if alone else ad_hoc.runs(turn, n)
    if node.ad_hoc is not None and node.ad_hoc.sequential and found and len(found) + len(running) > 1:
        raise Conflict("engine.ad_hoc_one_by_one", ad_hoc=node.id)
    return found


def _cancel_remaining(turn: Turn, n: int) -> None:
    turn.emit(e.AdHocQueued(n=n))
    terminate_all(turn, ad_hoc.runs(turn, n))


def ad_hoc_decided(turn: Turn, job: Job, node: Node, answer: c.AdHocAnswer, variables: dict[str, Json]) -> None:
    """The worker of an ad-hoc sub-process has decided: activate, cancel, or say that it is over."""
    n = job.owner
    if answer.fulfilled and answer.elements:
        raise Invalid("engine.ad_hoc_over", ad_hoc=node.id)
    chosen = _chosen(turn, n, node, answer.elements, alone=answer.cancel_remaining)
    turn.emit(e.JobCompleted(n=job.n))
    merge(turn, n, variables)
    if answer.cancel_remaining:
        _cancel_remaining(turn, n)
    if answer.fulfilled:
        turn.emit(e.AdHocClosed(n=n))
        rest(turn, n)
    ad_hoc.activate(turn, n, node, chosen)


def add_item(turn: Turn, command: c.AddItem) -> None:
    """One more item for a multi-instance body that is active."""
    place = record_of(turn, command.body, ElementInstance, "element_not_found")
    node = turn.node(place.element)
    many = node.loop is not None and node.loop.behaviour == "multiInstance" and not place.index
    if not many or place.loop is None or place.state is not Lifecycle.ACTIVE:
        raise Conflict("engine.not_multi_instance", key=str(turn.key(place.n)))
    if sequel_of(turn, place.n) is not None:
        raise Conflict("engine.scope_ending", scope=node.id)
    multi_instance.add(turn, place.n, node, normalise(command.item, "item"))
