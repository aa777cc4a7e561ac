"""What every check for what cannot run uses: a problem at an element, foreign extensions, messages."""

from __future__ import annotations

import re  # only for our own pattern
from collections.abc import Iterator
from typing import Any

from lingqu.engine.compile_parts import Context
from lingqu.engine.words import in_chinese
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import FlowNode
from lingqu.model.bpmn.parts import Element, Extensions, Raw

_TAG = re.compile(r"<(?:([\w.-]+):)?([\w.-]+)")

#: Parameters that are words, not names.
_WORDS = ("part", "feature", "kind", "trigger")

Found = tuple[str, str, dict[str, Any], int]


def problem(element: Element, code: str, /, **params: Any) -> Found:
    """A problem at an element: its id (or name), the code of a message, its parameters, the line."""
    chinese = {f"{name}_zh": in_chinese(params[name]) for name in _WORDS if name in params}
    return element.id, f"engine.{code}", {"element": element.id or element.name, **params, **chinese}, element.line


def of_raw(node: FlowNode, extensions: Extensions) -> Iterator[Found]:
    """What stands there in Camunda's namespace and is not known."""
    for item in extensions.items:
        if isinstance(item, Raw):
            head = item.xml[: item.xml.find(">") + 1]
            tag = _TAG.match(head)
            if tag is not None and zeebe.NAMESPACE in head:
                yield problem(node, "unsupported_feature", feature=f"zeebe:{tag[2]}")


def has_inputs(node: FlowNode) -> bool:
    mapping = node.extensions.one(zeebe.IoMapping)
    return mapping is not None and bool(mapping.inputs)


def of_message(context: Context, node: Element, ref: str) -> Iterator[Found]:
    message = context.messages.get(ref)
    if not ref:
        yield problem(node, "missing_part", part="message")
    elif message is None:
        yield problem(node, "bad_reference", reference=ref)
    elif not message.name.strip():
        yield problem(node, "missing_part", part="message name")
