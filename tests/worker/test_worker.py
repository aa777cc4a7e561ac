"""Workers against a real server: what handlers say, and what becomes of the process."""

import asyncio
import signal
import threading
import time

import msgspec
import pytest

from lingqu.worker import BpmnError, Job, JobError, Worker
from runtime.drawings import END, START, service
from worker.serving import count, program, until, working


class Order(msgspec.Struct):
    number: str


class Packed(msgspec.Struct):
    boxes: int


def a_process(server, name, retries=3):
    """A process of one job of a type with the same name."""
    server.deploy(name, START, service("work", name, retries), END)
    return name


def variables(server, instance):
    return {found["name"]: found["value"] for found in server.found("variables", processInstanceKey=instance)}


@pytest.mark.parametrize("push", [False, True])
def test_sync_and_async_handlers_do_their_jobs(server, push):
    kinds = [a_process(server, f"{kind}-{push}") for kind in ("sync", "async")]
    worker = Worker(server.url, push=push)

    @worker.job(kinds[0])
    def pack(order: Order) -> Packed:
        return Packed(boxes=len(order.number))

    @worker.job(kinds[1])
    async def pack_later(order: Order, job: Job) -> dict:
        await asyncio.sleep(0)
        return {"told": f"{order.number} {job.element_id} {job.custom_headers['color']}"}

    with working(worker):
        instances = [server.start_instance(kind, number="A-17", other=1) for kind in kinds]
        until(lambda: all(server.completed(kind) == 1 for kind in kinds), "both to end")

    assert variables(server, instances[0])["boxes"] == "4"
    assert variables(server, instances[1])["told"] == '"A-17 work red"'
    assert count(worker, "lingqu_worker_jobs_settled_total", type=kinds[0], outcome="completed") == 1
    assert count(worker, "lingqu_worker_handler_seconds_count", type=kinds[1]) == 1


def test_variables_of_the_wrong_kind_raise_an_incident_that_says_so(server):
    kind = a_process(server, "wrong-kind")
    worker = Worker(server.url)
    called = []

    @worker.job(kind)
    def pack(order: Order) -> None:
        called.append(order)

    with working(worker):
        instance = server.start_instance(kind, number=17)
        [incident] = until(lambda: server.found("incidents", processInstanceKey=instance), "an incident")

    assert "do not fit Order: Expected `str`, got `int` - at `$.number`" in incident["errorMessage"]
    assert called == []


def test_a_bpmn_error_takes_the_way_that_is_drawn_for_it(server):
    boundary = (
        '<bpmn:boundaryEvent id="caught" attachedToRef="work"><bpmn:errorEventDefinition id="d" errorRef="broken"/>'
        '</bpmn:boundaryEvent><bpmn:endEvent id="repaired"/>'
        '<bpmn:sequenceFlow id="g" sourceRef="caught" targetRef="repaired"/>'
    )
    server.deploy(
        "throws", START, service("work", "throws"), END + boundary, extra='<bpmn:error id="broken" errorCode="BROKEN"/>'
    )
    worker = Worker(server.url)

    @worker.job("throws")
    def work(variables: dict) -> None:
        raise BpmnError("BROKEN", "the box broke", {"reason": "wet"})

    with working(worker):
        instance = server.start_instance("throws")
        until(lambda: server.completed("throws"), "the end")

    ends = {one["elementId"] for one in server.found("element-instances", processInstanceKey=instance)}
    assert "repaired" in ends
    assert variables(server, instance)["reason"] == '"wet"'


def test_an_exception_is_a_failed_attempt_that_is_tried_again_after_a_pause(server):
    kind = a_process(server, "shaky")
    worker = Worker(server.url)
    at = []

    @worker.job(kind, backoff=lambda failed: 0.5 * failed)
    def work(variables: dict) -> None:
        at.append(time.monotonic())
        if len(at) < 3:
            raise OSError("no paper")

    with working(worker):
        server.start_instance(kind)
        until(lambda: server.completed(kind), "the third attempt")

    assert at[1] - at[0] >= 0.5
    assert at[2] - at[1] >= 1.0


def test_a_handler_may_say_that_trying_again_is_no_use(server):
    kind = a_process(server, "hopeless")
    worker = Worker(server.url)

    @worker.job(kind)
    def work(variables: dict) -> None:
        raise JobError("no such customer", retries=0)

    with working(worker):
        instance = server.start_instance(kind)
        [incident] = until(lambda: server.found("incidents", processInstanceKey=instance), "an incident")

    assert incident["errorMessage"].endswith(": no such customer")


def test_a_lease_is_made_longer_while_the_handler_runs(server):
    kind = a_process(server, "slow")
    done = []

    def made():
        worker = Worker(server.url)

        @worker.job(kind, timeout=1)
        def work(variables: dict, job: Job) -> None:
            time.sleep(3)  # three leases long: the work itself
            done.append(job.job_key)

        return worker

    with working(made()) as first, working(made()) as second:
        server.start_instance(kind)
        until(lambda: server.completed(kind), "the end")

    assert len(done) == 1
    assert sum(count(one, "lingqu_worker_leases_extended_total", type=kind) for one in (first, second)) >= 3


@pytest.mark.parametrize("push", [False, True])
def test_two_workers_do_each_job_once(server, push):
    kind = a_process(server, f"race-{push}")
    done = []
    lock = threading.Lock()

    def made():
        worker = Worker(server.url, concurrency=4, push=push)

        @worker.job(kind)
        def work(variables: dict, job: Job) -> None:
            with lock:
                done.append(job.job_key)

        return worker

    with working(made()) as first, working(made()) as second:
        for _ in range(60):
            server.start_instance(kind)
        until(lambda: server.completed(kind) == 60, "all to end")

    assert len(done) == len(set(done)) == 60
    settled = [
        count(one, "lingqu_worker_jobs_settled_total", type=kind, outcome="completed") for one in (first, second)
    ]
    assert sum(settled) == 60


PROGRAM = """
import sys, time
from lingqu.worker import Worker

worker = Worker(sys.argv[1], grace=20)

@worker.job("{kind}", timeout={lease})
def work(variables: dict) -> dict:
    print("begun", flush=True)
    time.sleep({seconds})
    return {{"by": "program"}}

worker.run()
print("stopped", flush=True)
"""


def test_what_a_killed_worker_had_is_done_by_another_when_its_lease_is_over(server, tmp_path):
    kind = a_process(server, "killed")
    victim = program(server, tmp_path, PROGRAM.format(kind=kind, lease=2, seconds=600))
    server.start_instance(kind)
    assert victim.stdout.readline() == "begun\n"
    victim.kill()
    victim.communicate()
    done = []
    worker = Worker(server.url)

    @worker.job(kind)
    def work(variables: dict) -> None:
        done.append(time.monotonic())

    with working(worker):
        until(lambda: server.completed(kind), "the other worker")
    assert len(done) == 1


def test_a_worker_that_is_asked_to_stop_ends_what_it_has_begun_and_takes_nothing_more(server, tmp_path):
    kind = a_process(server, "asked")
    polite = program(server, tmp_path, PROGRAM.format(kind=kind, lease=60, seconds=2))
    server.start_instance(kind)
    assert polite.stdout.readline() == "begun\n"
    polite.send_signal(signal.SIGTERM)
    assert polite.communicate(timeout=30)[0] == "stopped\n"
    assert polite.returncode == 0
    assert server.completed(kind) == 1

    server.start_instance(kind)  # its poll is gone: nobody but us is given this one
    wanted = {"type": kind, "timeout": 60_000, "maxJobsToActivate": 1, "requestTimeout": -1}
    assert len(server.post("/v2/jobs/activation", wanted)["jobs"]) == 1


def test_whoever_hangs_up_while_waiting_is_given_nothing(server):
    import httpx2

    kind = a_process(server, "hung-up")
    wanted = {"type": kind, "timeout": 600_000, "maxJobsToActivate": 1, "requestTimeout": 60_000}
    with pytest.raises(httpx2.ReadTimeout):
        server.http.post("/v2/jobs/activation", json=wanted, timeout=1)

    server.start_instance(kind)
    found = server.post("/v2/jobs/activation", wanted | {"requestTimeout": 10_000})
    assert len(found["jobs"]) == 1


def test_a_late_worker_changes_nothing(server):
    kind = a_process(server, "late")
    server.start_instance(kind)
    wanted = {"type": kind, "timeout": 1, "maxJobsToActivate": 1, "withLease": True}
    [late] = server.post("/v2/jobs/activation", wanted)["jobs"]
    [mine] = until(lambda: server.post("/v2/jobs/activation", wanted | {"timeout": 60_000})["jobs"], "the lease to end")

    items = [
        {"jobKey": one["jobKey"], "jobLeaseToken": one["jobLeaseToken"], "variables": {"by": who}}
        for one, who in ((late, "late"), (mine, "me"), (mine, "me"))
    ]
    results = server.post("/api/jobs/completions", {"completions": items})["results"]

    assert [(one["state"], one["code"]) for one in results] == [
        ("refused", "runtime.lease_lost"),
        ("completed", ""),
        ("refused", "engine.instance_not_running"),
    ]
    assert server.completed(kind) == 1


@pytest.mark.parametrize("push", [False, True])
def test_a_server_that_is_killed_and_comes_back_finds_its_workers(mortal, push):
    kind = a_process(mortal, "survives")
    done = []
    worker = Worker(mortal.url, concurrency=4, push=push)

    @worker.job(kind, timeout=5)
    def work(variables: dict, job: Job) -> None:
        done.append(job.job_key)
        time.sleep(0.05)  # so that some are at work when the server is killed

    with working(worker):
        for _ in range(40):
            mortal.start_instance(kind)
        until(lambda: len(done) >= 5, "some to be done")
        mortal.kill()
        mortal.start()
        for _ in range(5):
            mortal.start_instance(kind)
        until(lambda: mortal.completed(kind) == 45, "all to end")

    assert len(set(done)) == 45
    assert count(worker, "lingqu_worker_reconnects_total") > 0
