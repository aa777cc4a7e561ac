"""Callers: those of an event loop are told together; all may give up, and take back what has not begun."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lingqu.kernel.errors import Busy, Conflict, Unanswered
from lingqu.runtime import RowWork
from lingqu.runtime.answers import Mailbox


def nothing(tx):
    return tx.now


async def busy(runtime):
    """The writer is kept busy until the event is set."""
    reached, free = threading.Event(), threading.Event()

    def wait(tx):
        reached.set()
        assert free.wait(20)

    runtime.writer.submit(RowWork(run=wait))
    assert await asyncio.to_thread(reached.wait, 20)
    return free


def test_many_answers_wake_the_loop_once():
    async def main():
        loop, woken = asyncio.get_running_loop(), []
        call = loop.call_soon_threadsafe
        mailbox = Mailbox(loop)
        answers = [mailbox.answer() for _ in range(50)]

        def count(callback, *args):
            woken.append(callback)
            return call(callback, *args)

        loop.call_soon_threadsafe = count

        def tell():
            for number, answer in enumerate(answers):
                answer.set_result(number)

        tell()  # before the loop can look
        return await asyncio.gather(*(answer.future for answer in answers)), len(woken)

    assert asyncio.run(main()) == (list(range(50)), 1)


def test_each_caller_gets_its_own_answer_or_error(runtime):
    async def main():
        works = [RowWork(run=lambda tx, n=n: n if n % 2 else 1 // 0) for n in range(20)]
        return await asyncio.gather(*(runtime.writer.ask(work) for work in works), return_exceptions=True)

    for number, found in enumerate(asyncio.run(main())):
        assert found == number if number % 2 else isinstance(found, ZeroDivisionError)


def test_who_goes_away_takes_back_what_has_not_begun(runtime):
    done = []

    async def main():
        free = await busy(runtime)
        waiting = asyncio.create_task(runtime.writer.ask(RowWork(run=done.append)))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        free.set()
        await runtime.writer.ask(RowWork(run=nothing))

    asyncio.run(main())
    assert done == []


def test_what_has_not_begun_in_time_is_told_busy_and_never_done(runtime):
    done = []

    async def main():
        free = await busy(runtime)
        try:
            with pytest.raises(Busy):
                await runtime.writer.ask(RowWork(run=done.append), 0.05)
        finally:
            free.set()
        await runtime.writer.ask(RowWork(run=nothing))

    asyncio.run(main())
    assert done == []


def test_what_has_begun_and_is_not_over_in_time_is_told_unanswered(runtime):
    reached, free = threading.Event(), threading.Event()

    def wait(tx):
        reached.set()
        assert free.wait(20)

    async def main():
        asked = asyncio.create_task(runtime.writer.ask(RowWork(run=wait), 0.2))
        assert await asyncio.to_thread(reached.wait, 20)
        try:
            with pytest.raises(Unanswered):
                await asked
        finally:
            free.set()

    asyncio.run(main())


def test_a_loop_that_is_gone_does_not_disturb_the_writer(runtime):
    reached, free = threading.Event(), threading.Event()

    def wait(tx):
        reached.set()
        assert free.wait(20)

    async def leave():
        waiting = runtime.writer.expect(RowWork(run=wait))
        assert await asyncio.to_thread(reached.wait, 20)
        return waiting

    loop = asyncio.new_event_loop()
    loop.run_until_complete(leave())
    loop.close()
    free.set()
    assert runtime.writer.call(RowWork(run=lambda tx: 7)) == 7


def test_a_thread_that_waits_is_told_busy_or_unanswered_as_well(runtime):
    reached, free, done = threading.Event(), threading.Event(), []

    def wait(tx):
        reached.set()
        assert free.wait(20)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(runtime.writer.call, RowWork(run=wait), 0.2)
        assert reached.wait(20)
        try:
            with pytest.raises(Busy):
                runtime.writer.call(RowWork(run=done.append), 0.05)
            with pytest.raises(Unanswered):
                slow.result(20)
        finally:
            free.set()
    assert runtime.writer.call(RowWork(run=lambda tx: 7)) == 7
    assert done == []


def test_a_thread_is_told_what_the_work_has_raised(runtime):
    def refuse(tx):
        raise Conflict("runtime.variable_exists", name="a")

    for _ in range(2):
        with pytest.raises(Conflict):
            runtime.writer.call(RowWork(run=refuse))
