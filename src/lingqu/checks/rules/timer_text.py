"""A timer says exactly one of date, duration and cycle, as FEEL or in ISO 8601."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.checks.iso import FORMS
from lingqu.checks.problems import Found, Rule
from lingqu.checks.view import View
from lingqu.model.bpmn import TimerDefinition
from lingqu.model.bpmn.formal import marked

_EXAMPLES = {"date": "2030-01-31T09:00:00+08:00", "duration": "PT4H", "cycle": "R3/PT1H"}


def find(view: View) -> Iterator[Found]:
    for timer in view.of(TimerDefinition):
        given = [one for one in (timer.date, timer.duration, timer.cycle) if one is not None]
        if len(given) != 1:
            if view.runs(timer):
                yield Found(element=timer, text="timer_not_one", params={"number": len(given)})
        elif not timer.text:
            if view.runs(timer):
                yield Found(element=timer, text="timer_empty")
        elif timer.drawn is not None and not marked(timer.drawn) and not FORMS[timer.kind].fullmatch(timer.text):
            params = {"text": timer.text[:80], "kind": timer.kind, "example": _EXAMPLES[timer.kind]}
            yield Found(element=timer, params=params)


RULE = Rule(code="timer_text", severity="error", find=find)
