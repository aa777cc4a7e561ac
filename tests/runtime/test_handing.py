"""Jobs that are handed over as they are made: leased by the commit that makes them, and lost by nobody."""

import asyncio
import threading
import time
from contextlib import contextmanager

import pytest

from lingqu.engine.commands import CompleteJob
from lingqu.runtime import jobs, workers
from lingqu.runtime.audit import audit
from lingqu.runtime.handing import FIRST_LEASE, Hatch, Terms, Wish
from lingqu.store import Lost
from runtime.drawings import ONE_JOB
from runtime.looking import status


def terms(*types, tenant="", worker="w", timeout_ms=1000):
    return Terms(types=types, worker=worker, timeout_ms=timeout_ms, variables=None, tenant=tenant)


def job(key, type_="work", tenant="", state=0):
    return {"key": key, "type": type_, "tenant": tenant, "state": state, "lease": 0, "worker": "", "ready_at": 5}


class Books:
    def __init__(self):
        self.activated, self.back, self.rung = [], [], []
        self.hatch = Hatch(self.activated.append, lambda jobs, types: self.back.append((jobs, types)))

    def wish(self, terms_, limit=1):
        wish = Wish(terms_, limit, lambda: self.rung.append(wish))
        return wish, self.hatch.add(wish)


def test_the_first_who_waits_for_a_type_has_its_jobs_up_to_the_limit():
    books, made = Books(), [job(1), job(2), job(3), job(4, "other")]
    first, _ = books.wish(terms("work"), limit=2)
    second, _ = books.wish(terms("work", "more", worker="x", timeout_ms=7), limit=5)
    books.hatch.grant(books.hatch.lease(made, 100))

    assert (first.jobs, first.deadline, second.jobs, second.deadline) == ([1, 2], 1100, [3], 107)
    assert [(row["lease"], row["worker"], row["ready_at"]) for row in made] == [
        (FIRST_LEASE, "w", 1100),
        (FIRST_LEASE, "w", 1100),
        (FIRST_LEASE, "x", 107),
        (0, "", 5),
    ]
    assert (books.rung, books.activated, books.hatch.handed()) == ([first, second], [2, 1], {1, 2, 3})
    assert books.hatch.handed() == set()
    assert books.hatch.lease([job(9)], 100) == {}  # who was served waits no longer


def test_jobs_of_other_tenants_and_of_suspended_instances_are_not_handed_over():
    books, made = Books(), [job(1, tenant="b"), job(2, state=5), job(3, tenant="a")]
    books.wish(terms("work", tenant="a"), limit=9)
    anybody, _ = books.wish(terms("work", tenant=None), limit=9)
    books.hatch.grant(books.hatch.lease(made, 0))
    assert [row["lease"] for row in made] == [1, 0, 1]
    assert anybody.jobs == [1]


def test_who_has_gone_before_the_commit_was_durable_gives_back():
    books = Books()
    wish, number = books.wish(terms("work"))
    leased = books.hatch.lease([job(1)], 0)
    books.hatch.withdraw(number)
    books.hatch.grant(leased)
    assert (wish.jobs, books.rung, books.back) == ([], [], [({1: FIRST_LEASE}, ("work",))])


@pytest.fixture
def begin(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    return lambda: runtime.writer.call(runtime.start("one-job", variables={"x": 7})).instance


@pytest.fixture
def patient(monkeypatch):
    """Who waits looks again only when somebody rings; a function from which on nobody may look at all."""
    monkeypatch.setattr(workers, "LOOK_AGAIN", 20.0)

    def look(*given, **more):
        raise AssertionError("Expected no transaction that activates jobs, but one began")

    return lambda: monkeypatch.setattr(jobs, "activate", look)


def until(holds):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


async def waiting(runtime, **more):
    """A task that waits for a job, and has looked."""
    before = len(runtime.hatch._wishes)
    task = asyncio.create_task(
        runtime.wait_for_jobs(["work"], worker="w", timeout_ms=1000, limit=1, wait_ms=20_000, **more)
    )
    await asyncio.to_thread(until, lambda: len(runtime.hatch._wishes) > before)
    return task


def test_who_waits_has_the_job_by_the_commit_that_makes_it(runtime, begin, clock, patient, monkeypatch):
    async def main():
        task = await waiting(runtime)
        patient()
        instance = await asyncio.to_thread(begin)
        [job] = await task
        return instance, job

    instance, job = asyncio.run(main())
    monkeypatch.undo()
    assert (job.instance, job.variables, job.lease, job.worker, job.deadline) == (
        instance,
        {"x": 7},
        FIRST_LEASE,
        "w",
        clock() + 1000,
    )
    assert runtime.activate_jobs(["work"], worker="other", timeout_ms=1000, limit=1) == []
    clock.forward(1000)
    [again] = runtime.activate_jobs(["work"], worker="other", timeout_ms=1000, limit=1)
    assert (again.key, again.lease) == (job.key, FIRST_LEASE + 1)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=again.lease))
    assert status(runtime, instance) == 1
    assert audit(runtime.db).differences == ()


def test_one_who_waits_is_handed_the_job_and_the_other_goes_on_waiting(runtime, begin, patient):
    async def main():
        tasks = [await waiting(runtime) for _ in range(2)]
        patient()
        await asyncio.to_thread(begin)
        done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.sleep(0.05)  # time to look, if somebody had rung
        broken = [task for task in left if task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(done), len(left), broken

    assert asyncio.run(main()) == (1, 1, [])


def test_who_goes_away_with_a_job_in_hand_gives_it_back(runtime, begin):
    async def main():
        task = await waiting(runtime)
        [wish] = runtime.hatch._wishes.values()
        wish.granted = lambda: None  # the word that it was granted does not come through in time
        await asyncio.to_thread(begin)
        assert wish.jobs
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return await runtime.wait_for_jobs(["work"], worker="x", timeout_ms=1000, limit=1, wait_ms=20_000)

    [job] = asyncio.run(main())
    assert (job.worker, job.lease) == ("x", FIRST_LEASE + 1)


def test_what_cannot_be_read_is_given_back(runtime, begin, monkeypatch):
    monkeypatch.setattr(workers, "LOOK_AGAIN", 20.0)

    def lost(*given):
        monkeypatch.undo()
        raise Lost("for a moment")

    async def main():
        task = await waiting(runtime)
        monkeypatch.setattr(jobs, "handed", lost)
        await asyncio.to_thread(begin)
        with pytest.raises(Lost):
            await task
        return await runtime.wait_for_jobs(["work"], worker="x", timeout_ms=1000, limit=1, wait_ms=20_000)

    [job] = asyncio.run(main())
    assert (job.worker, job.lease) == ("x", FIRST_LEASE + 1)


@contextmanager
def handled(runtime, handler, threads):
    runtime.handle("work", handler, threads=threads)
    [own] = runtime._handlers
    own.start()
    try:
        yield
    finally:
        own.stop()


def test_a_handler_of_this_process_is_handed_jobs_under_the_name_of_its_node(runtime, begin):
    seen, enough = [], threading.Event()

    def work(job):
        runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
        seen.append((job.worker, job.lease))
        if len(seen) == 20:
            enough.set()

    with handled(runtime, work, 4):
        instances = [begin() for _ in range(20)]
        assert enough.wait(20)
    assert set(seen) == {(f"node-{runtime.node}", FIRST_LEASE)}
    assert {status(runtime, instance) for instance in instances} == {1}
    assert audit(runtime.db).differences == ()
