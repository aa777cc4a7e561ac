"""step: the one door to the engine. A command and a state go in; the new state and what happened come out.

    step(world, state, command) -> Outcome | Needs

Pure: the state given is never touched, the same input gives the same output. The caller's faults are raised as
kernel Rejected and nothing is done. What step lacks it names in Needs; fetch it and call again.
"""

from __future__ import annotations

from lingqu.engine import messages as _messages  # noqa: F401  (registers the texts of the codes raised here)
from lingqu.engine import pausing
from lingqu.engine.behaviours import BEHAVIOURS
from lingqu.engine.commands import Command, StartInstance
from lingqu.engine.handlers import HANDLERS
from lingqu.engine.outcome import Needs, Outcome
from lingqu.engine.places import Lack
from lingqu.engine.program import Program
from lingqu.engine.settling import settle
from lingqu.engine.state import State, Status
from lingqu.engine.titles import retitle
from lingqu.engine.turn import Turn
from lingqu.engine.typed import refuse_misfits, tell_misfits
from lingqu.engine.words import in_chinese
from lingqu.engine.world import World
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.kernel.pages import MissingPage

_RUNNING, _SUSPENDED = Status.RUNNING, Status.SUSPENDED  # Python 3.11 looks members of an enum up slowly


def step(world: World, state: State, command: Command) -> Outcome | Needs:
    """Decide what a command causes. Raises Rejected for the caller's faults."""
    program = _program(world, state, command)
    if isinstance(program, Needs):
        return program
    turn = Turn(world, state, command, program, BEHAVIOURS)
    suspended = state.head.status is _SUSPENDED
    try:
        if program.types:
            refuse_misfits(turn, command)
        if suspended and type(command) in pausing.WAITS:
            pausing.hold(turn, command)
        else:
            HANDLERS[type(command)](turn, command)
        if suspended:
            turn.dirty.clear()  # conditions are judged when it goes on
        settle(turn)
        if turn.typed:
            tell_misfits(turn)
        if program.title is not None:
            retitle(turn)
        return turn.outcome()
    except MissingPage as missing:
        root = {0} if state.shelf.page(0) is None else set()  # nearly everything asks for the root scope next
        return Needs(pages=frozenset({missing.number} | root))
    except Lack as lack:
        return lack.needs


def _program(world: World, state: State, command: Command) -> Program | Needs:
    """The program to run, if the command and the state fit together."""
    started = bool(state.head.definition)
    if isinstance(command, StartInstance):
        if started:
            raise Conflict("engine.already_started", instance=str(state.key))
        definition = command.definition
    else:
        if not started:
            raise NotFound("engine.no_instance")
        if state.head.status is _SUSPENDED:
            if type(command) in pausing.REFUSED:
                raise Conflict("engine.instance_suspended")
        elif state.head.status is not _RUNNING:
            status = Status(state.head.status).name.lower()
            raise Conflict("engine.instance_not_running", status=status, status_zh=in_chinese(status))
        definition = state.head.definition
    program = world.programs.get(definition)
    if program is None:
        return Needs(definitions=frozenset({definition}))
    return program
