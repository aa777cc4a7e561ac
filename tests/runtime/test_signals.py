"""Signals: everybody who waits when it is thrown, a few hundred at a time, nobody twice."""

import pytest

from lingqu.engine.commands import CompleteJob
from lingqu.runtime import Runtime
from lingqu.runtime.audit import audit
from lingqu.runtime.signals import broadcast
from lingqu.runtime.waiting import Waiting
from runtime.drawings import END, START, chain, drawing, service
from runtime.looking import rows, settled, status

SIGNAL = '<bpmn:signal id="s" name="closing"/>'
CATCHES = drawing(
    "catches",
    chain(
        START,
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:signalEventDefinition id="d" signalRef="s"/>'
        "</bpmn:intermediateCatchEvent>",
        END,
    ),
    SIGNAL,
)
THROWS = drawing(
    "throws",
    chain(
        START,
        service("work"),
        '<bpmn:endEvent id="throw"><bpmn:signalEventDefinition id="d" signalRef="s"/></bpmn:endEvent>',
    ),
    SIGNAL,
)
STARTS = drawing(
    "starts",
    chain(
        '<bpmn:startEvent id="start"><bpmn:signalEventDefinition id="d" signalRef="s"/></bpmn:startEvent>',
        service("more", "more"),
        END,
    ),
    SIGNAL,
)


@pytest.fixture
def throw(runtime):
    runtime.deploy([("catches.bpmn", CATCHES), ("throws.bpmn", THROWS)])

    def run():
        runtime.writer.call(runtime.start("throws", variables={}))
        [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=1)
        runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))

    return run


@pytest.fixture
def portions_of_two(monkeypatch):
    monkeypatch.setattr(Waiting, "portion", 2)


def wait(runtime):
    return runtime.writer.call(runtime.start("catches", variables={})).instance


def test_everybody_who_waits_gets_it_and_nobody_who_comes_later(runtime, throw, clock, portions_of_two):
    early = [wait(runtime) for _ in range(5)]
    throw()
    clock.forward(1)
    late = wait(runtime)
    settled(runtime)
    settled(runtime)
    assert [status(runtime, instance) for instance in early] == [1] * 5
    assert status(runtime, late) == 0
    assert rows(runtime, "SELECT count(*) FROM letter") == [(0,)]
    assert rows(runtime, "SELECT count(*) FROM message") == [(0,)]
    assert audit(runtime.db).differences == ()


def test_a_signal_starts_processes(runtime, throw):
    runtime.deploy([("starts.bpmn", STARTS)])
    throw()
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance WHERE process_id = 'starts'") == [(1,)]
    assert audit(runtime.db).differences == ()


def test_a_sweep_sends_what_a_crash_has_left(runtime, throw):
    instance = wait(runtime)
    runtime._post.writer = None  # the crash: the row is committed, nobody sends it
    throw()
    runtime._post.writer = runtime.writer
    assert status(runtime, instance) == 0
    runtime._post.sweep()
    settled(runtime)
    assert status(runtime, instance) == 1


def test_one_whose_instance_is_held_has_it_by_letter(postgres_database, clock):
    node = Runtime(postgres_database, clock=clock)
    node.begin()
    node.deploy([("catches.bpmn", CATCHES)])
    for _ in range(300):  # keys as long as they are in real life
        node.numbers.new_key()
    held, free = wait(node), wait(node)
    other = postgres_database.writing()
    other.begin()
    other.lock_rows("instance", "key", [held])
    node.writer.call(node.broadcast("closing"))
    settled(node)
    assert (status(node, held), status(node, free)) == (0, 1)
    assert rows(node, "SELECT target FROM letter") == [(held,)]
    other.rollback()
    other.close()
    node._post.sweep()
    settled(node)
    assert status(node, held) == 1
    assert rows(node, "SELECT count(*) FROM history WHERE instance IN ??", [held, free]) == [(4,)]
    node.stop()


def test_a_sweep_goes_on_from_where_a_crash_has_stopped_it(runtime, clock, portions_of_two):
    runtime.deploy([("catches.bpmn", CATCHES)])
    waiting = [wait(runtime) for _ in range(5)]
    again = runtime._post.throw
    runtime._post.throw = lambda signal: None  # the node dies after the first portion
    signal = runtime.writer.call(runtime.broadcast("closing"))
    assert runtime.writer.call(broadcast(signal, 2))
    assert [status(runtime, one) for one in waiting] == [1, 1, 0, 0, 0]
    runtime._post.throw = again
    runtime._post.sweep()
    settled(runtime)
    assert rows(runtime, "SELECT version, count(*) FROM instance GROUP BY version") == [(2, 5)]
    assert rows(runtime, "SELECT count(*) FROM message") == [(0,)]
    assert audit(runtime.db).differences == ()
