"""Dry runs: they tell what would happen, and nothing does."""

import pytest

from lingqu.engine.commands import (
    CancelInstance,
    CompleteJob,
    MigrateInstance,
    ModifyInstance,
    Movement,
    Rewind,
    SetVariables,
    SuspendInstance,
)
from lingqu.kernel.errors import Conflict, Invalid, NotFound
from runtime.drawings import CALLS, END, ONE_JOB, START, catch_timer, chain, drawing, service, user
from runtime.looking import rows, status


def deploy(runtime, *nodes):
    done = runtime.deploy([("p.bpmn", drawing("p", chain(START, *nodes, END)))])
    return next(one.key for one in done.definitions if one.kind == "process")


def start(runtime, process="p"):
    return runtime.writer.call(runtime.start(process)).instance


def told(effects):
    return [(one.what, one.element, one.name) for one in effects]


def test_a_cancellation_lists_what_ends_and_what_is_called_back(runtime):
    runtime.deploy([("calls.bpmn", CALLS), ("one.bpmn", ONE_JOB)])
    key = start(runtime, "calls")
    [(child,)] = rows(runtime, "SELECT key FROM instance WHERE parent > 0")

    effects = runtime.rehearse(key, CancelInstance(at=0, by="ops"))

    assert told(effects) == [("cancels-called", "sub", ""), ("ends", "sub", ""), ("cancels-instance", "", "")]
    assert effects[0].key == child
    assert status(runtime, key) == 0
    assert rows(runtime, "SELECT count(*) FROM operation_log") == [(0,)]


def test_a_move_lists_what_it_ends_and_what_it_begins(runtime):
    deploy(runtime, user("a"), catch_timer("nap", "PT1H"))
    key = start(runtime)
    versions = rows(runtime, "SELECT version FROM instance")

    effects = runtime.rehearse(key, ModifyInstance(at=0, move=(Movement(source="a", target="nap"),)))

    assert told(effects) == [
        ("enters", "nap", ""),
        ("sets-timer", "nap", ""),
        ("cancels-task", "a", ""),
        ("ends", "a", ""),
    ]
    assert rows(runtime, "SELECT version FROM instance") == versions


def test_what_would_be_refused_is_refused(runtime):
    deploy(runtime, user("a"))
    key = start(runtime)
    with pytest.raises(Invalid):
        runtime.rehearse(key, ModifyInstance(at=0))
    with pytest.raises(NotFound):
        runtime.rehearse(1 << 40, CancelInstance(at=0))
    with pytest.raises(NotFound):
        runtime.rehearse(key, Rewind(at=0, target=99))
    runtime.writer.call(runtime.command(key, SuspendInstance(at=0)))
    with pytest.raises(Conflict):
        runtime.rehearse(key, Rewind(at=0, target=1))


def test_variables_and_suspension_are_told_too(runtime):
    deploy(runtime, user("a"))
    key = start(runtime)

    assert told(runtime.rehearse(key, SetVariables(at=0, variables={"x": 1}))) == [("sets-variable", "p", "x")]
    assert told(runtime.rehearse(key, SuspendInstance(at=0))) == [("suspends", "", "")]
    assert status(runtime, key) == 0


def test_going_back_is_tried_out_with_the_lineage_of_the_run(runtime):
    deploy(runtime, service("a"), user("b"))
    key = start(runtime)
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=1)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key), lease=job.lease))
    [(n,)] = rows(
        runtime,
        "SELECT n FROM activity v JOIN element e ON e.definition = v.definition AND e.ordinal = v.element WHERE e.id = 'a'",
    )

    effects = told(runtime.rehearse(key, Rewind(at=0, target=n)))

    assert ("cancels-task", "b", "") in effects
    assert ("enters", "a", "") in effects


def test_a_migration_of_all_instances_is_one_report(runtime):
    before = deploy(runtime, user("a"), user("b"))
    keys = [start(runtime) for _ in range(3)]
    runtime.writer.call(runtime.command(keys[0], ModifyInstance(at=0, move=(Movement(source="a", target="b"),))))
    after = deploy(runtime, user("new"), user("b"))

    found = runtime.rehearse_migration(before, MigrateInstance(at=0, definition=after))

    assert (found.looked_at, found.possible, found.more) == (3, 1, False)
    [trouble] = found.troubles
    assert (trouble.element, trouble.count, trouble.instances) == ("a", 2, tuple(keys[1:]))
    assert trouble.message.code == "engine.migrate_unmapped"
    mapped = runtime.rehearse_migration(before, MigrateInstance(at=0, definition=after, mapping=(("a", "new"),)))
    assert (mapped.possible, mapped.troubles) == (3, ())
    assert {row[0] for row in rows(runtime, "SELECT definition FROM instance")} == {before}
