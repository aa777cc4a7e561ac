"""Migration in the rows: everything open belongs to the new version, what is over stays as it was."""

import pytest

from lingqu.approvals.commands import CastVote, Place, SeatsResolved
from lingqu.engine.commands import CompleteJob, MigrateInstance, Rewind, SuspendInstance
from lingqu.engine.migration_plan import MigrationRefused
from lingqu.kernel.keys import counter_of
from lingqu.runtime.audit import audit
from runtime.drawings import END, START, approval, catch_message, catch_timer, chain, drawing, message, service, user
from runtime.looking import rows, settled, status

HOUR = 3_600_000


def deploy(runtime, *nodes, extra=""):
    """A version of the process `p`; its key."""
    done = runtime.deploy([("p.bpmn", drawing("p", chain(START, *nodes, END), extra))])
    return next(one.key for one in done.definitions if one.kind == "process")


def start(runtime, **variables):
    return runtime.writer.call(runtime.start("p", variables=variables)).instance


def migrate(runtime, key, definition, **more):
    runtime.writer.call(runtime.command(key, MigrateInstance(at=0, by="ops", definition=definition, **more)))


def test_a_job_goes_over_with_its_lease(runtime):
    deploy(runtime, service("work"))
    key = start(runtime)
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=1)
    after = deploy(runtime, user("before"), service("work"), user("then"))

    migrate(runtime, key, after)

    assert rows(runtime, "SELECT definition FROM job UNION SELECT definition FROM instance") == [(after,)]
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    [(_, definition, element)] = rows(
        runtime,
        "SELECT t.key, e.definition, e.id FROM task t JOIN element e ON e.definition = t.definition AND e.ordinal = t.element",
    )
    assert (definition, element) == (after, "then")
    assert audit(runtime.db).differences == ()


def test_messages_and_timers_find_the_migrated_instance(runtime, clock):
    deploy(runtime, catch_message("wait", "paid"), catch_timer("sleep", "PT1H"), extra=message("paid"))
    key = start(runtime, order="A")
    after = deploy(
        runtime, service("new"), catch_message("wait", "paid"), catch_timer("sleep", "PT1H"), extra=message("paid")
    )
    migrate(runtime, key, after)

    runtime.writer.call(runtime.publish("paid", "A", ttl_ms=0))
    settled(runtime)
    again = deploy(runtime, catch_timer("sleep", "PT1H"), user("end-of-it"))
    migrate(runtime, key, again)
    clock.forward(HOUR)
    runtime._timers.fire_due()
    settled(runtime)

    assert rows(runtime, "SELECT definition, state FROM task") == [(again, 0)]
    assert audit(runtime.db).differences == ()


def test_an_open_approval_goes_over_with_its_votes(runtime):
    nodes = approval("check", 'mode="all" onReject="end"')
    deploy(runtime, nodes)
    key = start(runtime)
    [(task,)] = rows(runtime, "SELECT key FROM task")
    places = (Place(person="ann"), Place(person="bob"))
    runtime.writer.call(runtime.command(key, SeatsResolved(at=0, task=counter_of(task), places=places)))
    runtime.writer.call(runtime.command(key, CastVote(at=0, by="ann", task=counter_of(task), vote="approve")))
    after = deploy(runtime, service("more", "later"), nodes, user("then"))

    migrate(runtime, key, after)
    assert audit(runtime.db).differences == ()
    runtime.writer.call(runtime.command(key, CastVote(at=0, by="bob", task=counter_of(task), vote="approve")))

    assert rows(runtime, "SELECT name, value FROM variable") == [("check_outcome", '"approved"')]
    assert rows(runtime, "SELECT state FROM task ORDER BY key") == [(1,), (0,)]
    assert audit(runtime.db).differences == ()


def test_a_refusal_changes_nothing(runtime):
    before = deploy(runtime, user("a"))
    key = start(runtime)
    after = deploy(runtime, service("b"))

    with pytest.raises(MigrationRefused) as caught:
        migrate(runtime, key, after)

    assert [problem.element for problem in caught.value.problems] == ["a"]
    assert rows(runtime, "SELECT definition FROM instance") == [(before,)]


def test_going_back_after_a_migration_finds_what_was_passed_before_it(runtime):
    deploy(runtime, service("a", "a"), user("b"))
    key = start(runtime)
    [job] = runtime.activate_jobs(["a"], worker="w", timeout_ms=60_000, limit=1)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    after = deploy(runtime, user("new"), service("a", "a"), user("b"))
    migrate(runtime, key, after)
    [(n,)] = rows(
        runtime,
        "SELECT n FROM activity a JOIN element e ON e.definition = a.definition AND e.ordinal = a.element WHERE e.id = 'a'",
    )

    runtime.writer.call(runtime.command(key, Rewind(at=0, target=n)))

    assert len(runtime.activate_jobs(["a"], worker="w", timeout_ms=60_000, limit=1)) == 1
    assert audit(runtime.db).differences == ()


def test_timers_that_are_set_in_a_suspended_instance_wait_for_it(runtime, clock):
    deploy(runtime, user("a"))
    key = start(runtime)
    runtime.writer.call(runtime.command(key, SuspendInstance(at=0)))
    after = deploy(runtime, catch_timer("sleep", "PT1H"), user("a"))

    migrate(runtime, key, after)

    assert status(runtime, key) == 3
    assert audit(runtime.db).differences == ()
