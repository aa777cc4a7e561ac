"""How an instance begins: at its none start event, or at the event that has started it."""

from __future__ import annotations

from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.flow import enter, finish
from lingqu.engine.formulas import Stuck
from lingqu.engine.naming import clean
from lingqu.engine.state import NOWHERE, ROOT
from lingqu.engine.titles import title_of
from lingqu.engine.turn import Turn
from lingqu.engine.variables import set_local
from lingqu.kernel.errors import Unprocessable


def start_instance(turn: Turn, command: c.StartInstance) -> None:
    program = turn.program
    root = program.root
    start = command.element
    if start == NOWHERE:
        start = next((n for n in root.starts if turn.node(n).trigger.kind == "none"), NOWHERE)
    if start not in root.starts:
        raise Unprocessable("engine.no_start", process=program.id)
    variables = clean(command.variables)
    turn.emit(
        e.InstanceStarted(
            definition=command.definition,
            process=program.ordinal,
            tenant=command.tenant,
            root=command.root or turn.desk.key,
            parent=command.parent,
            business_id=command.business_id,
            started_by=command.by,
            title=title_of(program.title, variables, turn.at, turn.world.zone),
            tags=command.tags,
            depth=command.depth,
        )
    )
    node = turn.node(start)
    if not node.outputs or command.element == NOWHERE:
        for name, value in variables.items():
            set_local(turn, ROOT, name, value)
    turn.changed.clear()
    begin_process(turn)
    if node.outputs and command.element != NOWHERE:
        n = turn.head.next
        turn.emit(e.ElementActivated(n=n, element=start, scope=ROOT))
        finish(turn, n, node, variables)
    else:
        enter(turn, node, ROOT, ())


def begin_process(turn: Turn) -> None:
    """Let the process listen to what its event sub-processes wait for."""
    try:
        turn.behaviours["process"].begin(turn, ROOT, turn.program.root)
    except Stuck as why:
        turn.stuck(ROOT, why)
