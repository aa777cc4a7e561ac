"""What is refused, what is asked for, what ends everything; incidents and the guard against circles."""

from __future__ import annotations

import pytest

from drawing import draw
from engine.given import given
from lingqu.engine import commands as c
from lingqu.engine import events as e
from lingqu.engine import turn
from lingqu.engine.compile import compile_process
from lingqu.engine.handlers import HANDLERS
from lingqu.engine.outcome import Needs, Outcome
from lingqu.engine.state import ElementInstance, State, Status, empty
from lingqu.engine.step import step
from lingqu.engine.world import World
from lingqu.kernel.errors import Conflict, Invalid, NotFound, Unprocessable
from lingqu.kernel.pages import Shelf

KEY = 1 << 23
EMPTY = World(programs={})


def test_every_command_has_a_handler():
    assert set(HANDLERS) == set(c.Command.__subclasses__())


def test_a_process_that_is_not_loaded_is_asked_for():
    assert step(EMPTY, empty(KEY), c.StartInstance(at=0, definition=7)) == Needs(definitions=frozenset({7}))


def test_a_page_that_is_not_loaded_is_asked_for():
    case = given("start -> a[user] -> b[user] -> end").start()
    state = case.case.state
    bare = State(key=state.key, head=state.head, shelf=Shelf({}, complete=False))
    world = World(programs=case.world.programs)

    answer = step(world, bare, c.CompleteTask(at=1, task=case.task("a")))

    assert answer == Needs(pages=frozenset({0}))


def test_a_large_value_that_is_not_loaded_is_asked_for():
    case = given("start -> a[user] -> g[xor] -(x > 1)-> end\n g -(default)-> end").start(x=["y" * 5000])
    world = World(programs=case.world.programs)

    answer = step(world, case.case.state, c.CompleteTask(at=1, task=case.task("a")))

    assert isinstance(answer, Needs)
    assert answer.values == frozenset(case.case.large)


def test_the_latest_version_of_a_called_process_is_asked_for():
    program = compile_process(draw("start -> call[call]{process=other} -> end"), "process")
    world = World(programs={7: program})

    answer = step(world, empty(KEY), c.StartInstance(at=0, definition=7, tenant="t"))

    assert answer == Needs(latest=frozenset({("t", "other")}))


def test_a_start_is_refused_when_it_has_started():
    case = given("start -> a[user] -> end").start()

    with pytest.raises(Conflict):
        case.do(c.StartInstance(at=0, definition=case.case.definition))


def test_a_process_that_only_a_message_starts_cannot_be_started_by_hand():
    with pytest.raises(Unprocessable):
        given("start[start message m] -> a[user] -> end").start()


def test_nothing_can_be_done_to_an_instance_that_has_ended():
    case = given("start -> end").start()

    with pytest.raises(Conflict, match="completed"):
        case.cancel()


def test_nothing_can_be_done_to_an_instance_that_never_was():
    with pytest.raises(NotFound):
        step(EMPTY, empty(KEY), c.CancelInstance(at=0))


@pytest.mark.parametrize(
    "command",
    [
        c.CompleteJob(at=0, job=999),
        c.FailJob(at=0, job=999, retries=1),
        c.ThrowJobError(at=0, job=999, code="E"),
        c.SetJobRetries(at=0, job=999, retries=1),
        c.AssignTask(at=0, task=999, assignee="a"),
        c.UpdateTask(at=0, task=999),
        c.CompleteTask(at=0, task=999),
        c.FireTimer(at=0, timer=999),
        c.CorrelateMessage(at=0, subscription=999, message=1),
        c.SetVariables(at=0, variables={}, scope=999),
        c.ResolveIncident(at=0, incident=999),
        c.ChildCompleted(at=0, owner=999, child=1),
        c.ChildFailed(at=0, owner=999, child=1),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_is_not_there_is_refused_and_nothing_happens(command):
    case = given("start -> a[user] -> end").start()

    with pytest.raises(NotFound):
        case.do(command)
    assert len(case.case.history) == 1


def test_negative_retries_are_refused():
    case = given("start -> a[service] -> end").start()

    with pytest.raises(Invalid):
        case.do(c.SetJobRetries(at=0, job=case.job("a"), retries=-1))


def test_a_key_and_a_counter_name_the_same():
    case = given("start -> a[user] -> end").start()

    assert case.do(c.CompleteTask(at=0, task=case.key | case.task("a"))).ended


def test_cancelling_leaves_nothing_behind():
    case = given("""
        start -> fork[and] -> a[user] -> join[and] -> end
        fork -> b[service] -> join
        fork -> part[scope] {
            start -> c[timer PT1H] -> end
        }
        part -> join
        a ~(message m)~> end
    """).start()

    case.cancel()

    assert case.case.status is Status.CANCELLED
    assert list(case.case.state.shelf.records()) == []


def test_tokens_at_a_join_vanish_with_the_instance():
    case = given("start -> fork[and] -> a[task] -> join[and] -> end\n fork -> b[user] -> join").start()

    case.cancel()

    assert len(case.of(e.TokensDropped)) == 1


def test_a_circle_without_rest_is_an_incident_not_an_endless_turn(monkeypatch):
    from lingqu.engine import entering

    monkeypatch.setattr(entering, "LOOP_LIMIT", 100)
    case = given("start -> a[task] -> g[xor] -(stop = true)-> end\n g -(default)-> a").start()
    assert case.problems == ["loop-limit"]

    case.set(stop=True).resolve()

    assert case.ended


def test_five_thousand_tasks_in_a_row_run():
    drawing = "start -> " + " -> ".join(f"t{n}[task]" for n in range(5000)) + " -> end"
    program = compile_process(draw(drawing), "process")

    answer = step(World(programs={7: program}), empty(KEY), c.StartInstance(at=0, definition=7))

    assert isinstance(answer, Outcome)
    assert answer.state.head.status == Status.COMPLETED
    assert turn.LOOP_LIMIT > 5000


def test_the_same_input_gives_the_same_output():
    program = compile_process(draw("start -> fork[and] -> a[user] -> end\n fork -> b[user] -> end"), "process")
    world = World(programs={7: program})
    command = c.StartInstance(at=0, definition=7, variables={"x": 1})

    assert step(world, empty(KEY), command) == step(world, empty(KEY), command)


def test_the_time_of_the_last_command_is_kept():
    case = given("start -> a[user] -> end").start().wait(5)
    case.set(x=1)

    assert case.case.state.head.at == case.world.now


def test_only_touched_pages_are_named():
    case = given("start -> work[user]{count=64} -> end").start()
    outcome = step(
        World(programs=case.world.programs),
        case.case.state,
        c.CompleteTask(at=0, task=case.case.tasks[-1].n),
    )

    assert isinstance(outcome, Outcome)
    assert len(outcome.pages) <= 3
    assert any(isinstance(one, ElementInstance) for one in outcome.state.shelf.records())


def test_an_incident_can_be_told_in_both_languages():
    from lingqu.kernel.messages import Message

    case = given("start -> pay[service]{type==kind} -> end").start()

    (raised,) = case.of(e.IncidentRaised)
    message = Message(code=raised.code, params=raised.params)
    assert (
        message.text("zh")
        == "作业类型的表达式 =kind 应得到文本, 实际是 null (没有名为 “kind” 的变量, 按空值 null 处理)"
    )
    assert message.text("en") == (
        "Expected job type (=kind) to be a text, but it is null (No variable is called 'kind'; null is taken)"
    )
