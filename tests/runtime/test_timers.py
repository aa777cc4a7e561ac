"""Timers: in order, once, and asleep in between."""

import threading
from itertools import pairwise

import pytest

from lingqu.runtime import RowWork, Runtime
from lingqu.runtime.audit import audit
from lingqu.runtime.clockwatch import ClockWatch
from lingqu.runtime.waiting import _PORTIONS
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


def test_what_came_due_while_the_node_was_stopped_fires_in_order_and_in_portions(database, clock):
    """However long it was away: no transaction has more than a portion, and each one earlier timers than the next."""
    before = Runtime(database, clock=clock)
    before.begin()
    before.deploy([("sleeps.bpmn", SLEEPS)])
    many = 300
    for _ in range(many):
        before.writer.call(before.start("sleeps", variables={}))
        clock.forward(7)
    before.stop()
    dues = dict(rows(before, "SELECT instance, due FROM timer"))
    assert len(set(dues.values())) == many

    clock.forward(5 * HOUR)
    after = Runtime(database, clock=clock)
    after._timers.start = lambda: None  # so that it is known when they fire
    after.begin()
    fire(after)
    batches = {}
    for batch, instance in rows(after, "SELECT batch, instance FROM history WHERE node = ? ORDER BY batch", after.node):
        batches.setdefault(batch, []).append(dues[instance])
    assert sum(map(len, batches.values())) == many
    assert max(map(len, batches.values())) <= _PORTIONS[1] < many
    in_turn = list(batches.values())
    assert all(max(one) < min(later) for one, later in pairwise(in_turn))
    assert audit(database).differences == ()
    after.stop()


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


def test_those_due_in_one_moment_fire_in_portions_between_which_others_have_their_turn(runtime, sleeping, clock):
    instances = [sleeping() for _ in range(70)]
    clock.forward(HOUR)
    fire(runtime)
    assert rows(runtime, "SELECT status, count(*) FROM instance GROUP BY status") == [(1, len(instances))]
    sizes = [size for (size,) in rows(runtime, "SELECT count(*) FROM history WHERE version = 2 GROUP BY node, batch")]
    assert max(sizes) < len(instances)
    assert audit(runtime.db).differences == ()


def test_a_row_of_which_the_instance_knows_nothing_goes(runtime, sleeping, clock):
    instance = sleeping()
    stray = (
        "INSERT INTO timer (key, plane, tenant, instance, definition, element, owner, due, remaining)"
        " SELECT key + 1, plane, tenant, instance, definition, element, owner, due - 1, remaining FROM timer"
    )
    runtime.writer.call(RowWork(run=lambda tx: tx.c.run(stray)))
    clock.forward(HOUR)
    fire(runtime)
    assert rows(runtime, "SELECT count(*) FROM timer") == [(0,)]
    assert status(runtime, instance) == 1


def test_a_clock_that_was_set_is_known_by_the_time_that_passed():
    wall, passed = [1_000_000], [0.0]
    watch = ClockWatch(lambda: wall[0], real=True, passed=lambda: passed[0])
    wall[0], passed[0] = 1_005_000, 5.0
    assert not watch.jumped
    for step in (HOUR, -HOUR):
        wall[0] += step
        assert watch.jumped
        watch.compare(lambda step=step: wall[0] - step)
        assert not watch.jumped
        assert watch.note
        watch.compare(lambda: wall[0])
        assert not watch.note


def test_a_node_whose_clock_is_wrong_fires_nothing(database):
    node = Runtime(database, clock=lambda: 1_750_000_000_000)
    node.begin()
    node.deploy([("nap.bpmn", drawing("nap", chain(START, catch_timer("rest", "PT0S"), END)))])
    right = node._timers._believed
    node._timers._believed = lambda: False
    node.writer.call(node.start("nap", variables={}))
    assert node._timers.fire_due() > node.now()
    assert rows(node, "SELECT count(*) FROM timer") == [(1,)]
    node._timers._believed = right
    node._timers.fire_due()
    assert rows(node, "SELECT count(*) FROM timer") == [(0,)]
    node.stop()
