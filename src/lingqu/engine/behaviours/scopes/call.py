"""Call activity: starts an instance of another process and waits for its letter."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine import incidents
from lingqu.engine.decisions import Bound
from lingqu.engine.flow import finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.outcome import Needs
from lingqu.engine.places import Lack
from lingqu.engine.program import CallPlan, Node
from lingqu.engine.sending import packed
from lingqu.engine.turn import Behaviour, Turn
from lingqu.engine.variables import merge, set_local, text_of, visible
from lingqu.kernel.values import Json

#: Call activities above one another before endless recursion is suspected.
MAX_DEPTH = 200


def begin(turn: Turn, n: int, node: Node) -> None:
    plan = _plan(node)
    process = text_of(turn, n, plan.process, "called process id")
    definition = _definition(turn, plan, process)
    program = turn.world.programs.get(definition)
    if program is None:
        raise Lack(Needs(definitions=frozenset({definition})))
    if len(program.plain_starts) > 1:
        starts = ", ".join(program.node(one).id for one in program.plain_starts)
        raise Stuck(incidents.CALLED_MISSING, "called_several_starts", process=process, starts=starts)
    if not program.begins:
        raise Stuck(incidents.CALLED_MISSING, "called_no_start", process=process)
    depth = turn.head.depth + 1
    if depth > MAX_DEPTH:
        raise Stuck(incidents.CALL_DEPTH, "call_depth", limit=MAX_DEPTH)
    given = packed(turn, visible(turn, n) if plan.all_down else turn.element(n).names)
    called = e.ChildCalled(
        owner=n,
        child=turn.number(),
        definition=definition,
        variables=given.variables,
        depth=depth,
        large=given.large,
    )
    turn.emit(called)


def _definition(turn: Turn, plan: CallPlan, process: str) -> int:
    """The key of the process in the version that is meant. Raises Stuck if there is none, Lack."""
    if plan.binding == "latest":
        place = (turn.head.tenant, process)
        definition = turn.world.latest.get(place)
        if definition is None:
            raise Lack(Needs(latest=frozenset({place})))
        if not definition:
            raise Stuck(incidents.CALLED_MISSING, "called_missing", process=process)
        return definition
    beside = turn.head.definition if plan.binding == "deployment" else 0
    bound = Bound(turn.head.tenant, process, plan.tag, beside)
    definition = turn.world.called.get(bound)
    if definition is None:
        raise Lack(Needs(called=frozenset({bound})))
    if not definition:
        code = "called_not_beside" if beside else "called_no_tag"
        raise Stuck(incidents.CALLED_MISSING, code, process=process, tag=plan.tag)
    return definition


def returned(turn: Turn, n: int, node: Node, variables: Mapping[str, Json]) -> None:
    """The child has completed. With output mappings only their targets go up; else all, if the model says so."""
    turn.emit(e.ChildReturned(owner=n, child=turn.element(n).called))
    if node.outputs:
        finish(turn, n, node, variables)
    elif _plan(node).all_up:
        merge(turn, n, variables)
        finish(turn, n, node)
    else:
        for name, value in variables.items():
            set_local(turn, n, name, value)
        finish(turn, n, node)


def _plan(node: Node) -> CallPlan:
    if node.call is None:
        raise TypeError(f"Expected a call activity, but {node.id} calls nothing")
    return node.call


BEHAVIOUR = Behaviour(begin=begin)
