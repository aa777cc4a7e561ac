"""An escalation goes from a called instance to its caller and back by letter, and nothing of it is left."""

import pytest

from drawing import draw_xml
from lingqu.engine.commands import CompleteJob
from lingqu.runtime.audit import audit
from runtime.looking import rows, settled, status

CHILD = draw_xml("start -> tell[throw escalation LATE]{in.text==text} -> more[service]{type=more} -> end", "child")
BIG = "长" * 40_000


def caller(event):
    drawing = f"start -> sub[call]{{process=child}} -> end\n sub ~({event})~> heard[service]{{type=heard}} -> end"
    return draw_xml(drawing, "caller")


@pytest.fixture
def begin(runtime):
    def run(event, **variables):
        runtime.deploy([("caller.bpmn", caller(event)), ("child.bpmn", CHILD)])
        instance = runtime.writer.call(runtime.start("caller", variables=variables)).instance
        settled(runtime)
        return instance

    return run


def jobs(runtime):
    return [row[0] for row in rows(runtime, "SELECT type FROM job ORDER BY type")]


def finish_all(runtime):
    while found := runtime.activate_jobs(["more", "heard"], worker="w", timeout_ms=1000, limit=5):
        for job in found:
            runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))
    settled(runtime)


def test_a_quiet_catcher_of_the_caller_acts_and_the_child_goes_on(runtime, begin):
    instance = begin("?escalation LATE", text=BIG)
    assert jobs(runtime) == ["heard", "more"]

    finish_all(runtime)

    assert status(runtime, instance) == 1
    assert rows(runtime, "SELECT count(*) FROM letter") == [(0,)]
    assert audit(runtime.db).differences == ()


def test_an_interrupting_catcher_of_the_caller_cancels_the_child(runtime, begin):
    begin("escalation LATE", text="rain")

    assert jobs(runtime) == ["heard"]
    assert rows(runtime, "SELECT count(*) FROM instance WHERE status = 2") == [(1,)]


def test_nobody_catches_and_the_child_goes_on(runtime, begin):
    begin("escalation OTHER", text="rain")

    assert jobs(runtime) == ["more"]
