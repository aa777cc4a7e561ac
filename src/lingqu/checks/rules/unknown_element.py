"""An element of the BPMN namespace that BPMN does not have in this place: nothing could run it."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import FlowNode, Process
from lingqu.model.bpmn.schema import MODEL

#: What a process and its nodes may hold beside what the model has types for; none of it moves a token.
_KNOWN = frozenset({
    "auditing", "categoryValueRef", "correlationSubscription", "dataInput", "dataInputAssociation",
    "dataOutput", "dataOutputAssociation", "dataStoreReference", "documentation", "humanPerformer", "inputSet",
    "ioBinding", "ioSpecification", "monitoring", "outputSet", "performer", "potentialOwner", "property", "rendering",
    "resourceRole", "supportedInterfaceRef", "supports",
})  # fmt: skip


def find(view: View) -> Iterator[Found]:
    for element in view.elements:
        if not isinstance(element, (Process, FlowNode)):
            continue
        for raw in element.rest:
            namespace, _, tag = raw.name.rpartition("}")
            if namespace == f"{{{MODEL}" and tag not in _KNOWN:
                yield Found(element=element, params={"tag": tag, "line": raw.line})


RULE = Rule(code="unknown_element", severity="error", find=find)
