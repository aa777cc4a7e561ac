"""Who catches an error, an escalation or a cancellation: from the inside out, as the engine looks for it."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.soundness.scopes import Builder, Scope
from lingqu.model.bpmn import (
    CancelDefinition,
    Error,
    ErrorDefinition,
    Escalation,
    EscalationDefinition,
    Event,
    EventDefinition,
    SubProcess,
)

#: (the scope that listens, the event by which it does: a boundary event of it or the start of an event sub-process)
Catch = tuple[Scope, Event]
ANY = ""


def catcher(build: Builder, scope: Scope, kind: type, code: str) -> Catch | None:
    """The one that catches what is thrown in a scope; None: nobody."""
    for found in _levels(build, scope, kind):
        exact = [one for one in found if code != ANY and code in codes(build, one[1], kind)]
        general = [one for one in found if ANY in codes(build, one[1], kind)]
        if exact or general:
            return (exact or general)[0]
    return None


def possible_catchers(build: Builder, scope: Scope, kind: type, caught: frozenset[str] = frozenset()) -> list[Catch]:
    """All who may catch something thrown in a scope whose code is not known, but none of those `caught` before."""
    everyone: list[Catch] = []
    known = set(caught)
    for found in _levels(build, scope, kind):
        if ANY in known:
            break
        for one in found:
            fresh = codes(build, one[1], kind) - known
            if fresh:
                everyone.append(one)
                known |= fresh
    return everyone


def cancelled(build: Builder, scope: Scope) -> tuple[Scope, Event | None] | None:
    """The transaction that a cancel end event ends, and its cancel boundary event."""
    at: Scope | None = scope
    while at is not None:
        if isinstance(at.container, SubProcess) and at.container.kind == "transaction":
            boundary = next((event for _, event in _at_border(build, at, CancelDefinition)), None)
            return at, boundary
        at = at.parent
    return None


def codes(build: Builder, event: Event, kind: type) -> frozenset[str]:
    """The codes of what an event throws or catches of a kind."""
    return frozenset(code_of(build, one) for one in build.view.definitions_of(event) if isinstance(one, kind))


def code_of(build: Builder, definition: EventDefinition) -> str:
    """The code of an error or escalation."""
    named: object = None
    if isinstance(definition, ErrorDefinition):
        named = build.view.by_id.get(definition.error_ref)
    elif isinstance(definition, EscalationDefinition):
        named = build.view.by_id.get(definition.escalation_ref)
    return named.code if isinstance(named, Error | Escalation) else ANY


def _levels(build: Builder, scope: Scope, kind: type) -> Iterator[list[Catch]]:
    """The listeners met on the way out: at each scope its event sub-processes, then its boundary events.

    What an event sub-process throws goes outward: neither it nor another one of the same scope catches it.
    """
    at: Scope | None = scope
    handling = False
    while at is not None:
        if not handling:
            yield list(_inside(build, at, kind))
        handling = at.listens
        if at.parent is not None and not handling:
            yield list(_at_border(build, at, kind))
        at = at.parent


def start_of(scope: Scope) -> Event | None:
    """The start event of an event sub-process."""
    return next((one for one in scope.container.elements if isinstance(one, Event) and one.position == "start"), None)


def _inside(build: Builder, scope: Scope, kind: type) -> Iterator[Catch]:
    for inner in scope.inner:
        start = start_of(inner) if inner.listens else None
        if start is not None and any(isinstance(one, kind) for one in build.view.definitions_of(start)):
            yield scope, start


def _at_border(build: Builder, scope: Scope, kind: type) -> Iterator[Catch]:
    if isinstance(scope.container, SubProcess):
        for event in build.view.boundaries(scope.container):
            if any(isinstance(one, kind) for one in build.view.definitions_of(event)):
                yield scope, event
