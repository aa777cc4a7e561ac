"""A node that is cut off and comes back: its leases are stale, and what it was about to say changes nothing."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from faults.clients import FILES, Clients
from faults.cluster import until
from faults.nodes import chance, prepare
from faults.verdict import check
from lingqu.engine.commands import CompleteJob
from lingqu.kernel.errors import Conflict
from lingqu.runtime import Runtime
from lingqu.store import open_database
from runtime.looking import rows

LEASE = 300  # ms


@pytest.fixture
def nodes(breakable, address, proxy):
    """`far` reaches the database through the proxy, `near` directly."""
    prepare(address, FILES)
    through = breakable.url(address.rpartition("/")[2], port=proxy.port)
    found = [Runtime(open_database(url)) for url in (through, address)]
    for node in found:
        node.begin()
    yield found
    proxy.heal()
    for node in found:
        node.stop()
        node.db.close()


def test_a_node_that_comes_back_with_a_stale_lease_changes_nothing(nodes, proxy):
    far, near = nodes
    far.writer.call(far.start("one-job"))
    [stale] = far.activate_jobs(["work"], worker="far", timeout_ms=LEASE, limit=1)
    proxy.partition()
    late = far.writer.submit(far.job_command(CompleteJob(at=0, job=stale.key), lease=stale.lease))
    [fresh] = until(
        lambda: near.activate_jobs(["work"], worker="near", timeout_ms=60_000, limit=1), "the lease to be over"
    )
    assert (fresh.key, fresh.lease) == (stale.key, stale.lease + 1)
    assert not late.done()
    proxy.heal()
    with pytest.raises(Conflict) as refused:
        late.result(30)
    assert refused.value.code == "runtime.lease_lost"
    assert near.writer.call(near.job_command(CompleteJob(at=0, job=fresh.key), lease=fresh.lease)).case.ended
    assert rows(near, "SELECT count(*) FROM history WHERE command = 'CompleteJob'") == [(1,)]


def test_a_node_that_is_cut_off_holds_up_nobody_and_says_so(nodes, proxy, monkeypatch):
    monkeypatch.setattr("lingqu.runtime.trouble.SLOW", 0.2)
    far, near = nodes
    proxy.partition()
    hanging = far.writer.submit(far.start("one-job"))
    until(lambda: "has not answered" in "".join(far.ready().notes), "the node to say so")
    assert near.writer.call(near.start("one-job")).instance
    assert near.ready().ok
    proxy.heal()
    assert hanging.result(30).instance
    until(lambda: far.ready().ok, "the node to be ready again")


def test_whoever_waits_for_a_node_that_is_cut_off_is_told_in_time(nodes, proxy):
    far, _ = nodes
    proxy.partition()

    async def asked():
        begun = asyncio.ensure_future(far.writer.ask(far.start("one-job"), seconds=0.5))
        await asyncio.sleep(0)  # it is in the queue now
        await asyncio.to_thread(until, lambda: not far.writer.waiting, "the writer to take it up")
        return await asyncio.gather(begun, far.writer.ask(far.start("one-job"), seconds=0.1), return_exceptions=True)

    begun, waiting = asyncio.run(asked())
    assert (begun.code, waiting.code) == ("runtime.no_answer_yet", "runtime.too_much_waits")
    assert (begun.status, waiting.status) == (504, 503)  # what may be done already is not repeated by a client
    proxy.heal()
    until(lambda: rows(far, "SELECT count(*) FROM instance") == [(1,)], "the one that had begun")


def apart(nodes, url, proxy, *, turns, patience=120):
    """Clients at both nodes, while one of them is cut off again and again."""
    random, said, over = chance(), [], threading.Event()
    working = [Clients(node, name, said.append, turns=turns) for node, name in zip(nodes, "ab", strict=True)]

    def waiting():
        try:
            for clients in working:
                clients.join(patience)
        finally:
            for clients in working:
                clients.stop()
            over.set()

    with ThreadPoolExecutor(1) as pool:
        waited = pool.submit(waiting)
        while not over.wait(random.uniform(0.1, 0.5)):
            proxy.partition()
            over.wait(random.uniform(0.1, 3.0))
            proxy.heal()
        waited.result()
    return check(url, said)


def test_a_node_is_cut_off_again_and_again(nodes, address, proxy):
    assert apart(nodes, address, proxy, turns=8)[0] == 64


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_node_is_cut_off_for_long(nodes, address, proxy):
    assert apart(nodes, address, proxy, turns=400, patience=3000)[0] == 3200
