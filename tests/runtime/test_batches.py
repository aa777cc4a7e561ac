"""Batch operations: each item once, with its result; cancelled, suspended and resumed as a whole."""

import time

import pytest

from lingqu.engine.commands import CancelInstance, FailJob, ModifyInstance, Movement, ResumeInstance, SuspendInstance
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.runtime.audit import audit
from lingqu.runtime.batches import ItemState, State, Wanted
from runtime.drawings import END, ONE_JOB, START, chain, drawing, user
from runtime.looking import rows, settled, status

TASKS = drawing("tasks", chain(START, user("a"), user("b"), END))
MOVE = ModifyInstance(at=0, by="ops", move=(Movement(source="a", target="b", within="parent"),))


def started(runtime, many, process="tasks"):
    return [runtime.writer.call(runtime.start(process)).instance for _ in range(many)]


def wanted(kind, command, where="i.process_id = ?", params=("tasks",)):
    return Wanted(kind=kind, command=command, where=where, params=params, tenant="", by="ops")


def over(runtime, key, seconds=30):
    """The state of an operation, once it is over: (state, total, done, failed)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        [found] = rows(runtime, "SELECT state, total, done, failed FROM batch_operation WHERE key = ?", key)
        if found[0] not in (State.ACTIVE, State.SUSPENDED):
            return found
        settled(runtime)
    raise AssertionError(f"Expected batch operation {key} to end, but it is {found}")


@pytest.fixture
def tasks(runtime):
    runtime.deploy([("tasks.bpmn", TASKS), ("one.bpmn", ONE_JOB)])
    return started(runtime, 70)


def test_every_instance_of_the_filter_is_cancelled_and_no_other(runtime, tasks):
    [other] = started(runtime, 1, "one-job")

    key, total = runtime.start_batch(wanted("CANCEL_PROCESS_INSTANCE", CancelInstance(at=0, by="ops")))

    assert total == 70
    assert over(runtime, key) == (State.COMPLETED, 70, 70, 0)
    assert {status(runtime, instance) for instance in tasks} == {2}
    assert status(runtime, other) == 0
    lines = rows(runtime, "SELECT operation, count(*) FROM operation_log WHERE batch = ? GROUP BY operation", key)
    assert sorted(lines) == [("CANCEL", 70), ("CREATE", 1)]
    assert audit(runtime.db).differences == ()


def test_what_cannot_be_done_is_told_by_item(runtime, tasks):
    runtime.writer.call(runtime.command(tasks[0], MOVE))

    key, _ = runtime.start_batch(wanted("MODIFY_PROCESS_INSTANCE", MOVE))

    assert over(runtime, key) == (State.PARTIALLY_COMPLETED, 70, 69, 1)
    [(item, error)] = rows(
        runtime, "SELECT item, error FROM batch_item WHERE batch = ? AND state = ?", key, int(ItemState.FAILED)
    )
    assert item == tasks[0]
    assert "not" in error


def test_instances_are_suspended_and_resumed_together(runtime, tasks):
    key, _ = runtime.start_batch(wanted("SUSPEND_PROCESS_INSTANCE", SuspendInstance(at=0, by="ops")))
    over(runtime, key)
    assert {status(runtime, instance) for instance in tasks} == {3}

    key, _ = runtime.start_batch(wanted("RESUME_PROCESS_INSTANCE", ResumeInstance(at=0, by="ops")))
    over(runtime, key)
    assert {status(runtime, instance) for instance in tasks} == {0}


def test_ended_instances_are_deleted_with_their_history_and_the_log_stays(runtime, tasks):
    for instance in tasks[:3]:
        runtime.writer.call(runtime.command(instance, CancelInstance(at=0, by="ops")))

    key, total = runtime.start_batch(wanted("DELETE_PROCESS_INSTANCE", None))

    assert total == 3
    assert over(runtime, key)[0] == State.COMPLETED
    for table in ("history", "activity", "page", "task"):
        left = f"SELECT count(*) FROM {table} WHERE instance IN ??"  # noqa: S608 - named above
        assert rows(runtime, left, tasks[:3]) == [(0,)]
    assert rows(runtime, "SELECT count(*) FROM instance") == [(67,)]
    lines = rows(runtime, "SELECT operation FROM operation_log WHERE instance = ? ORDER BY key", tasks[0])
    assert lines == [("CANCEL",), ("DELETE",)]
    assert audit(runtime.db).differences == ()


def test_a_running_instance_is_not_deleted(runtime, tasks):
    with pytest.raises(Conflict, match="ended"):
        runtime.writer.call(runtime.delete(tasks[0]))


def test_incidents_are_resolved_one_item_each(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    for instance in started(runtime, 3, "one-job"):
        [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=1)
        runtime.writer.call(runtime.job_command(FailJob(at=0, job=job.key, retries=0)))
        assert instance

    key, total = runtime.start_batch(wanted("RESOLVE_INCIDENT", None, params=("one-job",)))

    assert total == 3
    assert over(runtime, key) == (State.COMPLETED, 3, 3, 0)
    assert len(runtime.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=9)) == 3


def test_a_suspended_operation_rests_and_a_cancelled_one_leaves_the_rest_alone(runtime, tasks):
    runtime._batches.stop()
    key, _ = runtime.start_batch(wanted("CANCEL_PROCESS_INSTANCE", CancelInstance(at=0, by="ops")))
    runtime._batches.work()
    runtime.change_batch(key, "", "SUSPEND", "ops")
    assert not runtime._batches.work()
    with pytest.raises(Conflict):
        runtime.change_batch(key, "", "SUSPEND", "ops")

    runtime.change_batch(key, "", "RESUME", "ops")
    assert runtime._batches.work()
    runtime.change_batch(key, "", "CANCEL", "ops")

    assert not runtime._batches.work()
    [found] = rows(runtime, "SELECT state, total, done FROM batch_operation WHERE key = ?", key)
    assert found == (State.CANCELED, 70, 64)
    assert sorted(rows(runtime, "SELECT status, count(*) FROM instance GROUP BY status")) == [(0, 6), (2, 64)]
    with pytest.raises(NotFound):
        runtime.change_batch(1 << 50, "", "CANCEL", "ops")


def test_an_operation_on_nothing_is_over_at_once(runtime):
    key, total = runtime.start_batch(wanted("CANCEL_PROCESS_INSTANCE", CancelInstance(at=0, by="ops")))

    assert total == 0
    assert over(runtime, key) == (State.COMPLETED, 0, 0, 0)
