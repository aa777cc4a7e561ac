"""The writer's laws: durable before answered, one commit for many, who fails fails alone."""

import threading
from contextlib import contextmanager

import pytest

from lingqu.engine.commands import CompleteJob, StartInstance
from lingqu.kernel.errors import Busy, Conflict, NotFound
from lingqu.runtime import AlreadyDone, CaseWork, GuardClaim, RowWork, Runtime
from lingqu.runtime.audit import audit
from lingqu.store import DatabaseFailed, Taken
from lingqu.store.postgres import PostgresConnection
from lingqu.store.sqlite import SqliteConnection
from runtime.drawings import ONE_JOB
from runtime.looking import rows, status

GUARD = ("scope", "id", "answer", "at", "expires")


@pytest.fixture
def begin(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    return lambda **more: runtime.start("one-job", variables={}, **more)


@contextmanager
def held(runtime):
    """Whatever is submitted inside goes into one batch: the writer is kept busy until the end of the block."""
    busy, free = threading.Event(), threading.Event()

    def wait(tx):
        busy.set()
        assert free.wait(20)

    holding = runtime.writer.submit(RowWork(run=wait))
    assert busy.wait(20)
    yield
    free.set()
    holding.result(20)


def row(name):
    def run(tx):
        tx.c.insert("guard", GUARD, [("t", name, None, tx.now, None)])

    return RowWork(run=run)


def names(runtime):
    return [name for (name,) in rows(runtime, "SELECT id FROM guard WHERE scope = 't' ORDER BY id")]


def test_nobody_is_answered_before_the_commit(runtime, begin, monkeypatch):
    reached, go = threading.Event(), threading.Event()
    for kind in (SqliteConnection, PostgresConnection):

        def commit(self, original=kind.commit):
            reached.set()
            assert go.wait(20)
            original(self)

        monkeypatch.setattr(kind, "commit", commit)
    future = runtime.writer.submit(begin())
    assert reached.wait(20)
    assert not future.done()
    go.set()
    assert status(runtime, future.result(20).instance) == 0


def test_what_waits_together_is_committed_together(runtime, begin):
    with held(runtime):
        futures = [runtime.writer.submit(begin()) for _ in range(50)]
    for future in futures:
        future.result(20)
    assert rows(runtime, "SELECT count(DISTINCT batch) FROM history") == [(1,)]
    assert audit(runtime.db).instances == 50


def test_a_rejected_command_fails_alone(runtime, begin):
    with held(runtime):
        good = [runtime.writer.submit(begin()) for _ in range(3)]
        bad = runtime.writer.submit(runtime.command(1 << 40, CompleteJob(at=0, job=(1 << 40) + 1)))
        unknown = runtime.writer.submit(runtime.start("nobody", variables={}))
    assert [status(runtime, future.result(20).instance) for future in good] == [0, 0, 0]
    assert isinstance(bad.exception(20), NotFound)
    assert isinstance(unknown.exception(20), NotFound)


def test_a_row_work_that_raises_leaves_nothing_and_fails_alone(runtime):
    def bad(tx):
        tx.c.insert("guard", GUARD, [("t", "bad", None, tx.now, None)])
        raise LookupError("ours")

    with held(runtime):
        futures = [runtime.writer.submit(work) for work in (row("a"), RowWork(run=bad), row("b"))]
    assert isinstance(futures[1].exception(20), LookupError)
    assert futures[2].result(20) is None
    assert names(runtime) == ["a", "b"]


def test_a_row_work_that_the_database_refuses_fails_alone(runtime):
    with held(runtime):
        futures = [runtime.writer.submit(row(name)) for name in ("a", "a", "b")]
    assert [type(future.exception(20)) for future in futures] == [type(None), Taken, type(None)]
    assert names(runtime) == ["a", "b"]


def test_a_poisoned_command_is_found_by_halving(runtime, begin):
    taken = runtime.writer.call(begin())
    poison = CaseWork(
        instance=taken.instance, command=StartInstance(at=0, definition=taken.definition, root=taken.instance)
    )
    with held(runtime):
        good = [runtime.writer.submit(begin()) for _ in range(5)]
        bad = runtime.writer.submit(poison)
        more = [runtime.writer.submit(begin()) for _ in range(5)]
    assert isinstance(bad.exception(20), DatabaseFailed)
    assert all(future.result(20) for future in good + more)
    assert rows(runtime, "SELECT count(*) FROM instance") == [(11,)]
    assert audit(runtime.db).differences == ()


def test_commands_for_one_instance_are_done_in_order(runtime, begin):
    started = runtime.writer.call(begin())
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=1)
    with held(runtime):
        first = runtime.writer.submit(runtime.job_command(CompleteJob(at=0, job=job.key)))
        second = runtime.writer.submit(runtime.job_command(CompleteJob(at=0, job=job.key)))
    assert first.result(20).version == 2
    assert isinstance(second.exception(20), Conflict | NotFound)
    assert status(runtime, started.instance) == 1


def test_the_same_guard_gets_the_same_answer(runtime, begin):
    guard = GuardClaim("start", "order-1")
    first = runtime.writer.call(begin(guard=guard))
    assert runtime.writer.call(begin(guard=guard)) == first
    assert rows(runtime, "SELECT count(*) FROM instance") == [(1,)]


def test_twins_in_one_batch_get_one_answer(runtime, begin):
    guard = GuardClaim("start", "order-1")
    with held(runtime):
        futures = [runtime.writer.submit(begin(guard=guard)) for _ in range(3)]
    assert len({future.result(20) for future in futures}) == 1
    assert rows(runtime, "SELECT count(*) FROM instance") == [(1,)]


def test_a_guard_whose_command_was_rejected_is_free_again(runtime, begin):
    guard = GuardClaim("start", "order-1")
    with pytest.raises(NotFound):
        runtime.writer.call(runtime.start("nobody", variables={}, guard=guard))
    assert runtime.writer.call(begin(guard=guard)).version == 1


def test_a_guard_of_rows_answers_with_what_was_told_first(runtime):
    work = RowWork(run=lambda tx: {"sum": 7}, guard=GuardClaim("t", "x"))
    assert runtime.writer.call(work) == {"sum": 7}
    assert runtime.writer.call(work) == AlreadyDone(b'{"sum":7}')


def test_an_expired_guard_can_be_taken_again(runtime, clock):
    work = RowWork(run=lambda tx: tx.now, guard=GuardClaim("t", "x", clock.at + 1000))
    runtime.writer.call(work)
    clock.forward(1000)
    assert runtime.writer.call(RowWork(run=work.run, guard=GuardClaim("t", "x", clock.at + 1000))) == clock.at


def test_a_row_and_an_instance_come_together_or_not_at_all(runtime, begin):
    def run(tx, good):
        tx.c.insert("guard", GUARD, [("t", str(good), None, tx.now, None)])
        tx.also(begin() if good else runtime.start("nobody", variables={}))

    runtime.writer.call(RowWork(run=lambda tx: run(tx, good=True)))
    with pytest.raises(NotFound):
        runtime.writer.call(RowWork(run=lambda tx: run(tx, good=False)))
    assert names(runtime) == ["True"]
    assert rows(runtime, "SELECT count(*) FROM instance") == [(1,)]
    assert audit(runtime.db).differences == ()


def test_too_much_is_told_to_come_back(database, clock):
    runtime = Runtime(database, clock=clock)
    runtime.begin()
    runtime._pump.stop()  # nothing of its own shall stand in the queue
    runtime.writer._waiting._limit = 3
    with held(runtime):
        futures = [runtime.writer.submit(row(str(n))) for n in range(3)]
        with pytest.raises(Busy) as busy:
            runtime.writer.submit(row("more"))
    assert busy.value.params["retry_after"] == 1
    assert [future.result(20) for future in futures] == [None] * 3
    runtime.stop()


def test_what_was_taken_back_before_its_turn_is_not_done(runtime):
    with held(runtime):
        future = runtime.writer.submit(row("a"))
        assert future.cancel()
    runtime.writer.call(row("b"))
    assert names(runtime) == ["b"]


def test_time_of_an_instance_never_goes_back(runtime, begin, clock):
    runtime.writer.call(begin())
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=1)
    clock.forward(-500)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))
    [(first,), (second,)] = rows(runtime, "SELECT at FROM history ORDER BY version")
    assert first == second == clock.at + 500


def test_stopping_finishes_what_waits(database, clock):
    runtime = Runtime(database, clock=clock)
    runtime.begin()
    with held(runtime):
        futures = [runtime.writer.submit(row(str(n))) for n in range(20)]
        runtime.writer.drain()
        with pytest.raises(Busy):
            runtime.writer.submit(row("late"))
    runtime.stop()
    assert all(future.done() and future.exception() is None for future in futures)
