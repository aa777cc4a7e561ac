"""Business ids that are unique: at most one running instance of a process has one, whichever node starts it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from lingqu.engine.commands import CancelInstance
from lingqu.kernel.errors import Conflict, Rejected
from lingqu.runtime import RowWork, Runtime
from runtime.drawings import END, ONE_JOB, START, call, chain, drawing, service
from runtime.looking import rows, settled

OTHER = drawing("other", chain(START, service("work"), END))
OUTER = drawing("outer", chain(START, call("calls", "one-job"), END))
RACES = 12


@pytest.fixture
def node(database, clock):
    node = Runtime(database, clock=clock, unique_business_ids=True)
    node.begin()
    deploy(node)
    yield node
    node.stop()


@pytest.fixture
def nodes(postgres_database, clock):
    pair = [Runtime(postgres_database, clock=clock, unique_business_ids=True) for _ in range(2)]
    for one in pair:
        one.begin()
    deploy(pair[0])
    yield pair
    for one in pair:
        one.stop()


def deploy(node):
    node.deploy([("one-job.bpmn", ONE_JOB), ("other.bpmn", OTHER), ("outer.bpmn", OUTER)])


def start(node, business_id="PO-1", process="one-job"):
    return node.writer.call(node.unique(node.start(process, business_id=business_id))).instance


def cancel(node, instance):
    node.writer.call(node.command(instance, CancelInstance(at=0, by="admin")))


def running(node, business_id="PO-1"):
    sql = "SELECT key FROM instance WHERE business_id = ? AND status IN (0, 3) ORDER BY key"
    return [key for (key,) in rows(node, sql, business_id)]


def test_a_second_start_with_the_id_of_a_running_instance_is_refused(node):
    first = start(node)

    with pytest.raises(Conflict) as refused:
        start(node)

    assert refused.value.code == "runtime.business_id_taken"
    assert refused.value.params["key"] == str(first)
    assert running(node) == [first]


def test_an_id_is_free_again_once_its_instance_is_over(node):
    cancel(node, start(node))

    second = start(node)

    assert running(node) == [second]
    with pytest.raises(Conflict):
        start(node)


def test_another_process_and_another_id_are_free(node):
    started = [start(node), start(node, "PO-2"), start(node, process="other")]

    assert len(set(started)) == 3


def test_without_a_business_id_nothing_is_held_back(node):
    assert len({start(node, "") for _ in range(3)}) == 3


def test_a_start_that_is_refused_holds_no_id(node):
    with pytest.raises(Rejected):
        node.writer.call(node.unique(node.start("one-job", business_id="PO-1", places=("nowhere",))))

    first = start(node)
    assert running(node) == [first]


def test_what_an_instance_calls_may_bear_the_id_of_a_running_one(node):
    inner = start(node)

    outer = start(node, process="outer")
    settled(node)

    assert inner in running(node)
    assert rows(node, "SELECT count(*) FROM instance WHERE root = ?", outer) == [(2,)]


def test_an_id_is_not_given_later_where_ids_are_unique(node):
    instance = start(node, "")

    with pytest.raises(Conflict) as refused:
        node.writer.call(node.assign_business_id(instance, "PO-1"))

    assert refused.value.code == "runtime.business_ids_unique"


def test_of_starts_that_race_on_two_nodes_one_is_done_and_the_others_are_told_of_it(nodes):
    for race in range(RACES):
        name = f"PO-{race}"
        outcomes = raced(nodes, name)

        started = [one for one in outcomes if isinstance(one, int)]
        assert len(started) == 1, outcomes
        assert running(nodes[0], name) == started
        assert {one.params["key"] for one in outcomes if isinstance(one, Conflict)} == {str(started[0])}


def test_an_id_whose_holder_has_ended_goes_to_one_of_those_that_race_for_it(nodes):
    for race in range(RACES):
        name = f"PO-{race}"
        cancel(nodes[0], start(nodes[0], name))

        outcomes = raced(nodes, name)

        assert len([one for one in outcomes if isinstance(one, int)]) == 1, outcomes
        assert len(running(nodes[1], name)) == 1


def test_ids_in_opposite_order_on_two_nodes_make_nobody_wait_in_a_circle(nodes):
    names = [f"PO-{number:03}" for number in range(60)]
    with capture_logs() as logged, ThreadPoolExecutor(2) as pool:
        both = pool.map(in_one_batch, nodes, (names, names[::-1]))
        taken = [place for told in both for place in told]

    assert sorted(taken) == names
    assert [line for line in logged if line["event"] == "transaction tried again"] == []


def in_one_batch(node, names):
    """Start one with each of these ids in a transaction; those that were not taken already."""
    full = threading.Event()
    gate = node.writer.submit(RowWork(run=lambda tx: full.wait(20)))
    works = [node.writer.submit(node.unique(node.start("one-job", business_id=name))) for name in names]
    full.set()
    assert gate.result(20)
    return [name for name, work in zip(names, works, strict=True) if work.exception(20) is None]


def raced(nodes, name, each=3):
    """What `each` starts on every node come to, begun together: an instance or the Conflict."""
    together = threading.Barrier(each * len(nodes))

    def one(node):
        together.wait(20)
        try:
            return start(node, name)
        except Conflict as refused:
            return refused

    with ThreadPoolExecutor(each * len(nodes)) as pool:
        return list(pool.map(one, nodes * each))
