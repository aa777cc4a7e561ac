"""Link events: a throwing one goes on at the catching one of the same name in the same container."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.model.bpmn import Container, Event, LinkDefinition


def link_targets(container: Container) -> dict[int, int]:
    """{ordinal of a throwing link event: ordinal of the catching one}."""
    caught = {name: event.ordinal for event, name in _links(container) if event.position == "catch"}
    return {
        event.ordinal: caught[name] for event, name in _links(container) if event.position != "catch" and name in caught
    }


def _links(container: Container) -> Iterator[tuple[Event, str]]:
    for node in container.elements:
        if isinstance(node, Event):
            for definition in node.definitions:
                if isinstance(definition, LinkDefinition):
                    yield node, definition.name or node.name
