"""Cases that reach over one instance or one plane: called processes, approvals, send-back."""

import pytest

from lingqu.approvals.commands import CastVote, Place, SeatsMissing, SeatsResolved, SendBack
from lingqu.engine.commands import CancelInstance, CompleteJob, CompleteTask, SetVariables
from lingqu.kernel.errors import Conflict, NotFound, Rejected
from lingqu.kernel.keys import counter_of
from lingqu.runtime.audit import audit
from lingqu.runtime.global_listeners import Wanted, create
from runtime.drawings import APPROVAL, CALLS, ONE_JOB
from runtime.looking import rows, settled, status


def begin(runtime, process, **variables):
    return runtime.writer.call(runtime.start(process, variables=variables, by="anna")).instance


def agree(runtime):
    assert audit(runtime.db).differences == ()


@pytest.fixture
def calling(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB), ("calls.bpmn", CALLS)])
    return begin(runtime, "calls", amount=3)


def test_a_called_process_brings_its_result_back(runtime, calling):
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=5)
    assert (job.variables, job.root) == ({"amount": 3}, calling)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key, variables={"paid": True})))
    settled(runtime)
    assert (status(runtime, job.instance), status(runtime, calling)) == (1, 1)
    assert rows(runtime, "SELECT count(*) FROM letter") == [(0,)]
    agree(runtime)


def test_cancelling_the_caller_cancels_what_it_called(runtime, calling):
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=5)
    runtime.writer.call(runtime.command(calling, CancelInstance(at=0, reason="no longer")))
    assert (status(runtime, job.instance), status(runtime, calling)) == (2, 2)
    assert rows(runtime, "SELECT state FROM job WHERE key = ?", job.key) == [(4,)]
    agree(runtime)


def test_a_letter_waits_in_a_row_while_its_target_is_held(postgres_database, clock):
    from lingqu.runtime import Runtime

    runtime = Runtime(postgres_database, clock=clock)
    runtime.begin()
    runtime.deploy([("one.bpmn", ONE_JOB), ("calls.bpmn", CALLS)])
    calling = begin(runtime, "calls", amount=3)
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=5)
    other = postgres_database.writing()
    other.begin()
    other.lock_rows("instance", "key", [calling])
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))
    assert rows(runtime, "SELECT target FROM letter") == [(calling,)]
    assert (status(runtime, job.instance), status(runtime, calling)) == (1, 0)
    other.rollback()
    other.close()
    runtime._post.sweep()
    settled(runtime)
    assert rows(runtime, "SELECT target FROM letter") == []
    assert status(runtime, calling) == 1
    agree(runtime)
    runtime.stop()


@pytest.fixture
def approving(runtime):
    """An instance that waits at its approval; the key of the task."""
    runtime.deploy([("approval.bpmn", APPROVAL)])
    begin(runtime, "approval")
    return next_round(runtime)


def next_round(runtime, seats=("head", "boss")):
    [(fill,)] = rows(runtime, "SELECT key FROM task WHERE round = 0 AND state = 0")
    runtime.writer.call(runtime.command(fill, CompleteTask(at=0, by="anna", task=fill)))
    [(task,)] = rows(runtime, "SELECT key FROM task WHERE round > 0 AND state = 0")
    if seats:
        places = tuple(Place(person=person) for person in seats)
        runtime.writer.call(runtime.command(task, SeatsResolved(at=0, task=counter_of(task), places=places)))
    return task


def vote(runtime, task, person, what="approve", **more):
    return runtime.writer.call(
        runtime.command(task, CastVote(at=0, by=person, task=counter_of(task), vote=what), **more)
    )


def test_seats_are_offered_to_their_people(runtime, approving):
    assert rows(runtime, "SELECT who, seat FROM offer ORDER BY seat") == [("head", 1), ("boss", 2)]
    assert rows(runtime, "SELECT person, state FROM seat ORDER BY seat") == [("head", 2), ("boss", 2)]
    agree(runtime)


def test_the_last_vote_and_what_follows_share_one_version(runtime, approving):
    vote(runtime, approving, "head")
    done = vote(runtime, approving, "boss")
    assert done.case.ended
    assert rows(runtime, "SELECT max(version) FROM history WHERE instance = ?", done.instance) == [(done.version,)]
    [(value,)] = rows(runtime, "SELECT value FROM variable WHERE name = 'check_outcome'")
    assert value == '"approved"'
    assert rows(runtime, "SELECT count(*) FROM offer") == [(0,)]
    agree(runtime)


def test_variables_and_the_vote_are_one_command(runtime, approving):
    before = rows(runtime, "SELECT version FROM instance")[0][0]
    done = vote(runtime, approving, "head", before=(SetVariables(at=0, variables={"limit": 5}),))
    assert done.version == before + 1
    with pytest.raises(Rejected):
        vote(runtime, approving, "nobody", before=(SetVariables(at=0, variables={"limit": 6}),))
    assert rows(runtime, "SELECT value FROM variable WHERE name = 'limit'") == [("5",)]
    agree(runtime)


def test_a_second_vote_on_the_same_seat_is_refused(runtime, approving):
    vote(runtime, approving, "head")
    with pytest.raises(Conflict):
        vote(runtime, approving, "head")
    agree(runtime)


def test_a_rejection_goes_back_and_the_next_round_asks_again(runtime, approving):
    vote(runtime, approving, "head", "reject")
    again = next_round(runtime)
    assert again != approving
    assert rows(runtime, "SELECT round, state FROM task WHERE round > 0 ORDER BY key") == [(1, 2), (2, 0)]
    vote(runtime, again, "head")
    assert vote(runtime, again, "boss").case.ended
    agree(runtime)


def test_send_back_closes_the_round(runtime, approving):
    runtime.writer.call(
        runtime.command(approving, SendBack(at=0, by="head", task=counter_of(approving), opinion="why?"))
    )
    assert rows(runtime, "SELECT state FROM seat ORDER BY seat") == [(3,), (4,)]
    assert len(rows(runtime, "SELECT key FROM task WHERE round = 0 AND state = 0")) == 1
    agree(runtime)


def test_a_round_that_finds_nobody_is_an_incident_and_asks_again(runtime):
    runtime.deploy([("approval.bpmn", APPROVAL)])
    instance = begin(runtime, "approval")
    task = next_round(runtime, seats=())
    runtime.writer.call(runtime.command(task, SeatsMissing(at=0, task=counter_of(task), code="approvals.nobody")))
    assert rows(runtime, "SELECT key, kind, resolved_at FROM incident") == [(task, "seats-missing", None)]
    assert rows(runtime, "SELECT incidents FROM instance") == [(1,)]
    agree(runtime)
    done = runtime.writer.call(runtime.resolve_incident(task, by="op"))
    assert [type(event).__name__ for event in done.events] == ["SeatsAskedAgain"]
    assert rows(runtime, "SELECT incidents FROM instance WHERE key = ?", instance) == [(0,)]
    agree(runtime)


def test_cancelling_closes_the_round(runtime, approving):
    runtime.writer.call(runtime.command(approving, CancelInstance(at=0)))
    assert rows(runtime, "SELECT state FROM seat ORDER BY seat") == [(4,), (4,)]
    assert rows(runtime, "SELECT count(*) FROM offer") == [(0,)]
    agree(runtime)


def test_a_global_listener_holds_up_the_cancellation_and_the_round_takes_no_verdict_meanwhile(runtime, approving):
    wanted = Wanted(id="gone", events=["canceling"], type="gone", retries=3, after=False, priority=0)
    runtime.writer.call(create(wanted, runtime.ground.heard, tenant="", by="admin"))

    runtime.writer.call(runtime.command(approving, CancelInstance(at=0)))
    assert rows(runtime, "SELECT status FROM instance") == [(0,)]
    agree(runtime)
    vote(runtime, approving, "head")
    with pytest.raises(Conflict):
        vote(runtime, approving, "boss")

    [job] = runtime.activate_jobs(["gone"], worker="w", timeout_ms=1000, limit=5)
    assert job.listener == "canceling"
    assert runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key))).case.ended
    assert rows(runtime, "SELECT status FROM instance") == [(2,)]
    assert rows(runtime, "SELECT count(*) FROM offer") == [(0,)]
    agree(runtime)


def test_a_case_that_is_not_cached_is_loaded_with_its_rounds(runtime, approving):
    runtime._cache.clear()
    vote(runtime, approving, "head")
    runtime._cache.clear()
    assert vote(runtime, approving, "boss").case.ended
    agree(runtime)


def test_an_instance_that_is_not_there_is_told_so(runtime):
    with pytest.raises(NotFound, match="instance"):
        runtime.writer.call(runtime.command(1 << 40, CancelInstance(at=0)))
