"""Jobs: leases, retries, long poll, handlers of this process."""

import asyncio
import threading

import pytest

from lingqu.engine.commands import CompleteJob, FailJob, ThrowJobError
from lingqu.kernel.errors import Conflict, NotFound, Rejected
from lingqu.runtime import JobChange
from lingqu.runtime.audit import audit
from runtime.drawings import ONE_JOB
from runtime.looking import rows, settled, status


@pytest.fixture
def begin(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    return lambda **variables: runtime.writer.call(runtime.start("one-job", variables=variables)).instance


def take(runtime, limit=10, **more):
    return runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=limit, **more)


def test_a_job_is_given_out_once_until_its_lease_ends(runtime, begin, clock):
    begin()
    [first] = take(runtime)
    assert take(runtime) == []
    clock.forward(1000)
    [again] = take(runtime)
    assert (again.key, again.lease) == (first.key, first.lease + 1)


def test_jobs_are_given_out_by_priority(runtime):
    ranked = ONE_JOB.replace(
        b"<zeebe:taskDefinition", b'<zeebe:jobPriorityDefinition priority="=rank"/><zeebe:taskDefinition'
    )
    runtime.deploy([("one.bpmn", ranked)])
    for rank in (1, 3, -2, 3):
        runtime.writer.call(runtime.start("one-job", variables={"rank": rank}))

    given = take(runtime)
    assert [job.priority for job in given] == [3, 3, 1, -2]
    assert given[0].key < given[1].key


def test_jobs_that_come_back_stand_among_the_new_ones_by_priority(runtime, clock):
    ranked = ONE_JOB.replace(
        b"<zeebe:taskDefinition", b'<zeebe:jobPriorityDefinition priority="=rank"/><zeebe:taskDefinition'
    )
    runtime.deploy([("one.bpmn", ranked)])
    for rank in (1, 5, 2):
        runtime.writer.call(runtime.start("one-job", variables={"rank": rank}))
    assert [job.priority for job in take(runtime, 2)] == [5, 2]
    for rank in (3, 1):
        runtime.writer.call(runtime.start("one-job", variables={"rank": rank}))
    clock.forward(1000)

    assert [job.priority for job in take(runtime, 3)] == [5, 3, 2]
    left = take(runtime, 3)
    assert [job.priority for job in left] == [1, 1]
    assert left[0].key < left[1].key


def test_a_late_worker_cannot_complete_somebody_elses_attempt(runtime, begin, clock):
    instance = begin()
    [late] = take(runtime)
    clock.forward(1000)
    [job] = take(runtime)
    with pytest.raises(Conflict, match="lease"):
        runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=late.key), lease=late.lease))
    assert status(runtime, instance) == 0
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    assert status(runtime, instance) == 1


def test_without_a_lease_the_first_completion_wins(runtime, begin):
    begin()
    [job] = take(runtime)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))
    with pytest.raises(Rejected):
        runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))


def test_a_failed_job_comes_back_after_its_backoff(runtime, begin, clock):
    begin()
    [job] = take(runtime)
    command = FailJob(at=0, job=job.key, retries=2, error="no", retry_at=clock.at + 5000)
    runtime.writer.call(runtime.job_command(command))
    clock.forward(4999)
    assert take(runtime) == []
    clock.forward(1)
    [again] = take(runtime)
    assert again.retries == 2
    assert audit(runtime.db).differences == ()


def test_without_retries_left_an_incident_waits_and_a_retry_goes_on(runtime, begin, clock):
    begin()
    [job] = take(runtime)
    runtime.writer.call(runtime.job_command(FailJob(at=0, job=job.key, retries=0, error="broken")))
    clock.forward(10_000)
    assert take(runtime) == []
    [(incident, count)] = rows(
        runtime, "SELECT x.key, i.incidents FROM incident x JOIN instance i ON i.key = x.instance"
    )
    assert count == 1
    runtime.writer.call(runtime.retry_incident(incident, by="op"))
    [again] = take(runtime)
    assert again.retries == 1
    assert audit(runtime.db).differences == ()


def test_an_error_that_nobody_catches_is_an_incident(runtime, begin):
    begin()
    [job] = take(runtime)
    runtime.writer.call(runtime.job_command(ThrowJobError(at=0, job=job.key, code="E1")))
    assert rows(runtime, "SELECT count(*) FROM incident WHERE resolved_at IS NULL") == [(1,)]
    assert audit(runtime.db).differences == ()


def test_only_the_variables_that_were_asked_for_come(runtime, begin):
    begin(a=1, b=2)
    [job] = take(runtime, variables=["b", "c"])
    assert job.variables == {"b": 2}


def test_a_large_variable_comes_whole(runtime, begin):
    text = "长" * 5000
    begin(text=text, list=[text, text])
    [job] = take(runtime)
    assert job.variables == {"text": text, "list": [text, text]}
    assert rows(runtime, "SELECT count(*) FROM value") == [(2,)]
    assert audit(runtime.db).differences == ()


def test_no_more_jobs_than_asked_for(runtime, begin):
    for _ in range(5):
        begin()
    assert (len(take(runtime, limit=2)), len(take(runtime, limit=9))) == (2, 3)


def test_a_lease_can_be_made_longer(runtime, begin, clock):
    begin()
    [job] = take(runtime)
    runtime.writer.call(runtime.change_job(job.key, JobChange(timeout=5000), lease=job.lease))
    clock.forward(4999)
    assert take(runtime) == []
    with pytest.raises(Conflict):
        runtime.writer.call(runtime.change_job(job.key, JobChange(timeout=5000), lease=job.lease + 1))
    with pytest.raises(NotFound):
        runtime.writer.call(runtime.change_job(job.key + 1, JobChange(timeout=5000)))


def test_who_waits_is_woken_by_the_commit_that_brings_a_job(runtime, begin):
    async def main():
        waiting = asyncio.create_task(
            runtime.wait_for_jobs(["work"], worker="w", timeout_ms=1000, limit=1, wait_ms=20_000)
        )
        while not runtime.bell._waiters:  # noqa: ASYNC110 - no event tells that somebody waits
            await asyncio.sleep(0)
        started = await runtime.writer.ask(runtime.start("one-job", variables={}))
        return started.instance, await waiting

    instance, [job] = asyncio.run(main())
    assert job.instance == instance


def test_who_waits_for_nothing_gets_nothing(runtime, begin):
    waiting = runtime.wait_for_jobs(["work"], worker="w", timeout_ms=1000, limit=1, wait_ms=1)
    assert asyncio.run(waiting) == []


def test_a_handler_of_this_process_does_jobs_of_all_tenants(database, clock):
    from lingqu.runtime import Runtime

    runtime, done = Runtime(database, clock=clock), threading.Semaphore(0)

    def handle(job):
        runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
        done.release()

    runtime.handle("work", handle, threads=2)
    runtime.begin()
    runtime.deploy([("one.bpmn", ONE_JOB)], tenant="t1")
    for _ in range(5):
        runtime.writer.call(runtime.start("one-job", variables={}, tenant="t1"))
    assert all(done.acquire(timeout=20) for _ in range(5))
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance WHERE status = 1") == [(5,)]
    runtime.stop()
