"""The shortest way through the house: deploy, start, work, end."""

from lingqu.engine.commands import CompleteJob
from lingqu.runtime.audit import AuditReport, audit
from runtime.drawings import ONE_JOB


def test_a_process_runs_from_its_deployment_to_its_end(runtime):
    deployed = runtime.deploy([("one.bpmn", ONE_JOB)])
    started = runtime.writer.call(runtime.start("one-job", variables={"amount": 7}, by="anna"))
    assert started.definition == deployed.definitions[0].key

    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=5)
    assert (job.instance, job.element_id, job.variables, job.headers, job.lease) == (
        started.instance,
        "work",
        {"amount": 7},
        {"color": "red"},
        1,
    )

    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key, variables={"done": True}), lease=1))
    with runtime.db.reading() as c:
        assert c.row("SELECT status, version, ended_at FROM instance WHERE key = ?", [started.instance]) == (
            1,
            2,
            runtime.now(),
        )


def test_history_and_rows_agree(runtime):
    runtime.deploy([("one.bpmn", ONE_JOB)])
    for amount in range(3):
        runtime.writer.call(runtime.start("one-job", variables={"amount": amount}, by="anna"))
    [job] = runtime.activate_jobs(["work"], worker="w", timeout_ms=1000, limit=1)
    runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))
    assert audit(runtime.db) == AuditReport(3, ())
