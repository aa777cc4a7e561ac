"""A rolling restart: each node in turn is asked to end and started again, and no client notices more than a new address."""

import threading

import httpx2
import pytest

from runtime.drawings import END, START, user
from worker.serving import Server, until


@pytest.fixture
def servers(postgres, tmp_path):
    name = postgres.empty()
    made = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        made.append(Server(folder, postgres.url(name), LINGQU_SECRETS_FILE=str(tmp_path / "secrets.key")))
    for server in made:
        server.start()
    yield made
    for server in made:
        server.close()
    postgres.drop(name)


class Caller:
    """Starts instances one after the other, at whichever node takes the request; remembers every answer."""

    def __init__(self, servers):
        self.keys, self.strange = [], []
        self._http = [httpx2.Client(base_url=server.url, timeout=60) for server in servers]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self):
        at = 0
        while not self._over.is_set():
            try:
                answer = self._http[at].post("/v2/process-instances", json={"processDefinitionId": "rolling"})
            except httpx2.ConnectError:  # nobody listens there at the moment: nothing was sent
                at = 1 - at
                continue
            except httpx2.RemoteProtocolError as closed:
                # An idle connection was closed just as a request was on its way into it, as HTTP allows; that nothing
                # was done with it, the number of instances shows in the end.
                if "without sending a response" not in str(closed):
                    self.strange.append(repr(closed))
                at = 1 - at
                continue
            except httpx2.TransportError as wrong:
                self.strange.append(repr(wrong))
                at = 1 - at
                continue
            if answer.status_code == 200:
                self.keys.append(answer.json()["processInstanceKey"])
            elif answer.status_code == 503:
                at = 1 - at
            else:
                self.strange.append(f"{answer.status_code}: {answer.text}")

    def end(self):
        self._over.set()
        self._thread.join(60)
        for http in self._http:
            http.close()


def test_nodes_are_restarted_one_after_the_other_under_load(servers):
    servers[0].deploy("rolling", START, user("a"), END)
    callers = [Caller(servers) for _ in range(3)]

    def answered(more):
        before = sum(len(caller.keys) for caller in callers)
        until(lambda: sum(len(caller.keys) for caller in callers) >= before + more, "answers")

    answered(20)
    for server in servers:
        assert server.stop() == 0
        answered(20)
        server.start()
        answered(20)
    for caller in callers:
        caller.end()
    assert [caller.strange for caller in callers] == [[], [], []]
    keys = [key for caller in callers for key in caller.keys]
    assert len(set(keys)) == len(keys)
    found = servers[0].post("/v2/process-instances/search", {"page": {"limit": 1}})
    assert found["page"]["totalItems"] == len(keys), "an instance was started that nobody was told of"


def test_a_node_that_leaves_sends_its_callers_away_before_it_ends(postgres, tmp_path):
    name = postgres.empty()
    server = Server(tmp_path, postgres.url(name), LINGQU_DRAIN_SECONDS="3")
    server.start()
    try:
        with httpx2.Client(base_url=server.url, timeout=10) as http:
            assert http.get("/ready").status_code == 200
            server.process.terminate()
            until(lambda: http.get("/ready").status_code == 503, "no requests to be sent here")
            answer = http.get("/v2/topology")
            assert (answer.status_code, answer.headers["connection"]) == (200, "close")
            assert "about to end" in http.get("/ready").text
        assert server.process.wait(20) == 0
    finally:
        server.close()
        postgres.drop(name)
