"""A link is a go-to inside one scope: every throwing link has exactly one catching link of its name, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Event, LinkDefinition


def find(view: View) -> Iterator[Found]:
    for container in view.containers:
        links = [
            (event, definition.name)
            for event in container.elements
            if isinstance(event, Event)
            for definition in event.definitions
            if isinstance(definition, LinkDefinition)
        ]
        thrown = {name for event, name in links if event.position == "throw"}
        caught = Counter(name for event, name in links if event.position == "catch")
        for event, name in links:
            if not name:
                yield Found(element=event, text="link_without_name")
            elif event.position == "throw" and not caught[name]:
                yield Found(element=event, text="link_without_catch", params={"name": name})
            elif event.position == "catch" and name not in thrown:
                yield Found(element=event, text="link_without_throw", params={"name": name}, severity="warning")
            elif event.position == "catch" and caught[name] > 1:
                yield Found(element=event, params={"name": name})


RULE = Rule(code="link_event", severity="error", find=find)
