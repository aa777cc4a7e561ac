"""Two flows between the same nodes under the same condition: two tokens where one was meant."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View


def find(view: View) -> Iterator[Found]:
    seen: set[tuple[str, str, str]] = set()
    for flow in view.flows:
        key = (flow.source, flow.target, flow.condition.text if flow.condition is not None else "")
        if key in seen:
            yield Found(element=flow, params={"source": flow.source, "target": flow.target})
        seen.add(key)


RULE = Rule(code="no_duplicate_sequence_flows", severity="warning", find=find)
