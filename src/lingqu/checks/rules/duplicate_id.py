"""Two elements with one id: a reference cannot say which one it means."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View


def find(view: View) -> Iterator[Found]:
    for element in view.elements:
        first = view.by_id.get(element.id, element)
        if first is not element:
            yield Found(element=element, params={"id": element.id, "line": first.line})


RULE = Rule(code="duplicate_id", severity="error", find=find)
