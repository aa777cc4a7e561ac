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
    SubProcess,
)

#: (the scope that listens, the event by which it does: a boundary event of it or the start of an event sub-process)
Catch = tuple[Scope, Event]
ANY = ""


def catcher(build: Builder, scope: Scope, kind: type, code: str) -> Catch | None:
    """The one that catches what is thrown in a scope; None: nobody."""
    for found in _levels(build, scope, kind):
        exact = [one for one in found if _code(build, one[1]) == code != ANY]
        general = [one for one in found if _code(build, one[1]) == ANY]
        if exact or general:
            return (exact or general)[0]
    return None


def possible_catchers(build: Builder, scope: Scope, kind: type) -> list[Catch]:
    """All who may catch something thrown in a scope whose code is not known."""
    everyone: list[Catch] = []
    for found in _levels(build, scope, kind):
        everyone += found
        if any(_code(build, one[1]) == ANY for one in found):
            break
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


def code_of(build: Builder, event: Event) -> str:
    """The code that an event throws."""
    return _code(build, event)


def _levels(build: Builder, scope: Scope, kind: type) -> Iterator[list[Catch]]:
    """The listeners met on the way out: at each scope its event sub-processes, then its boundary events."""
    at: Scope | None = scope
    came_from: Scope | None = None
    while at is not None:
        yield [one for one in _inside(build, at, kind) if one[1] is not _start_of(came_from)]
        if at.parent is not None and not at.listens:
            yield list(_at_border(build, at, kind))
        at, came_from = at.parent, at


def _start_of(scope: Scope | None) -> Event | None:
    if scope is None or not scope.listens:
        return None
    return next((one for one in scope.container.elements if isinstance(one, Event) and one.position == "start"), None)


def _inside(build: Builder, scope: Scope, kind: type) -> Iterator[Catch]:
    for inner in scope.inner:
        start = _start_of(inner)
        if start is not None and any(isinstance(one, kind) for one in build.view.definitions_of(start)):
            yield scope, start


def _at_border(build: Builder, scope: Scope, kind: type) -> Iterator[Catch]:
    if isinstance(scope.container, SubProcess):
        for event in build.view.boundaries(scope.container):
            if any(isinstance(one, kind) for one in build.view.definitions_of(event)):
                yield scope, event


def _code(build: Builder, event: Event) -> str:
    for one in build.view.definitions_of(event):
        named: object = None
        if isinstance(one, ErrorDefinition):
            named = build.view.by_id.get(one.error_ref)
        elif isinstance(one, EscalationDefinition):
            named = build.view.by_id.get(one.escalation_ref)
        if isinstance(named, Error | Escalation):
            return named.code
    return ANY
