"""Real connections cut by a proxy before, inside and after COMMIT, and servers killed: nothing is lost or done twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from faults.clients import FILES, Clients
from faults.cluster import until
from faults.nodes import chance, prepare
from faults.verdict import check
from lingqu.engine.commands import CompleteJob
from lingqu.kernel.errors import Busy, Unanswered
from lingqu.runtime import RowWork, Runtime
from lingqu.runtime.audit import audit
from lingqu.store import open_database
from runtime.looking import rows

PLACES = ["before", "inside", "after"]


@pytest.mark.parametrize("place", PLACES)
def test_a_commit_of_unknown_fate_is_looked_up_and_done_once(node, proxy, place):
    proxy.plan(place)
    started = node.writer.call(node.start("one-job"))
    assert proxy.cuts == 1
    assert rows(node, "SELECT key FROM instance") == [(started.instance,)]
    [job] = node.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=9)
    proxy.plan(place)
    node.writer.call(node.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    assert proxy.cuts == 2
    assert rows(node, "SELECT state FROM job") == [(1,)]
    assert audit(node.db).differences == ()


def test_a_commit_that_is_still_under_way_when_the_node_looks_is_waited_for(node, proxy, breakable, address):
    """The old session holds what it wrote longer than any lock is waited for: the node gives nothing up."""
    name = address.rpartition("/")[2]
    proxy.hold()
    future = node.writer.submit(node.start("one-job"))
    until(lambda: proxy.held, "the COMMIT to be held")
    waiting = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"  # noqa: S608
    until(lambda: breakable.ask(waiting), "the new session to wait for the old one")
    assert not future.done()
    proxy.release()
    started = future.result(30)
    assert rows(node, "SELECT key FROM instance") == [(started.instance,)]
    assert audit(node.db).differences == ()


@pytest.mark.parametrize(("place", "told"), [("after", Unanswered), ("", Busy)])
def test_a_node_that_ends_while_the_database_is_away_says_whether_it_may_be_done(address, proxy, place, told):
    """Nobody is told to come back, as if nothing were done, with what may be done: a client repeats that by itself."""
    prepare(address, FILES)
    node = Runtime(open_database(address.replace(address.rpartition(":")[2].partition("/")[0], str(proxy.port))))
    node.begin()

    def arm(tx):  # inside the transaction, so that its COMMIT is the one that is meant
        proxy.plan(place or None)
        if not place:
            proxy.cut()
        proxy.refuse()

    works = [node.writer.submit(RowWork(run=arm)), *(node.writer.submit(node.start("one-job")) for _ in range(3))]
    until(lambda: str(node.writer.trouble), "the node to notice")
    node.writer.stop(timeout=0.1)
    answers = [work.exception(20) for work in works]
    assert {type(one) for one in answers} <= {told, Busy}
    assert type(answers[0]) is told
    node.stop()
    node.db.close()


def test_after_a_reconnect_the_cache_is_empty(node, proxy):
    node.writer.call(node.start("one-job"))
    assert len(node._cache) == 1
    proxy.plan("after")
    node.writer.call(RowWork(run=lambda tx: None))
    assert len(node._cache) == 0


def under_fire(node, url, fire, *, turns, patience=120):
    """Clients work while `fire` goes on in a thread; the verdict."""
    said, stop = [], threading.Event()
    clients = Clients(node, "n", said.append, turns=turns)
    with ThreadPoolExecutor(1) as pool:
        firing = pool.submit(fire, stop)
        try:
            clients.join(patience)
        finally:
            clients.stop()
            stop.set()
        firing.result()
    return check(url, said)


def cutting(proxy):
    random = chance()
    proxy.plan("after")  # the first COMMIT, however slow the rest is

    def fire(stop):
        while not stop.wait(random.uniform(0.05, 0.3)):
            if random.random() < 0.3:
                proxy.cut()
            else:
                proxy.plan(random.choice(PLACES))

    return fire


def killing(cluster):
    random = chance()

    def fire(stop):
        while not stop.wait(random.uniform(0.3, 0.9)):
            if random.random() < 0.5:
                cluster.kill()
                cluster.start()
            else:
                cluster.kill_a_session()
                until(cluster.answers, "the server to recover")

    return fire


def test_connections_are_cut_again_and_again(node, address, proxy):
    assert under_fire(node, address, cutting(proxy), turns=8)[0] == 32
    assert proxy.cuts


def test_the_server_is_killed_again_and_again(node, address, breakable):
    assert under_fire(node, address, killing(breakable), turns=4)[0] == 16


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("how", ["cut", "killed"])
def test_for_long(node, address, proxy, breakable, how):
    fire = cutting(proxy) if how == "cut" else killing(breakable)
    assert under_fire(node, address, fire, turns=500, patience=3000)[0] == 2000
