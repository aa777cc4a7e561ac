"""A multi-instance says how many times: by a collection or by a number."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import Activity, MultiInstance, zeebe


def find(view: View) -> Iterator[Found]:
    for activity in view.of(Activity):
        loop = activity.loop
        if not isinstance(loop, MultiInstance) or not view.runs(activity):
            continue
        collection = loop.extensions.one(zeebe.LoopCharacteristics)
        listed = collection.input_collection if collection is not None else loop.collection
        if loop.cardinality is None and not listed:
            yield Found(element=activity)


RULE = Rule(code="multi_instance_without_number", severity="error", find=find)
