"""Which way a token goes: conditions of the outgoing flows, and the default."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import incidents
from lingqu.engine.formulas import Formula, Stuck
from lingqu.engine.gates import told
from lingqu.engine.program import Flow, Node
from lingqu.engine.turn import Turn
from lingqu.engine.variables import found_of, value_of
from lingqu.kernel.values import Json


def chosen(turn: Turn, n: int, node: Node) -> tuple[Flow, ...]:
    """The flows whose condition holds, those without a condition, else the default. Raises Stuck if there is none.

    An exclusive gateway takes the first. A condition that is null is not taken; if that leaves nothing to take, the
    incident says that the condition could not be evaluated. A complex gateway that resets may take none; a flow
    without a condition is taken only when it is activated.
    """
    first_only = node.behaviour == "exclusiveGateway"
    gate = told(turn, n, node) if node.behaviour == "complexGateway" else None
    starting = gate is None or gate["waitingForStart"] is True
    taken: list[Flow] = []
    undecided: Formula | None = None
    for flow in node.outgoing:
        if flow.default:
            continue
        held = starting if flow.condition is None else holds(turn, n, flow.condition, gate)
        if held:
            taken.append(flow)
            if first_only:
                break
        elif held is None:
            undecided = undecided or flow.condition
    if not taken:
        taken = [flow for flow in node.outgoing if flow.default]
    if not taken and starting:
        if undecided is not None:
            raise Stuck(
                incidents.EXPRESSION, "condition_not_boolean", text=undecided.text, **found_of(turn, n, undecided, None)
            )
        raise Stuck(incidents.NO_FLOW, "no_flow")
    return tuple(taken)


def holds(turn: Turn, n: int, condition: Formula, over: Mapping[str, Json] | None = None) -> bool | None:
    """Whether a condition is true; null counts as not. Raises Stuck for what is neither true, false nor null."""
    value = value_of(turn, n, condition, over)
    if value is None or isinstance(value, bool):
        return value
    raise Stuck(
        incidents.EXPRESSION, "condition_not_boolean", text=condition.text, **found_of(turn, n, condition, value)
    )
