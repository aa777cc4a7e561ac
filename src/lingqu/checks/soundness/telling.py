"""What people are told of a refutation: the element where it shows, a sentence, and the story that leads there."""

from __future__ import annotations

from lingqu.checks.problems import Problem, Severity, Step, called
from lingqu.checks.soundness.judge import Finding
from lingqu.checks.soundness.net import Net
from lingqu.checks.view import View
from lingqu.kernel.messages import Message
from lingqu.model.bpmn import Element, FlowNode, Gateway, Process, SequenceFlow, lingqu

_CODES = {
    "deadlock": "soundness_deadlock",
    "livelock": "soundness_livelock",
    "unsafe": "soundness_unsafe",
    "improper": "soundness_improper",
    "dead": "soundness_dead",
}


def problem(view: View, net: Net, finding: Finding, trace: tuple[Step, ...], severity: Severity | None) -> Problem:
    """A refutation as a problem of the drawing. `severity` None: as its process asks."""
    element = _shown(view, net, finding)
    code = _CODES[finding.flaw]
    return Problem(
        element=element.id,
        code=code,
        severity=_severity(view, element, severity),
        message=Message(code=f"checks.{code}", params=_params(view, element)),
        line=element.line,
        ordinal=element.ordinal,
        trace=trace,
    )


def _severity(view: View, element: Element, severity: Severity | None) -> Severity:
    """An error only where it was asked for, in a process that runs."""
    process = element if isinstance(element, Process) else view.process(element)
    if process is None or not process.executable:
        return "warning"
    asked = process.extensions.one(lingqu.Soundness)
    return severity or ("error" if asked is not None and asked.severity == "error" else "warning")


def _params(view: View, element: Element) -> dict[str, str]:
    if isinstance(element, SequenceFlow) and not element.name:
        source, target = view.by_id.get(element.source), view.by_id.get(element.target)
        return {"element": " → ".join(called(one) for one in (source, target) if one is not None)}
    return {"element": called(element)}


def _shown(view: View, net: Net, finding: Finding) -> Element:
    """Where it shows: the dead activity, the flow with two tokens, the end event; else what a token waits at."""
    known = {one.ordinal: one for one in view.elements}
    if finding.element >= 0:
        return known[finding.element]
    if finding.flaw in ("unsafe", "improper"):
        return known[net.places[finding.places[0]].trail[0]]
    waiting = [_waits_at(view, known[net.places[place].trail[-1]]) for place in finding.places]
    joins = [one for one in waiting if isinstance(one, Gateway)]
    others = [one for one in waiting if isinstance(one, FlowNode)]
    return (joins or others or waiting)[0]


def _waits_at(view: View, holder: Element) -> Element:
    """What the token on a flow wants to enter."""
    if isinstance(holder, SequenceFlow):
        return view.by_id.get(holder.target, holder)
    return holder
