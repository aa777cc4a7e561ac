"""Large values that one instance sends another: by reference in the event, whole where they arrive."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine.outcome import Needs
from lingqu.engine.sending import unpacked
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.values import encode, reference

BIG = "长" * 40_000
REF = reference(encode(BIG))
CHILD = "start -> work[user] -> end"
CALLER = "start -> call[call]{process=child} -> after[user] -> end"


def sent(case, kind):
    """The one event of that kind in any instance."""
    [found] = [
        event
        for one in case.world.instances.values()
        for _, _, events in one.history
        for event in events
        if isinstance(event, kind) and (event.variables or event.large)
    ]
    return found


def child_of(case):
    return next(one for one in case.world.instances.values() if one.program.id == "child")


def test_a_called_process_is_given_a_reference_and_receives_the_value():
    case = given(CALLER, child=CHILD).start(text=BIG, n=1)

    called = sent(case, e.ChildCalled)
    assert (called.variables, called.large) == ({"n": 1}, {"text": REF})
    assert child_of(case).variables() == {"text": BIG, "n": 1}


def test_a_called_process_gives_back_a_reference_and_the_caller_has_the_value():
    case = given(CALLER, child=CHILD).start().complete("work", text=BIG)

    done = sent(case, e.InstanceCompleted)
    assert (done.variables, done.large) == ({}, {"text": REF})
    assert case.variables == {"text": BIG}


def test_the_variables_of_an_error_that_leaves_a_called_process_go_by_reference():
    case = given(
        CALLER + "\ncall ~(error E)~> caught[user] -> end", child="start -> work[service]{type=w} -> end"
    ).start()
    job = child_of(case).jobs[0].n
    case.world.do(child_of(case).key, c.ThrowJobError(at=case.world.now, job=job, code="E", variables={"text": BIG}))

    assert sent(case, e.ErrorRaised).large == {"text": REF}
    assert case.waits_at == ["caught"]
    assert case.case.local_variables("caught") | case.variables == {"text": BIG}


def test_a_message_is_thrown_by_reference_and_comes_whole():
    case = given(
        "start -> tell[throw message paid =id]{in.text==text} -> end",
        other="start -> wait[message paid =id] -> after[user] -> end",
    )
    case.start("other", id="7").start(id="7", text=BIG)

    assert sent(case, e.MessagePublished).large == {"text": REF}
    assert case.variables == {"id": "7", "text": BIG}


def test_a_signal_is_thrown_by_reference_and_comes_whole():
    case = given(
        "start -> tell[throw signal closing]{in.text==text} -> end",
        other="start -> wait[signal closing] -> after[user] -> end",
    )
    case.start("other").start(text=BIG)

    assert sent(case, e.SignalThrown).large == {"text": REF}
    assert case.variables == {"text": BIG}


@pytest.mark.parametrize("drawing", [CALLER, "start -> tell[throw message paid =1]{in.text==text} -> end"])
def test_what_is_sent_is_asked_for_so_that_a_letter_can_be_made_of_it(drawing):
    case = given("start -> first[user] -> " + drawing.removeprefix("start -> "), child=CHILD).start(text=BIG)
    world = World(programs=case.world.programs, latest=case.world.processes.latest)

    answer = step(world, case.case.state, c.CompleteTask(at=1, task=case.case.tasks[0].n))

    assert answer == Needs(values=frozenset({REF.hash}))


def test_a_value_that_was_deleted_is_sent_as_null():
    assert unpacked({"n": 1}, {"text": REF}, {REF.hash: None}) == {"n": 1, "text": None}
