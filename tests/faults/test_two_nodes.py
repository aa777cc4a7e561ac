"""Two nodes on one PostgreSQL: what only shows when they race."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lingqu.engine.commands import CompleteJob
from lingqu.kernel.errors import Busy, Rejected
from lingqu.runtime import GuardClaim, RowWork, Runtime
from lingqu.runtime.audit import audit
from lingqu.store import open_database
from runtime.drawings import CALLS, END, ONE_JOB, SLEEPS, START, WAITS, chain, drawing, service
from runtime.looking import rows, settled

DAY = 86_400_000
#: How often two nodes meet over one message; if one side did not look again, most of them would be stranded.
MEETINGS = 100
MANY = drawing(
    "many",
    chain(
        START,
        service("each").replace(
            "</bpmn:serviceTask>",
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
            '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/>'
            "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>",
        ),
        END,
    ),
)


@pytest.fixture
def nodes(postgres_database):
    """Two nodes, each with its own pool, writer and cache."""
    found = [Runtime(open_database(postgres_database.address.alchemy)) for _ in range(2)]
    for node in found:
        node.begin()
    yield found
    for node in found:
        node.stop()
        node.db.close()


def together(*tasks):
    """Run these at the same moment; what each answers or raises."""
    gate = threading.Barrier(len(tasks))

    def run(task):
        gate.wait(20)
        try:
            return task()
        except Rejected as refusal:
            return refusal

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_no_message_is_stranded_between_publishing_and_subscribing(nodes):
    one, two = nodes
    one.deploy([("waits.bpmn", WAITS)])
    for turn in range(MEETINGS):
        work = two.start("waits", variables={"order": str(turn)})
        together(
            lambda turn=turn: one.writer.call(one.publish("paid", str(turn), ttl_ms=DAY)),
            lambda work=work: two.writer.call(work),
        )
    settled(*nodes)
    assert rows(one, "SELECT status, count(*) FROM instance GROUP BY status") == [(1, MEETINGS)]
    assert rows(one, "SELECT max(version) FROM instance") == [(2,)]
    assert audit(one.db).differences == ()


def test_one_id_from_two_nodes_has_one_effect_and_one_answer(nodes):
    one, two = nodes
    one.deploy([("one.bpmn", ONE_JOB)])
    for turn in range(50):
        answers = together(
            *(
                lambda node=node, turn=turn: node.writer.call(
                    node.start("one-job", variables={}, guard=GuardClaim("order", str(turn)))
                )
                for node in (one, two, one, two)
            )
        )
        assert len({answer.instance for answer in answers}) == 1
    assert rows(one, "SELECT count(*) FROM instance") == [(50,)]


def test_a_message_id_from_two_nodes_is_one_message_until_it_expires(postgres_database):
    at = [2_000_000_000]
    nodes = [Runtime(open_database(postgres_database.address.alchemy), clock=lambda: at[0]) for _ in range(2)]
    for node in nodes:
        node.begin()
    nodes[0].deploy([("waits.bpmn", WAITS)])
    works = [nodes[1].writer.submit(nodes[1].start("waits", variables={"order": "A"})) for _ in range(3)]
    assert all(work.result(20) for work in works)
    for round_ in range(1, 4):
        answers = together(
            *(
                lambda node=node, id_=id_: node.writer.call(node.publish("paid", "A", ttl_ms=1000, message_id=id_))
                for node in nodes
                for id_ in ("x", "x", "y")
            )
        )
        settled(*nodes)
        assert (
            sorted(getattr(answer, "code", "new") for answer in answers) == ["new"] * 2 + ["runtime.message_known"] * 4
        )
        assert rows(nodes[0], "SELECT count(*) FROM message") == [(2 * round_,)]
        # a message reaches one instance of a process, and one with the same id none while the first one lives
        assert rows(nodes[0], "SELECT count(*) FROM instance WHERE status = 1") == [(min(3, 2 * round_),)]
        at[0] += 1001
    assert audit(nodes[0].db).differences == ()
    for node in nodes:
        node.stop()
        node.db.close()


def test_a_job_is_given_to_one_of_many(nodes):
    one, two = nodes
    one.deploy([("one.bpmn", ONE_JOB)])
    for _ in range(40):
        one.writer.call(one.start("one-job", variables={}))
    taken = together(
        *(
            lambda node=node: node.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=15)
            for node in (one, two, one, two)
        )
    )
    keys = [job.key for jobs in taken for job in jobs]
    assert len(keys) == len(set(keys)) == 40


def test_two_nodes_work_on_one_instance_and_lose_nothing(nodes):
    """Lock, then load: a cached case of an older version, or new version with old pages, would lose an update."""
    one, two = nodes
    one.deploy([("many.bpmn", MANY)])
    instance = one.writer.call(one.start("many", variables={"items": list(range(60))})).instance
    jobs = one.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=100)
    assert len(jobs) == 60
    jobs = jobs[::2] + jobs[1::2]
    for at in range(0, 60, 6):
        answers = together(
            *(
                lambda node=node, job=job: node.writer.call(node.job_command(CompleteJob(at=0, job=job.key)))
                for node, job in zip((one, two) * 3, jobs[at : at + 6], strict=True)
            )
        )
        assert [type(answer).__name__ for answer in answers] == ["CaseDone"] * 6
    settled(*nodes)
    assert rows(one, "SELECT status, version FROM instance WHERE key = ?", instance) == [(1, 61)]
    assert audit(one.db).differences == ()


def test_completing_the_same_job_twice_succeeds_once(nodes):
    one = nodes[0]
    one.deploy([("one.bpmn", ONE_JOB)])
    for _ in range(40):
        one.writer.call(one.start("one-job", variables={}))
        [job] = one.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=1)
        answers = together(
            *(
                lambda node=node, job=job: node.writer.call(node.job_command(CompleteJob(at=0, job=job.key)))
                for node in nodes
            )
        )
        assert sum(isinstance(answer, Rejected) for answer in answers) == 1
    assert audit(one.db).differences == ()


def test_letters_between_nodes_arrive(nodes):
    """Callers and called are worked on by both nodes at once; in the end every answer has come back."""
    one, two = nodes
    one.deploy([("one.bpmn", ONE_JOB), ("calls.bpmn", CALLS)])
    for _ in range(30):
        one.writer.call(one.start("calls", variables={}))
    jobs = one.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=100)
    for first, second in zip(jobs[::2], jobs[1::2], strict=True):
        together(
            lambda first=first: one.writer.call(one.job_command(CompleteJob(at=0, job=first.key))),
            lambda second=second: two.writer.call(two.job_command(CompleteJob(at=0, job=second.key))),
        )
    one._post.sweep()
    settled(*nodes)
    assert rows(one, "SELECT count(*) FROM letter") == [(0,)]
    assert rows(one, "SELECT status, count(*) FROM instance GROUP BY status") == [(1, 60)]
    assert audit(one.db).differences == ()


def test_timers_that_come_due_fire_once_and_are_shared(nodes):
    one, two = nodes
    one.deploy([("sleeps.bpmn", SLEEPS)])
    for _ in range(200):
        one.writer.call(one.start("sleeps", variables={}))
    one.writer.call(RowWork(run=lambda tx: tx.c.run("UPDATE timer SET due = ?", [tx.now])))
    together(one.fire_due_timers, two.fire_due_timers)
    settled(*nodes)
    assert rows(one, "SELECT status, version, count(*) FROM instance GROUP BY status, version") == [(1, 2, 200)]
    assert len(rows(one, "SELECT DISTINCT node FROM history WHERE version = 2")) == 2
    assert rows(one, "SELECT count(*) FROM timer") == [(0,)]
    assert audit(one.db).differences == ()


def test_batch_numbers_are_each_nodes_own_and_without_gaps_in_what_it_answered(nodes):
    one, two = nodes
    one.deploy([("one.bpmn", ONE_JOB)])
    for _ in range(20):
        together(*(lambda node=node: node.writer.call(node.start("one-job", variables={})) for node in nodes))
    for node in nodes:
        numbers = [
            number for (number,) in rows(node, "SELECT number FROM batch WHERE node = ? ORDER BY number", node.node)
        ]
        assert numbers == list(range(1, len(numbers) + 1))
    assert one.node != two.node
    stray = "SELECT count(*) FROM history h WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.node = h.node AND b.number = h.batch)"
    assert rows(one, stray) == [(0,)]


def test_time_of_an_instance_never_goes_back_between_nodes_with_different_clocks(postgres_database):
    ahead = Runtime(open_database(postgres_database.address.alchemy), clock=lambda: 2_000_000_900)
    behind = Runtime(open_database(postgres_database.address.alchemy), clock=lambda: 2_000_000_000)
    for node in (ahead, behind):
        node.begin()
    ahead.deploy([("one.bpmn", ONE_JOB)])
    ahead.writer.call(ahead.start("one-job", variables={}))
    [job] = ahead.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=1)
    behind.writer.call(behind.job_command(CompleteJob(at=0, job=job.key)))
    assert rows(behind, "SELECT at FROM history ORDER BY version") == [(2_000_000_900,), (2_000_000_900,)]
    for node in (ahead, behind):
        node.stop()
        node.db.close()


def test_a_node_whose_clock_is_apart_is_not_ready(postgres_database):
    node = Runtime(postgres_database)
    node.begin()
    assert node.ready().ok
    node._watch.compare(lambda: node.now() - 5000)
    assert not node.ready().ok
    assert "5" in node.ready().notes[0]
    node.stop()


def test_an_instance_that_somebody_keeps_is_busy_and_holds_up_nobody_else(nodes):
    one = nodes[0]
    one.deploy([("one.bpmn", ONE_JOB)])
    kept = one.writer.call(one.start("one-job", variables={})).instance
    [job] = one.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=1)
    other = nodes[1].db.writing()
    other.begin()
    other.lock_rows("instance", "key", [kept])
    with pytest.raises(Busy) as busy:
        one.writer.call(one.job_command(CompleteJob(at=0, job=job.key)))
    assert busy.value.code == "runtime.instance_is_held"
    assert one.writer.call(one.start("one-job", variables={})).instance != kept
    other.rollback()
    other.close()
    assert one.writer.call(one.job_command(CompleteJob(at=0, job=job.key))).case.ended
