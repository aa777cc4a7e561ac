"""What waits for the writer: in order, fair between processes, and never more than it can write in time."""

import threading
import time
from concurrent.futures import Future

import pytest

from lingqu.engine.commands import SetVariables, StartInstance
from lingqu.kernel.errors import Busy
from lingqu.runtime.waiting import FEWEST, MOST, Waiting
from lingqu.runtime.work import CaseWork


def put(waiting, work):
    answer = Future()
    waiting.put(work, answer)
    return answer


def start(process, number=0):
    command = StartInstance(at=0, definition=0, tenant="", root=number, variables={})
    return CaseWork(instance=number, command=command, latest=("", process))


def other(number):
    return CaseWork(instance=number, command=SetVariables(at=0, variables={}, scope=0))


def taken(waiting, most):
    items, _ = waiting.take(most, patient=False)
    return [(item.work.latest[1] if item.work.latest else "other", item.work.instance) for item in items]


def test_work_that_is_no_start_is_taken_in_the_order_in_which_it_came():
    waiting = Waiting()
    for number in range(10):
        put(waiting, other(number))
    assert taken(waiting, 6) + taken(waiting, 6) == [("other", number) for number in range(10)]


def test_a_flood_of_starts_holds_up_neither_other_work_nor_other_processes():
    waiting = Waiting()
    for number in range(1000):
        put(waiting, start("flood", number))
    put(waiting, start("small", 1))
    for number in range(3):
        put(waiting, other(number))
    first = taken(waiting, 10)
    assert first == [
        ("other", 0),
        ("other", 1),
        ("other", 2),
        ("flood", 0),
        ("small", 1),
        *(("flood", number) for number in range(1, 6)),
    ]


def test_starts_get_their_half_while_other_work_floods():
    waiting = Waiting()
    for number in range(100):
        put(waiting, other(number))
    for number in range(100):
        put(waiting, start("p", number))
    kinds = [kind for kind, _ in taken(waiting, 20)]
    assert (kinds.count("other"), kinds.count("p")) == (10, 10)


def test_starts_of_one_process_keep_their_order():
    waiting = Waiting()
    for number in range(5):
        put(waiting, start("a", number))
        put(waiting, start("b", number))
    found = taken(waiting, 4) + taken(waiting, 100)
    assert [number for kind, number in found if kind == "a"] == [0, 1, 2, 3, 4]
    assert [number for kind, number in found if kind == "b"] == [0, 1, 2, 3, 4]


def test_as_many_may_wait_as_are_written_in_a_second():
    waiting = Waiting()
    for _ in range(50):
        waiting.took(100, 0.1)
    assert waiting.limit == pytest.approx(1000, abs=1)
    for _ in range(50):
        waiting.took(100, 10.0)
    assert waiting.limit == FEWEST
    for _ in range(50):
        waiting.took(1, 0.0001)
    assert waiting.limit == FEWEST
    for _ in range(50):
        waiting.took(1000, 0.001)
    assert waiting.limit == MOST


def test_whoever_comes_when_too_much_waits_is_told_at_once():
    waiting = Waiting(most=3)
    for number in range(3):
        put(waiting, other(number))
    with pytest.raises(Busy) as told:
        put(waiting, other(3))
    assert told.value.params["retry_after"] == 1


def test_a_process_whose_starts_fill_half_of_the_room_gets_no_more_but_others_do():
    waiting = Waiting(most=20)
    for number in range(15):
        put(waiting, start("flood", number))
    taken(waiting, 1)
    with pytest.raises(Busy):
        put(waiting, start("flood", 99))
    put(waiting, start("small", 1))
    put(waiting, other(1))
    taken(waiting, 10)
    put(waiting, start("flood", 100))


def test_what_was_taken_back_is_not_done():
    waiting = Waiting()
    future = put(waiting, other(1))
    put(waiting, other(2))
    assert future.cancel()
    assert taken(waiting, 5) == [("other", 2)]
    assert len(waiting) == 0


def test_closing_lets_out_everything_that_waits_first():
    waiting = Waiting()
    for number in range(5):
        put(waiting, start("p", number))
    waiting.close()
    assert [waiting.take(2, patient=True)[1] for _ in range(3)] == [False, False, True]


def test_the_writer_sleeps_until_something_comes():
    waiting = Waiting()
    got = []
    thread = threading.Thread(target=lambda: got.append(waiting.take(5, patient=True)))
    thread.start()
    time.sleep(0.05)
    assert not got
    put(waiting, other(7))
    thread.join(5)
    assert [item.work.instance for item in got[0][0]] == [7]
