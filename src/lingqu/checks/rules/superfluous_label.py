"""A name on a flow that nothing chooses: only flows out of a fork, with a condition or by default are worth a name."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Activity, Gateway, SequenceFlow


def find(view: View) -> Iterator[Found]:
    for flow in view.flows:
        if flow.name.strip() and flow.condition is None and not _chosen(flow, view):
            yield Found(element=flow, params={"name": flow.name})


def _chosen(flow: SequenceFlow, view: View) -> bool:
    """Whether its source takes this flow rather than another, or no element is its source."""
    source = view.by_id.get(flow.source)
    if isinstance(source, Activity) and source.default == flow.id:
        return True
    if not isinstance(source, Gateway):
        return source is None
    if source.default == flow.id:
        return True
    return source.kind in ("exclusive", "inclusive", "complex") and len(view.outgoing(source)) > 1


RULE = Rule(code="superfluous_label", severity="info", find=find)
