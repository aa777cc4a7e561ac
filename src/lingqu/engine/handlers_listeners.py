"""What follows when a listener's job is done: the next listener, or what it held up."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.engine import events as e
from lingqu.engine.commands import CompleteJob
from lingqu.engine.entering import retry_entering
from lingqu.engine.flow import finish, rest
from lingqu.engine.listening import END, START
from lingqu.engine.naming import owner_of
from lingqu.engine.starting import begin_process
from lingqu.engine.state import ROOT, Job, Task
from lingqu.engine.task_changes import answered, go_on
from lingqu.engine.turn import Turn
from lingqu.engine.variables import merge, set_local
from lingqu.kernel.errors import Unprocessable
from lingqu.kernel.values import Json


def listener_done(turn: Turn, job: Job, command: CompleteJob, variables: Mapping[str, Json]) -> None:
    """A listener has completed. Raises Unprocessable for an answer that only task listeners can give."""
    owner, event = job.owner, job.listener
    if event not in (START, END):
        _task_listener_done(turn, job, command, variables)
        return
    if command.denied or command.corrections is not None:
        raise Unprocessable("engine.no_task_listener", key=str(turn.key(job.n)))
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


def _task_listener_done(turn: Turn, job: Job, command: CompleteJob, variables: Mapping[str, Json]) -> None:
    task = task_of(turn, job.owner)
    owner = job.owner
    turn.emit(e.JobCompleted(n=job.n))
    for name, value in variables.items():
        set_local(turn, owner, name, value)
    if task is not None:
        answered(turn, task, command.corrections, denied=command.denied, reason=command.denied_reason)


def task_of(turn: Turn, owner: int) -> Task | None:
    """The task of an element instance whose change waits for listeners."""
    waits = (turn.draft.find(wait) for wait in turn.element(owner).waits)
    return next((one for one in waits if isinstance(one, Task) and one.change is not None), None)


def ask_again(turn: Turn, owner: int) -> bool:
    """Go on with the change of a task that could not ask its next listener; whether there is one."""
    task = task_of(turn, owner)
    if task is not None:
        go_on(turn, task.n)
    return task is not None
