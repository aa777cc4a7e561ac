"""Traces: one an instance, spans from what was committed, to a real collector; nothing holds a step up."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Status

from lingqu.engine.commands import CompleteJob, FailJob
from lingqu.kernel.errors import Invalid
from lingqu.outbound.mask import Mask
from lingqu.runtime import CALLER, Collector, Runtime
from lingqu.runtime.traces.tracing import Tracing
from runtime.drawings import END, ONE_JOB, START, chain, drawing
from runtime.looking import settled

CALL = (
    '<bpmn:callActivity id="call"><bpmn:extensionElements><zeebe:calledElement processId="one-job"/>'
    "</bpmn:extensionElements></bpmn:callActivity>"
)
CALLER_PROCESS = drawing("caller", chain(START, CALL, END))
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Receiver:
    """A collector that keeps what it is sent. `answers`: statuses of the next requests, 200 after them."""

    def __init__(self) -> None:
        self.spans = []
        self.headers = []
        self.answers = []
        self.came = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                with outer.came:
                    status = outer.answers.pop(0) if outer.answers else 200
                    outer.headers.append((self.path, dict(self.headers.items())))
                    if status == 200:
                        request = ExportTraceServiceRequest.FromString(gzip.decompress(body))
                        for resource in request.resource_spans:
                            for scope in resource.scope_spans:
                                outer.spans += scope.spans
                    outer.came.notify_all()
                told = ExportTraceServiceResponse().SerializeToString()
                self.send_response(status)
                self.send_header("content-type", "application/x-protobuf")
                self.send_header("content-length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, spans):
        """The spans by name, once there are so many."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.spans) >= spans, 30), [one.name for one in self.spans]
            return {one.name: one for one in self.spans}

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.close()


@pytest.fixture
def node(database, clock, receiver):
    collector = Collector(endpoint=receiver.address, headers={"x-key": "secret-of-the-collector"})
    one = Runtime(database, clock=clock, collector=collector)
    one.begin()
    one.deploy([("one-job.bpmn", ONE_JOB), ("caller.bpmn", CALLER_PROCESS)])
    yield one
    one.stop()


def start(node, process="one-job", **variables):
    return node.writer.call(node.start(process, variables=variables)).instance


def job(node):
    (found,) = node.activate_jobs(["work"], worker="w", timeout_ms=60_000, limit=1)
    return found.key


def complete(node, key):
    node.writer.call(node.job_command(CompleteJob(at=0, job=key, variables={})))


def values(span):
    return {one.key: one.value.string_value for one in span.attributes}


def test_an_instance_is_a_trace_and_an_element_a_span(node, clock, receiver):
    began = clock.at
    instance = start(node, secret="not for a collector")
    clock.forward(5000)
    complete(node, job(node))
    spans = receiver.wait(4)
    assert set(spans) == {"one-job", "start", "work", "end"}
    assert len({one.trace_id for one in spans.values()}) == 1
    root, work = spans["one-job"], spans["work"]
    assert root.parent_span_id == b""
    assert work.parent_span_id == root.span_id
    assert work.start_time_unix_nano == began * 1_000_000
    assert work.end_time_unix_nano - work.start_time_unix_nano == 5_000_000_000
    assert values(work)["lingqu.element.kind"] == "serviceTask"
    assert values(root)["lingqu.instance.key"] == str(instance)
    assert all(b"not for a collector" not in one.SerializeToString() for one in spans.values())
    assert receiver.headers[0][0] == "/v1/traces"
    assert receiver.headers[0][1]["x-key"] == "secret-of-the-collector"


def test_what_is_called_hangs_below_its_call(node, receiver):
    start(node, "caller")
    settled(node)
    complete(node, job(node))
    settled(node)
    spans = receiver.wait(8)
    assert len({one.trace_id for one in receiver.spans}) == 1
    assert spans["one-job"].parent_span_id == spans["call"].span_id
    assert spans["call"].parent_span_id == spans["caller"].span_id


def test_a_node_that_comes_later_goes_on_with_the_same_trace(node, clock, receiver):
    instance = start(node)
    receiver.wait(1)
    node.stop()
    other = Runtime(node.db, clock=clock, collector=Collector(endpoint=receiver.address))
    other.begin()
    try:
        complete(other, job(other))
        spans = receiver.wait(4)
        assert len({one.trace_id for one in spans.values()}) == 1
        assert len({one.span_id for one in receiver.spans}) == 4
        assert values(spans["work"])["lingqu.instance.key"] == str(instance)
    finally:
        other.stop()


def test_an_incident_is_told_at_once_and_marks_its_element(node, receiver):
    start(node)
    key = job(node)
    node.writer.call(node.job_command(FailJob(at=0, job=key, retries=0, error="the password is 1234")))
    told = receiver.wait(2)
    (incident,) = [one for name, one in told.items() if name.startswith("incident")]
    assert incident.status.code == Status.STATUS_CODE_ERROR
    assert all(b"1234" not in one.SerializeToString() for one in receiver.spans)
    with node.db.reading() as c:
        (raised,) = c.rows("SELECT key FROM incident")[0]
    node.writer.call(node.retry_incident(raised, by="root"))
    complete(node, job(node))
    spans = receiver.wait(5)
    assert spans["work"].status.code == Status.STATUS_CODE_ERROR
    assert incident.parent_span_id == spans["work"].span_id
    assert spans["end"].status.code == Status.STATUS_CODE_UNSET


def test_the_caller_is_linked(node, receiver):
    token = CALLER.set(PARENT)
    try:
        instance = start(node)
    finally:
        CALLER.reset(token)
    settled(node)
    with node.db.reading() as c:
        assert c.rows("SELECT instance, caller FROM trace_link") == [(instance, PARENT)]
    complete(node, job(node))
    (link,) = receiver.wait(4)["one-job"].links
    assert (link.trace_id.hex(), link.span_id.hex()) == tuple(PARENT.split("-")[1:3])


@pytest.mark.parametrize(
    "given", ["", "00-0-0-01", PARENT.upper(), "00-" + "0" * 32 + "-b7ad6b7169203331-01", "x" * 999]
)
def test_what_is_no_caller_is_left_out(given):
    from lingqu.runtime.traces.caller import parsed

    assert parsed(given) is None


def test_a_collector_that_is_busy_is_asked_again(node, receiver):
    receiver.answers = [503]
    start(node)
    complete(node, job(node))
    assert len(receiver.wait(4)) == 4
    assert len({one.span_id for one in receiver.spans}) == len(receiver.spans)


def test_a_collector_that_refuses_loses_spans_and_they_are_counted(node, receiver):
    receiver.answers = [400]
    start(node)
    with receiver.came:
        assert receiver.came.wait_for(lambda: receiver.headers, 30)
    complete(node, job(node))
    receiver.wait(3)
    node.stop()
    assert b"lingqu_spans_dropped_total 1.0" in node.figures.text()
    assert b"lingqu_spans_sent_total 3.0" in node.figures.text()


def test_a_full_queue_drops_and_counts_and_holds_nothing_up(database, clock, receiver):
    node = Runtime(database, clock=clock)
    collector = Collector(endpoint=receiver.address)
    tracing = Tracing(database, lambda work: node.writer.submit(work), node.figures, collector, Mask(), 2)  # noqa: PLW0108 - it comes later
    node.after_commit(tracing.committed)
    node.begin()
    try:
        node.deploy([("one-job.bpmn", ONE_JOB)])
        for _ in range(5):
            start(node)  # nobody takes anything out of the queue
        settled(node)
        assert b"lingqu_spans_waiting 2.0" in node.figures.text()
        assert b"lingqu_spans_dropped_total 3.0" in node.figures.text()
        tracing.start()
        assert len(receiver.wait(2)) == 1
    finally:
        tracing.stop()
        node.stop()


def test_without_a_collector_nothing_of_it_is_loaded():
    import subprocess
    import sys

    code = "import sys, lingqu.bootstrap.house; print([m for m in sys.modules if m.startswith(('opentelemetry', 'google.protobuf', 'pyarrow'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_address_that_is_none_is_refused():
    with pytest.raises(Invalid, match="LINGQU_OTLP_ENDPOINT"):
        Collector(endpoint="localhost:4318").check()
