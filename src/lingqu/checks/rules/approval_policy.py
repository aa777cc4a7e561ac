"""An approval whose rules mean nothing, or that sends back to a node that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.approvals.drawn import policy
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.kernel.errors import Rejected
from lingqu.model.bpmn import FlowNode, Task, lingqu


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        approval = node.extensions.one(lingqu.Approval)
        if approval is None:
            continue
        if not isinstance(node, Task) or node.kind != "user":
            yield Found(element=node, text="approval_elsewhere")
            continue
        target = approval.send_back_to
        if target not in ("", "initiator", "previous") and not isinstance(view.by_id.get(target), FlowNode):
            yield Found(element=node, text="dangling_reference", params={"attribute": "sendBackTo", "id": target})
            continue
        try:
            policy(approval)
        except Rejected as wrong:
            yield Found(element=node, message=wrong.message)


RULE = Rule(code="approval_policy", severity="error", find=find)
