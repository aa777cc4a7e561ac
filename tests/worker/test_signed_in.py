"""Workers that sign in, against a server on PostgreSQL; a late one is fenced by its lease."""

import asyncio

import pytest

from lingqu.worker import Access, Worker
from lingqu.worker.client import Client, Refused
from lingqu.worker.outcomes import Completed
from runtime.drawings import END, START, service
from worker.serving import Server, count, until, working

PASSWORD = "the door is open"


@pytest.fixture(scope="module")
def server(postgres, tmp_path_factory):
    """A server on PostgreSQL that lets nobody in who does not sign in."""
    name = postgres.empty()
    made = Server(
        tmp_path_factory.mktemp("signed-in"),
        postgres.url(name),
        LINGQU_AUTH="password",
        LINGQU_ADMIN_PASSWORD=PASSWORD,
    )
    made.http.auth = ("admin", PASSWORD)
    made.start()
    yield made
    made.close()
    postgres.drop(name)


@pytest.fixture(params=["password", "token"])
def access(server, request):
    if request.param == "password":
        return Access(url=server.url, user="admin", password=PASSWORD)
    return Access(url=server.url, token=server.post("/api/tokens", {"name": "worker"})["token"])


@pytest.mark.parametrize("push", [False, True])
def test_who_signs_in_does_the_jobs(server, access, push, request):
    kind = f"signed-{request.node.callspec.id}"
    server.deploy(kind, START, service("work", kind), END)
    worker = Worker(access, push=push)

    @worker.job(kind)
    def work(variables: dict) -> dict:
        return {"number": variables["number"] + 1}

    with working(worker):
        for number in range(10):
            server.start_instance(kind, number=number)
        until(lambda: server.completed(kind) == 10, "all to end")
    assert count(worker, "lingqu_worker_jobs_settled_total", type=kind, outcome="completed") == 10


@pytest.mark.parametrize("push", [False, True])
@pytest.mark.parametrize("wrong", [{}, {"token": "nobody's"}], ids=["nobody", "a wrong token"])
def test_a_worker_that_is_not_let_in_says_so_and_ends(server, wrong, push):
    worker = Worker(Access(url=server.url, **wrong), push=push)

    @worker.job("anything")
    def work(variables: dict) -> None: ...

    with pytest.raises(Refused) as refused:
        asyncio.run(asyncio.wait_for(worker.serve(), 60))
    assert refused.value.status == 401


def test_a_late_worker_is_fenced_by_its_lease(server, access, request):
    """The first lease runs out and somebody else is given the job: the first one may neither hold nor complete it."""
    kind = f"late-{request.node.callspec.id}"
    server.deploy(kind, START, service("work", kind), END)
    server.start_instance(kind)

    async def race():
        late, mine = Client(access, "late"), Client(access, "mine")
        try:
            [slow] = await late.activate(kind, lease=0.2, limit=1, wait=10, fetch=None)
            [fresh] = await mine.activate(kind, lease=60, limit=1, wait=30, fetch=None)
            assert slow.job_key == fresh.job_key
            assert slow.job_lease_token != fresh.job_lease_token
            with pytest.raises(Refused) as extended:
                await late.hold(slow, 60)
            [refused] = await late.complete([_done(slow, "late")])
            [taken] = await mine.complete([_done(fresh, "mine")])
            return extended.value.status, refused["code"], taken["state"]
        finally:
            await late.close()
            await mine.close()

    assert asyncio.run(race()) == (409, "runtime.lease_lost", "completed")
    [instance] = server.found("process-instances", processDefinitionId=kind)
    found = server.found("variables", processInstanceKey=instance["processInstanceKey"], name="by")
    assert [one["value"] for one in found] == ['"mine"']


def _done(job, who):
    return Completed(job=job.job_key, lease=job.job_lease_token, variables={"by": who})
