"""The proof of a whole document: every group of processes that talk to one another, every compensation handler."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from lingqu.checks.problems import Problem, Severity
from lingqu.checks.soundness.judge import PROPERTIES, Property, Verdict, judge
from lingqu.checks.soundness.places import undoes
from lingqu.checks.soundness.story import Story
from lingqu.checks.soundness.talk import Talk
from lingqu.checks.soundness.telling import problem
from lingqu.checks.soundness.translate import handlers, translate
from lingqu.checks.view import View
from lingqu.kernel.messages import Message
from lingqu.model.bpmn import Activity, Container, Definitions, SubProcess, flow_nodes


class Soundness(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a document, and what of it people are told."""

    verdicts: dict[Property, Verdict]
    problems: tuple[Problem, ...] = ()
    markings: int = 0  # visited


def prove(
    definitions: Definitions,
    going_on: Callable[[], bool],
    *,
    severity: Severity | None = None,
    seconds: float = 0,
) -> Soundness:
    """Decide the properties of a document as long as `going_on` says so; each holds if it holds for every group.

    `severity` of what is refuted in a process that runs; None: what the process asks for by `lingqu:soundness`, a
    warning if it asks for nothing. `seconds`: the budget, to tell people.
    """
    view = View(definitions)
    talk = Talk(view)
    verdicts: dict[Property, Verdict] = dict.fromkeys(PROPERTIES, "holds")
    problems: list[Problem] = []
    markings = 0
    apart: list[list[Container]] = [[one] for one in handlers(view)]
    for roots in (*talk.groups(), *apart):
        if any(_counts_tokens(root) for root in roots):
            verdicts = {name: _worse(verdict, "undecided") for name, verdict in verdicts.items()}
            problems.append(_undecided(roots[0], Message(code="checks.soundness_beyond")))
            continue
        net = translate(view, roots, talk)
        found = judge(net, [one.ordinal for root in roots for one in entered(view, root)], going_on)
        markings += found.markings
        for name, verdict in found.verdicts.items():
            verdicts[name] = _worse(verdicts[name], verdict)
        story = Story(net, view)
        told = [problem(view, net, finding, story.steps(finding), severity) for finding in found.findings]
        problems += _each_once(told)
        if "undecided" in found.verdicts.values():
            late = Message(code="checks.soundness_undecided", params={"seconds": seconds})
            beyond = Message(code="checks.soundness_beyond")
            problems.append(_undecided(roots[0], beyond if found.in_time else late))
    return Soundness(verdicts=verdicts, problems=tuple(problems), markings=markings)


def _undecided(root: Container, message: Message) -> Problem:
    return Problem(
        element=root.id,
        code=message.code.removeprefix("checks."),
        severity="info",
        message=message,
        line=root.line,
        ordinal=root.ordinal,
    )


def _each_once(problems: list[Problem]) -> list[Problem]:
    """Of what shows at one element, the first, whose story is the shortest."""
    first: dict[tuple[str, int], Problem] = {}
    for one in problems:
        first.setdefault((one.code, one.ordinal), one)
    return list(first.values())


def _worse(one: Verdict, other: Verdict) -> Verdict:
    return max(one, other, key=("holds", "undecided", "fails").index)


def _counts_tokens(root: Container) -> bool:
    """Whether an activity gathers or gives several tokens at once, which no place of ours can tell apart."""
    return any(
        isinstance(node, Activity) and (node.start_quantity, node.completion_quantity) != (1, 1)
        for node in flow_nodes(root)
    )


def entered(view: View, container: Container) -> Iterator[Activity]:
    """What should be possible: activities, except those that compensate (and what is in them)."""
    for node in container.elements:
        if not isinstance(node, Activity) or undoes(view, node):
            continue
        if not (isinstance(node, SubProcess) and node.triggered_by_event):
            yield node
        if isinstance(node, SubProcess):
            yield from entered(view, node)
