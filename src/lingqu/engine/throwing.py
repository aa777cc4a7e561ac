"""Throwing: a BPMN error looks for its catcher from the inside out; a signal reaches everybody in the instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.firing import fire, fire_boundary, fire_event_subprocess
from lingqu.engine.formulas import Stuck
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.program import Node
from lingqu.engine.sending import packed_values
from lingqu.engine.state import NOWHERE, RUN, Subscription
from lingqu.engine.turn import Turn
from lingqu.kernel.pages import MissingPage, page_of
from lingqu.kernel.values import Json


def throw_error(turn: Turn, origin: int, code: str, error: str, variables: Mapping[str, Json]) -> None:
    """Throw a BPMN error at an element instance.

    Uncaught in a called instance, the caller is asked and the thrower waits; in one that nobody called: Stuck.
    """
    if not propagate_error(turn, origin, code, error, variables, turn.key(origin)):
        raise Stuck(incidents.UNHANDLED_ERROR, "error_uncaught", error_code=code, error=error)


def propagate_error(  # noqa: PLR0917 - an error and where it comes from
    turn: Turn, origin: int, code: str, error: str, variables: Mapping[str, Json], thrower: int
) -> bool:
    """Let an error be caught here or ask the caller; False if there is neither. `thrower`: the key of what threw it.

    The innermost scope wins; in it event sub-processes come before boundary events, a matching code before any.
    """
    if caught(turn, origin, code, "error", variables):
        return True
    if not turn.head.parent:
        return False
    told = packed_values(turn, variables)
    turn.emit(
        e.ErrorRaised(
            parent=turn.head.parent, thrower=thrower, code=code, error=error, variables=told.variables, large=told.large
        )
    )
    return True


def caught(turn: Turn, origin: int, code: str, kind: str, variables: Mapping[str, Json]) -> bool:
    """Let an error or escalation be caught in this instance: whether somebody does."""
    found = catcher_of(turn, origin, code, kind)
    if found is None:
        return False
    owner, catcher = found
    if catcher.attached_to != NOWHERE:
        fire_boundary(turn, owner, catcher, variables)
    else:
        fire_event_subprocess(turn, owner, catcher, variables)
    return True


def catcher_of(turn: Turn, origin: int, code: str, kind: str) -> tuple[int, Node] | None:
    """Who catches: the element instance that listens and the event by which it does.

    What an event sub-process throws goes outward: neither it nor another one of the same scope catches it.
    """
    at, handling = origin, False
    while at != NOWHERE:
        place = turn.element(at)
        node = turn.node(place.element)
        body = place.index == RUN or (node.loop is not None and place.index == 0)
        if not body and not place.undoing and not handling:
            catcher = _matching(turn, node.handlers, code, kind)
            if catcher is not None:
                return at, catcher
        if not place.index and not place.undoing:
            catcher = _matching(turn, node.boundaries, code, kind)
            if catcher is not None:
                return at, catcher
        at, handling = place.scope, node.triggered
    return None


def _matching(turn: Turn, events: Iterable[int], code: str, kind: str) -> Node | None:
    """The first event that names the code, else the first that takes any; it may have other triggers beside."""
    any_code: Node | None = None
    for ordinal in events:
        event = turn.node(ordinal)
        for trigger in [turn.node(part).trigger for part in event.parts] or [event.trigger]:
            if trigger.kind != kind:
                continue
            if trigger.code is None:
                any_code = any_code or event
            elif trigger.code.fixed == code:
                return event
    return any_code


def throw_signal(turn: Turn, owner: int, name: str, variables: Mapping[str, Json]) -> None:
    """Broadcast a signal: at once to all in this instance who wait for it, to everybody else by the event."""
    sent = packed_values(turn, variables)
    turn.emit(e.SignalThrown(n=turn.head.next, owner=owner, name=name, variables=sent.variables, large=sent.large))
    if not any(_listens(node, name) for node in turn.program.nodes if node is not None):
        return
    pages = range(page_of(turn.head.next) + 1)
    turn.entered += len(pages) >> 3  # a signal that makes itself heard again and again meets the limit of a turn
    try:
        waiting = [
            record for record in turn.draft.scan(pages) if isinstance(record, Subscription) and record.name == name
        ]
    except MissingPage:
        raise Lack(Needs(every_page=True)) from None
    for record in waiting:
        if turn.draft.find(record.n) is None or turn.node(record.element).trigger.kind != "signal":
            continue
        take_subscription(turn, record, 0, variables)


def _listens(node: Node, name: str) -> bool:
    trigger = node.trigger
    if trigger.kind != "signal" or trigger.name is None or node.behaviour == "signalThrow":
        return False
    return trigger.name.expression is not None or trigger.name.fixed == name


def take_subscription(turn: Turn, record: Subscription, message: int, variables: Mapping[str, Json]) -> None:
    """A message or signal has come to a subscription: close it unless it listens on, and let the event go off."""
    node = turn.node(record.element)
    n, owner, element = record.n, record.owner, record.element
    turn.emit(e.SubscriptionMatched(n=n, message=message))
    if node.interrupting:
        turn.emit(e.SubscriptionClosed(n=n))
    fire(turn, owner, element, variables)
