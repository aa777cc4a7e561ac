"""Timers: in order, once, and asleep in between."""

import threading

import pytest

from lingqu.runtime import Runtime
from lingqu.runtime.audit import audit
from runtime.drawings import BY_TIMER, END, SLEEPS, START, catch_timer, chain, drawing
from runtime.looking import rows, settled, status

HOUR = 3_600_000


@pytest.fixture
def sleeping(runtime):
    runtime.deploy([("sleeps.bpmn", SLEEPS)])
    return lambda: runtime.writer.call(runtime.start("sleeps", variables={})).instance


def fire(runtime):
    runtime._timers.fire_due()
    settled(runtime)


def test_a_timer_fires_when_it_is_due_and_not_before(runtime, sleeping, clock):
    instance = sleeping()
    clock.forward(HOUR - 1)
    fire(runtime)
    assert status(runtime, instance) == 0
    clock.forward(1)
    fire(runtime)
    assert status(runtime, instance) == 1
    assert rows(runtime, "SELECT count(*) FROM timer") == [(0,)]
    assert audit(runtime.db).differences == ()


def test_the_thread_is_told_when_to_look_next(runtime, sleeping, clock):
    sleeping()
    assert runtime._timers.fire_due() == clock.at + HOUR


def test_what_is_missed_is_caught_up_in_order(runtime, sleeping, clock):
    instances = []
    for _ in range(3):
        instances.append(sleeping())
        clock.forward(1000)
    clock.forward(5 * HOUR)
    fire(runtime)
    batches = rows(runtime, "SELECT instance FROM history WHERE version = 2 ORDER BY batch, instance")
    assert [row[0] for row in batches] == instances


def test_a_timer_that_another_node_fired_is_no_error(runtime, sleeping, clock):
    sleeping()
    clock.forward(HOUR)
    with runtime.db.reading() as c:
        row = c.row("SELECT key, plane, tenant, instance, definition, element, owner, due, remaining FROM timer")
    fire(runtime)
    from lingqu.runtime import TimerRow

    runtime._timers._send(TimerRow(*row))
    settled(runtime)
    assert rows(runtime, "SELECT version, status FROM instance") == [(2, 1)]


def test_a_cycle_starts_as_often_as_drawn(runtime, clock):
    runtime.deploy([("by.bpmn", BY_TIMER)])
    for _ in range(5):
        clock.forward(HOUR)
        fire(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance") == [(3,)]
    assert rows(runtime, "SELECT count(*) FROM timer") == [(0,)]


def test_starts_that_were_missed_are_one_start(runtime, clock):
    runtime.deploy([("by.bpmn", BY_TIMER)])
    clock.forward(10 * HOUR)
    fire(runtime)
    fire(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance") == [(1,)]
    assert rows(runtime, "SELECT due > ? FROM timer", clock.at) in ([(1,)], [(True,)])


def test_a_new_version_takes_the_start_timer_over(runtime, clock):
    runtime.deploy([("by.bpmn", BY_TIMER)])
    runtime.deploy([("by.bpmn", BY_TIMER.replace(b'name="by-timer"', b'name="newer"'))])
    clock.forward(HOUR)
    fire(runtime)
    assert rows(runtime, "SELECT d.version FROM instance i JOIN definition d ON d.key = i.definition") == [(2,)]


def test_the_thread_fires_by_itself_on_the_real_clock(database):
    node, ended = Runtime(database), threading.Event()
    node.after_commit(lambda done: ended.set() if any(one.case.ended for one in done) else None)
    node.begin()
    node.deploy([("nap.bpmn", drawing("nap", chain(START, catch_timer("rest", "PT0.05S"), END)))])
    node.writer.call(node.start("nap", variables={}))
    assert ended.wait(20)
    node.stop()
