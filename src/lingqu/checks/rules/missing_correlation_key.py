"""What waits for a message inside a process says by a correlation key which message is for this instance.

Without one any message of the name will do, as in BPMN without extensions.
"""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Event, FlowNode, Message, MessageDefinition, Process, Task, zeebe


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if not view.runs(node):
            continue
        for reference in _awaited(node, view):
            message = view.by_id.get(reference)
            if not isinstance(message, Message):
                continue  # the rules of references say it
            subscription = message.extensions.one(zeebe.Subscription)
            if subscription is None or not subscription.correlation_key:
                yield Found(element=node, params={"message": message.name or message.id})


def _awaited(node: FlowNode, view: View) -> Iterator[str]:
    """The messages that a node waits for while its process runs; one that starts a process needs no key."""
    if isinstance(node, Task) and node.kind == "receive" and not node.instantiate:
        yield node.message_ref
    if not isinstance(node, Event) or node.position not in ("start", "catch", "boundary"):
        return
    first_comes = node.position == "start" and isinstance(view.container(node), Process)
    if first_comes and not node.parallel_multiple:
        return
    for definition in view.definitions_of(node):
        if isinstance(definition, MessageDefinition):
            yield definition.message_ref


RULE = Rule(code="missing_correlation_key", severity="warning", find=find)
