"""Business rule task that calls a decision: the engine evaluates it and keeps what it saw and which rules matched."""

from __future__ import annotations

from typing import Any

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.decisions import Bound, DeployedDecision, evaluate
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.program import DecisionPlan, Node
from lingqu.engine.turn import Behaviour, Turn, sized
from lingqu.engine.variables import expect_fit, seen, text_of, visible


def begin(turn: Turn, n: int, node: Node) -> None:
    plan = node.decision
    if plan is None:
        raise TypeError(f"Expected a business rule task, but {node.id} calls no decision")
    decision = _deployed(turn, _bound(turn, n, plan))
    reads = decision.model.reads
    _fetch(turn, n, reads)
    budget, variables = turn.budget, seen(turn, n, reads)
    given = evaluate(decision, variables, now=turn.at, zone=turn.world.zone, fuel=budget.fuel)
    budget.left -= given.spent
    details, large = sized(turn, given.details)
    turn.emit(
        e.DecisionEvaluated(
            n=turn.head.next,
            owner=n,
            decision=decision.key,
            requirements=decision.requirements,
            made=given.made,
            failure=given.failure,
            details=details,
            large=large,
        )
    )
    if given.failure:
        zh, en = given.failure["zh"], given.failure["en"]
        raise Stuck(incidents.DECISION, "decision_failed", decision=decision.id, reason_zh=zh, reason_en=en)
    expect_fit(turn, plan.result, given.value)
    finish(turn, n, node, {plan.result: given.value})


def _bound(turn: Turn, n: int, plan: DecisionPlan) -> Bound:
    """Which decision the task means, now. Raises Stuck."""
    name = text_of(turn, n, plan.decision, "called decision id")
    beside = turn.head.definition if plan.binding == "deployment" else 0
    return Bound(turn.head.tenant, name, plan.tag, beside)


def _deployed(turn: Turn, bound: Bound) -> DeployedDecision:
    """The decision that is meant. Raises Stuck, Lack."""
    world = turn.world
    key = world.bound.get(bound)
    if key is None:
        raise Lack(Needs(bound=frozenset({bound})))
    if not key:
        raise Stuck(incidents.DECISION_MISSING, *_missing(bound), decision=bound.id, tag=bound.tag)
    found = world.decisions.get(key)
    if found is None:
        raise Lack(Needs(decisions=frozenset({key})))
    return found


def _missing(bound: Bound) -> tuple[str]:
    if bound.beside:
        return ("decision_not_beside",)
    return ("decision_tag_missing",) if bound.tag else ("decision_missing",)


def _fetch(turn: Turn, n: int, names: frozenset[str]) -> None:
    """Ask for all large values among these variables at once. Raises Lack."""
    places = visible(turn, n)
    records: list[Any] = [turn.draft.find(places[name]) for name in names & places.keys()]
    turn.want({record.large for record in records if record.large is not None})


BEHAVIOUR = Behaviour(begin=begin)
