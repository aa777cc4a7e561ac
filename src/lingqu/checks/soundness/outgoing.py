"""Which flows an element may take together when it is left: every choice that some data could make."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from lingqu.model.bpmn import Activity, FlowNode, Gateway, SequenceFlow

#: Up to so many flows that are chosen one by one, every subset is a choice of its own.
FEW = 5


def choices(node: FlowNode, flows: Sequence[SequenceFlow]) -> list[tuple[SequenceFlow, ...]]:
    """The sets of flows that may be taken at once; [()] where nothing leaves. Of many free flows see `free`."""
    if not flows:
        return [()]
    if isinstance(node, Gateway) and node.kind == "exclusive":
        return [(flow,) for flow in flows]
    always, chosen, default = divided(node, flows)
    found = [(*always, *some) for some in subsets(chosen)]
    if always:
        return found
    return [one for one in found if one] + ([(default,)] if default is not None else [])


def subsets(flows: Sequence[SequenceFlow]) -> list[tuple[SequenceFlow, ...]]:
    """All choices of some of these flows, or of none."""
    return [some for size in range(len(flows) + 1) for some in combinations(flows, size)]


def free(node: FlowNode, flows: Sequence[SequenceFlow]) -> int:
    """How many flows are taken or not each by itself."""
    if not flows or (isinstance(node, Gateway) and node.kind == "exclusive"):
        return 0
    return len(divided(node, flows)[1])


def divided(
    node: FlowNode, flows: Sequence[SequenceFlow]
) -> tuple[list[SequenceFlow], list[SequenceFlow], SequenceFlow | None]:
    """The flows that are always taken, those that depend on something, and the default.

    An inclusive split without any condition is a drawing that does not say yet on what it depends: all are free.
    """
    splits = isinstance(node, Gateway) and node.kind in ("inclusive", "complex") and len(flows) > 1
    name = node.default if isinstance(node, Activity | Gateway) else ""
    default = next((flow for flow in flows if name and flow.id == name), None)
    rest = [flow for flow in flows if flow is not default]
    if isinstance(node, Gateway) and node.kind in ("parallel", "event-based"):
        return list(flows), [], None
    conditional = [flow for flow in rest if flow.condition is not None and flow.condition.text.strip()]
    if splits and not conditional:
        return [], rest, default
    if not conditional:
        return rest or ([default] if default is not None else []), [], None
    return [flow for flow in rest if flow not in conditional], conditional, default
