"""The connection is cut anywhere in what a writer says to PostgreSQL or hears from it: between two statements of a
flight, inside one, between two answers. Each time all of it is done exactly once.
"""

import pytest

from faults.clients import DAY
from faults.nodes import chance
from faults.verdict import check
from lingqu.engine.commands import CompleteJob
from lingqu.runtime import GuardClaim
from runtime.looking import rows

WAYS = ["asked", "answered"]
FEW = 12  # places that the small size tries each way


def tale(node, name, said):
    """An instance is started, its job done, a message published; what was answered."""
    started = node.writer.call(node.start("one-job", variables={"order": name}, guard=GuardClaim("tale", name)))
    said.append(f"started {name} {started.instance}")
    for job in node.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=9):
        node.writer.call(node.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
        said.append(f"completed {job.key}")
    node.writer.call(node.publish("paid", name, ttl_ms=DAY, message_id=name))
    said.append(f"published {name}")


def cut_everywhere(node, proxy, way, url, *, few=0):
    """Tell it again and again, each time cut a little later, until it ends before it is cut."""
    said, before = [], 0
    for warm in range(4):  # from the third time on a statement is prepared
        before = proxy.passed[way]
        tale(node, f"warm{warm}", said)
    whole = proxy.passed[way] - before
    step = max(1, whole // few) if few else 1
    place = chance().randint(1, step)
    while place < whole:
        cuts = proxy.cuts
        proxy.cut_after(way, place)
        tale(node, f"{way}{place}", said)
        assert proxy.cuts > cuts, f"byte {place} of {whole} did not pass"
        place += step
    tale(node, "last", said)
    assert rows(node, "SELECT status, version, count(*) FROM instance GROUP BY status, version") == [
        (1, 2, len(said) // 3)
    ]
    assert check(url, said) == (len(said) // 3,) * 3


@pytest.mark.parametrize("way", WAYS)
def test_a_writer_is_cut_at_any_byte(node, address, proxy, way):
    cut_everywhere(node, proxy, way, address, few=FEW)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("way", WAYS)
def test_a_writer_is_cut_at_every_byte(node, address, proxy, way):
    cut_everywhere(node, proxy, way, address)
