"""What follows when a listener's job is done: the next listener, or what it held up."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.flow import finish, rest, retry_entering
from lingqu.engine.listening import START
from lingqu.engine.naming import owner_of
from lingqu.engine.starting import begin_process
from lingqu.engine.state import ROOT, Job
from lingqu.engine.turn import Turn
from lingqu.engine.variables import merge, set_local
from lingqu.kernel.values import Json


def listener_done(turn: Turn, job: Job, variables: Mapping[str, Json]) -> None:
    """An execution listener has completed."""
    owner, event = job.owner, job.listener
    turn.emit(e.JobCompleted(n=job.n))
    if owner == ROOT:
        for name, value in variables.items():
            set_local(turn, ROOT, name, value)
        if event == START:
            begin_process(turn)
        else:
            rest(turn, ROOT)
    elif event == START:
        for name, value in variables.items():
            set_local(turn, owner, name, value)
        retry_entering(turn, owner)
    else:
        place, node = owner_of(turn, owner)
        merge(turn, place.scope, variables)
        finish(turn, owner, node)
