"""Several flows meet at an activity or event: it looks like a join, but each token passes on its own."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Gateway


def find(view: View) -> Iterator[Found]:
    for node in view.nodes:
        if not isinstance(node, Gateway) and len(view.incoming(node)) > 1:
            yield Found(element=node, params={"number": len(view.incoming(node))})


RULE = Rule(code="fake_join", severity="info", find=find)
