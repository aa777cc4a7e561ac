"""Jobs of listeners are given out like others, and say what they listen to."""

from drawing import draw_xml
from lingqu.engine.commands import CompleteJob
from lingqu.runtime.audit import audit
from runtime.looking import status

DRAWING = "start -> work[service]{type=w header.colour=red on-start=a on-end=z} -> end"


def test_jobs_of_listeners_are_given_out_with_their_event_and_headers(runtime):
    runtime.deploy([("x.bpmn", draw_xml(DRAWING))])
    instance = runtime.writer.call(runtime.start("process")).instance

    told = []
    for type_ in ("a", "w", "z"):
        [job] = runtime.activate_jobs([type_], worker="w", timeout_ms=1000, limit=5)
        told.append((job.listener, dict(job.headers)))
        runtime.writer.call(runtime.job_command(CompleteJob(at=0, job=job.key)))

    assert told == [("start", {"colour": "red"}), ("", {"colour": "red"}), ("end", {"colour": "red"})]
    assert status(runtime, instance) == 1
    assert audit(runtime.db).differences == ()
