"""Messages: buffered or waited for, once a process, once an id."""

import pytest

from lingqu.engine.commands import CompleteJob
from lingqu.kernel.errors import Conflict, NotFound
from lingqu.runtime.audit import audit
from runtime.drawings import BY_MESSAGE, END, START, TWICE, WAITS, chain, drawing, message
from runtime.looking import rows, settled, status

DAY = 86_400_000


@pytest.fixture
def waits(runtime):
    runtime.deploy([("waits.bpmn", WAITS)])
    return lambda order: runtime.writer.call(runtime.start("waits", variables={"order": order})).instance


def publish(runtime, correlation, ttl=DAY, name="paid", **more):
    return runtime.writer.call(runtime.publish(name, correlation, ttl_ms=ttl, **more))


def test_a_message_reaches_who_waits_with_its_variables(runtime, waits):
    first, second = waits("A"), waits("B")
    publish(runtime, "B", ttl=0, variables={"sum": 7})
    settled(runtime)
    assert (status(runtime, first), status(runtime, second)) == (0, 1)
    assert rows(runtime, "SELECT value FROM variable WHERE instance = ? AND name = 'sum'", second) == [("7",)]
    assert audit(runtime.db).differences == ()


def test_a_message_waits_for_who_comes_in_time(runtime, waits, clock):
    publish(runtime, "A", ttl=1000)
    publish(runtime, "B", ttl=1000)
    early = waits("A")
    settled(runtime)
    clock.forward(1001)
    late = waits("B")
    settled(runtime)
    assert (status(runtime, early), status(runtime, late)) == (1, 0)


def test_one_message_goes_to_one_instance_of_a_process(runtime, waits):
    waits("A"), waits("A")
    publish(runtime, "A")
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance WHERE status = 1") == [(1,)]


def test_two_messages_reach_two_places_one_after_the_other(runtime):
    runtime.deploy([("twice.bpmn", TWICE)])
    instance = runtime.writer.call(runtime.start("twice", variables={"order": "A"})).instance
    publish(runtime, "A")
    publish(runtime, "A")
    settled(runtime)
    assert status(runtime, instance) == 1


def test_the_same_message_id_is_taken_once(runtime, clock):
    publish(runtime, "A", ttl=1000, message_id="x")
    with pytest.raises(Conflict, match="already"):
        publish(runtime, "A", ttl=1000, message_id="x")
    assert rows(runtime, "SELECT count(*) FROM message") == [(1,)]
    clock.forward(1001)
    publish(runtime, "A", ttl=1000, message_id="x")


THROWS = drawing(
    "throws",
    chain(
        START,
        '<bpmn:intermediateThrowEvent id="tell"><bpmn:extensionElements>'
        '<zeebe:publishMessage correlationKey="A" messageId="x" timeToLive="PT1H"/></bpmn:extensionElements>'
        '<bpmn:messageEventDefinition id="d" messageRef="m_paid"/></bpmn:intermediateThrowEvent>',
        END,
    ),
    message("paid"),
)


def test_a_thrown_message_with_an_id_reaches_one_instance_while_it_lives(runtime, waits, clock):
    runtime.deploy([("throws.bpmn", THROWS)])
    for _ in range(2):
        runtime.writer.call(runtime.start("throws", variables={"order": "A"}))
    first, second = waits("A"), waits("A")
    settled(runtime)
    assert sorted((status(runtime, first), status(runtime, second))) == [0, 1]

    clock.forward(3_600_001)
    runtime.writer.call(runtime.start("throws", variables={"order": "A"}))
    settled(runtime)
    assert (status(runtime, first), status(runtime, second)) == (1, 1)


def test_correlation_answers_the_instance_and_what_follows_is_done(runtime, waits):
    instance = waits("A")
    found = runtime.writer.call(runtime.correlate("paid", "A", variables={"sum": 1}))
    assert found.instance == instance
    assert status(runtime, instance) == 1


def test_correlation_tells_that_nobody_waits(runtime, waits):
    waits("A")
    with pytest.raises(NotFound, match="paid"):
        runtime.writer.call(runtime.correlate("paid", "B"))


def test_a_message_starts_one_instance_a_key_at_a_time(runtime):
    runtime.deploy([("by.bpmn", BY_MESSAGE)])
    publish(runtime, "A", name="ordered", variables={"order": "A"})
    publish(runtime, "A", name="ordered")
    publish(runtime, "B", name="ordered")
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance") == [(2,)]
    jobs = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=5)
    first = next(job for job in jobs if job.variables == {"order": "A"})
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=first.key)))
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM instance") == [(3,)]
    assert audit(runtime.db).differences == ()


def test_only_the_newest_version_is_started_by_messages(runtime):
    runtime.deploy([("by.bpmn", BY_MESSAGE)])
    runtime.deploy([("by.bpmn", BY_MESSAGE.replace(b'id="work"', b'id="other"').replace(b'"work"', b'"other"'))])
    publish(runtime, "", name="ordered")
    settled(runtime)
    assert rows(runtime, "SELECT d.version FROM instance i JOIN definition d ON d.key = i.definition") == [(2,)]


def test_a_sweep_finds_what_a_crash_left(runtime, waits, clock):
    instance = waits("A")
    runtime._correlator._pump.soon = lambda task: None  # the crash: nobody looks after the commit
    publish(runtime, "A")
    del runtime._correlator._pump.soon
    assert status(runtime, instance) == 0
    clock.forward(15_000)
    runtime._correlator.sweep()
    settled(runtime)
    assert status(runtime, instance) == 1


def test_expired_messages_go(runtime, clock):
    publish(runtime, "A", ttl=1000)
    clock.forward(60_000)
    runtime._correlator.sweep()
    settled(runtime)
    assert rows(runtime, "SELECT count(*) FROM message") == [(0,)]
