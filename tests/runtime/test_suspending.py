"""Suspended instances in the rows: no job is given out, no timer row is due, everything comes after the resume."""

import pytest

from lingqu.engine.commands import CompleteJob, ResumeInstance, SuspendInstance
from lingqu.kernel.errors import Conflict
from lingqu.runtime import JobChange
from lingqu.runtime.audit import audit
from runtime.drawings import CALLS, ONE_JOB, ONE_TASK, SLEEPS, WAITS
from runtime.looking import rows, settled, status

HOUR = 3_600_000


def start(runtime, process, **variables):
    return runtime.writer.call(runtime.start(process, variables=variables)).instance


def suspend(runtime, key):
    runtime.writer.call(runtime.command(key, SuspendInstance(at=0, by="ops")))


def resume(runtime, key):
    runtime.writer.call(runtime.command(key, ResumeInstance(at=0, by="ops")))
    settled(runtime)


def work(runtime):
    return runtime.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=9)


def test_jobs_of_a_suspended_instance_are_not_given_out(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    key = start(runtime, "one-job")
    suspend(runtime, key)
    assert (work(runtime), status(runtime, key)) == ([], 3)

    resume(runtime, key)

    [job] = work(runtime)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    assert status(runtime, key) == 1
    assert audit(runtime.db).differences == ()


def test_a_worker_that_has_the_job_may_answer_and_its_result_waits(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    key = start(runtime, "one-job")
    [job] = work(runtime)
    suspend(runtime, key)
    runtime.writer.call(runtime.change_job(job.key, JobChange(timeout=90_000), lease=job.lease))

    runtime.writer.call(
        runtime.job_command(CompleteJob(at=0, job=job.key, variables={"text": "x" * 9000}), lease=job.lease)
    )
    assert status(runtime, key) == 3
    assert audit(runtime.db).differences == ()

    resume(runtime, key)
    assert status(runtime, key) == 1
    assert audit(runtime.db).differences == ()


def test_a_due_timer_fires_at_the_resume_and_nobody_looks_at_it_before(runtime, clock):
    runtime.deploy([("sleeps.bpmn", SLEEPS)])
    key = start(runtime, "sleeps")
    suspend(runtime, key)
    clock.forward(2 * HOUR)
    assert runtime._timers.fire_due() > clock.at + 1000
    settled(runtime)
    assert status(runtime, key) == 3

    resume(runtime, key)

    assert status(runtime, key) == 1
    assert rows(runtime, "SELECT count(*) FROM timer") == [(0,)]
    assert audit(runtime.db).differences == ()


def test_a_timer_that_is_not_due_yet_keeps_its_time(runtime, clock):
    runtime.deploy([("sleeps.bpmn", SLEEPS)])
    key = start(runtime, "sleeps")
    due = rows(runtime, "SELECT due FROM timer")
    suspend(runtime, key)

    resume(runtime, key)

    assert rows(runtime, "SELECT due FROM timer") == due
    clock.forward(HOUR)
    runtime._timers.fire_due()
    settled(runtime)
    assert status(runtime, key) == 1


def test_a_message_waits_in_the_instance_and_a_second_one_in_the_buffer(runtime):
    runtime.deploy([("waits.bpmn", WAITS)])
    key = start(runtime, "waits", order="A")
    suspend(runtime, key)
    for _ in range(2):
        runtime.writer.call(runtime.publish("paid", "A", ttl_ms=0, variables={"sum": 7}))
        settled(runtime)

    resume(runtime, key)

    assert status(runtime, key) == 1
    assert rows(runtime, "SELECT value FROM variable WHERE instance = ? AND name = 'sum'", key) == [("7",)]
    assert audit(runtime.db).differences == ()


def test_called_instances_are_suspended_and_resumed_by_letter(runtime):
    runtime.deploy([("calls.bpmn", CALLS), ("one.bpmn", ONE_JOB)])
    key = start(runtime, "calls")
    suspend(runtime, key)
    settled(runtime)
    assert set(rows(runtime, "SELECT status FROM instance")) == {(3,)}
    assert work(runtime) == []

    resume(runtime, key)

    assert set(rows(runtime, "SELECT status FROM instance")) == {(0,)}
    assert len(work(runtime)) == 1
    assert audit(runtime.db).differences == ()


def test_a_second_request_is_told_so(runtime):
    runtime.deploy([("one.bpmn", ONE_TASK)])
    key = start(runtime, "one-task")
    suspend(runtime, key)

    with pytest.raises(Conflict, match="already"):
        suspend(runtime, key)
