"""A quick walk through the whole house, for another Python version: minutes are for the other tests."""

from __future__ import annotations

import base64
import http.client
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import lingqu

ROOT = Path(__file__).parents[2]
PASSWORD = "lingqu-smoke"
MODULES = sorted(
    found.name for found in pkgutil.walk_packages(lingqu.__path__, "lingqu.") if ".migrations" not in found.name
)
PATIENCE_S = 60


def test_there_are_modules():
    assert len(MODULES) > 200


@pytest.mark.parametrize("room", sorted({name.split(".")[1] for name in MODULES}))
def test_every_module_of_a_room_is_imported(room):
    for name in MODULES:
        if name.split(".")[1] == room and not name.endswith("__main__"):
            importlib.import_module(name)


def test_the_command_says_what_it_can_do():
    told = lingqu_says("--help")
    for command in ("serve", "demo", "deploy", "check", "test", "audit"):
        assert command in told


@pytest.mark.parametrize("command", ["serve", "demo", "deploy", "check", "test", "audit"])
def test_each_command_explains_itself(command):
    assert "Usage" in lingqu_says(command, "--help")


def lingqu_says(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "lingqu.cli", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def server(tmp_path):
    """`lingqu serve` in an empty folder: (its process, its port)."""
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "lingqu.cli", "serve", "--port", "0"],
            cwd=tmp_path,
            env={
                **os.environ,
                "LINGQU_DATABASE": f"sqlite:///{tmp_path / 'lingqu.sqlite'}",
                "LINGQU_SECRETS_FILE": str(tmp_path / "secrets.key"),
                "LINGQU_ADMIN_PASSWORD": PASSWORD,
                "LINGQU_LANGUAGE": "en",
                "PYTHONUNBUFFERED": "1",
            },
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    line = next((line for line in process.stdout if "http://" in line), "")
    yield process, int(line.split("http://127.0.0.1:")[1].split()[0])
    if process.poll() is None:
        process.kill()
    process.wait()
    process.stdout.close()


def ask(port, method, path, body=None, *, content="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    credentials = base64.b64encode(f"admin:{PASSWORD}".encode()).decode()
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    try:
        connection.request(method, path, data, {"Authorization": f"Basic {credentials}", "Content-Type": content})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None
    finally:
        connection.close()


def ready(port):
    """Until it answers /ready with 200."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            status, found = ask(port, "GET", "/ready")
            if status == 200:
                return found
        except ConnectionError:
            pass  # it prints its address a moment before it listens
        assert time.monotonic() < end, "It did not become ready"
        time.sleep(0.05)  # between two looks at a condition, which decides


PROCESS = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="urn:lingqu:tests">
  <bpmn:process id="smoke" isExecutable="true">
    <bpmn:startEvent id="begin" />
    <bpmn:serviceTask id="work">
      <bpmn:extensionElements><zeebe:taskDefinition type="smoke-work" /></bpmn:extensionElements>
    </bpmn:serviceTask>
    <bpmn:endEvent id="end" />
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work" />
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>"""


def test_a_server_starts_runs_a_process_to_its_end_and_stops(server):
    process, port = server
    assert ready(port)["ready"] is True

    edge = "lingqu-smoke-edge"
    body = (
        (
            f'--{edge}\r\nContent-Disposition: form-data; name="resources"; filename="smoke.bpmn"\r\n'
            f"Content-Type: text/xml\r\n\r\n"
        ).encode()
        + PROCESS
        + f"\r\n--{edge}--\r\n".encode()
    )
    status, deployed = ask(port, "POST", "/v2/deployments", body, content=f"multipart/form-data; boundary={edge}")
    assert status == 200, deployed

    created = {"processDefinitionId": "smoke", "variables": {"amount": 1}}
    status, instance = ask(port, "POST", "/v2/process-instances", created)
    assert status == 200, instance
    wanted = {
        "type": "smoke-work",
        "worker": "smoke",
        "timeout": 60000,
        "maxJobsToActivate": 1,
        "requestTimeout": 10000,
    }
    status, found = ask(port, "POST", "/v2/jobs/activation", wanted)
    (job,) = found["jobs"]
    status, _ = ask(port, "POST", f"/v2/jobs/{job['jobKey']}/completion", {"variables": {"done": True}})
    assert status == 204
    status, after = ask(port, "GET", f"/v2/process-instances/{instance['processInstanceKey']}")
    assert (status, after["state"]) == (200, "COMPLETED")

    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 0
