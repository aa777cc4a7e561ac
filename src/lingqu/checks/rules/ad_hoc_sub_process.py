"""An ad-hoc sub-process has no beginning and no end of its own: start and end events do not belong there."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View, is_ad_hoc
from lingqu.model.bpmn import Event


def find(view: View) -> Iterator[Found]:
    for event in view.of(Event):
        if not is_ad_hoc(view.container(event)):
            continue
        if event.position in ("start", "end"):
            yield Found(element=event)
        elif event.position in ("catch", "throw") and not view.outgoing(event):
            yield Found(element=event, text="ad_hoc_event_leads_nowhere")


RULE = Rule(code="ad_hoc_sub_process", severity="error", find=find)
