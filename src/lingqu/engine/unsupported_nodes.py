"""What of one flow node cannot run: its kind, its triggers, its extensions, what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.engine.compile_parts import Context
from lingqu.engine.unsupported_activities import of_activity
from lingqu.engine.unsupported_events import of_event
from lingqu.engine.unsupported_gateways import of_gateway
from lingqu.engine.unsupported_listeners import of_listeners
from lingqu.engine.unsupported_parts import Found, of_raw, problem
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Activity, Container, Event, FlowNode, Gateway


def of_node(context: Context, container: Container, node: FlowNode) -> Iterator[Found]:
    yield from _of_extensions(node)
    yield from of_listeners(container, node)
    match node:
        case Activity():
            yield from of_activity(context, container, node)
        case Gateway():
            yield from of_gateway(container, node)
        case Event():
            yield from of_event(context, container, node)
        case _:
            yield problem(node, "unsupported_element", kind=type(node).__name__)


def _of_extensions(node: FlowNode) -> Iterator[Found]:
    form = node.extensions.one(zeebe.FormDefinition)
    if form is not None and form.binding != "latest":
        yield problem(node, "unsupported_feature", feature=f"a form with binding {form.binding}")
    yield from of_raw(node, node.extensions)
