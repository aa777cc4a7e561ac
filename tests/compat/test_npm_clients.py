"""The npm clients, unmodified, against a running server. They are installed for the test, so it needs a registry."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import drawn
from server import free_port, serving

pytestmark = [
    pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed"),
    pytest.mark.xdist_group("compat-npm"),
]

SCRIPTS = Path(__file__).parent / "npm"
PASSWORD = "the door is open"

#: Operations of the groups that are proven, and how many searches there are of all.
ROWS, SEARCHES = 115, 17


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """A copy of the scripts, in which a client can be installed."""
    folder = tmp_path_factory.mktemp("npm") / "clients"
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("node_modules"))
    return folder


def install(folder):
    """The client in exactly the versions of package-lock.json."""
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=280, check=False)
    assert ran.returncode == 0, f"npm could not install the client: {ran.stderr}"
    return folder


@pytest.fixture(scope="module")
def client(scripts):
    return install(scripts)


@pytest.fixture(scope="module")
def sdk_client(scripts):
    return install(scripts / "sdk")


@pytest.fixture
def database(request, tmp_path):
    """The address of an empty database of the wanted kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'lingqu.sqlite'}"
        return
    postgres = request.getfixturevalue("postgres")
    name = postgres.empty()
    yield postgres.url(name)
    postgres.drop(name)


def node(folder, script, *arguments, seconds=120):
    """The lines that a script tells, as they were printed."""
    command = ["node", script, *map(str, arguments)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.soak, pytest.mark.clients])],
    indirect=True,
)
def test_every_operation_of_the_client_answers_two_questions_rightly(client, tmp_path, database, figures, request):
    drawn.write(tmp_path)
    with serving(tmp_path, database, auth="none", test_clock="true") as address:
        *told, last = node(client, "operations.mjs", address, tmp_path)

    assert [one for one in told if not one["passed"]] == []
    rows = [one["operation"] for one in told if not one["operation"].endswith(" of all")]
    assert (len(rows), len(told) - len(rows)) == (ROWS, SEARCHES)
    if figures is not None:
        figures.of_npm(request.node.callspec.params["database"], rows, last["known"])


@pytest.mark.soak
@pytest.mark.parametrize(("script", "steps"), [("worker.mjs", 9), ("refusals.mjs", 10)])
def test_what_the_client_does_besides_asking(client, tmp_path, script, steps):
    drawn.write(tmp_path)
    with serving(tmp_path, f"sqlite:///{tmp_path / 'lingqu.sqlite'}", auth="none") as address:
        told = node(client, script, address, tmp_path)
    all_passed(told, steps)


@pytest.mark.soak
def test_every_step_of_the_sdk_passes(sdk_client, tmp_path):
    drawn.write(tmp_path)
    with serving(tmp_path, f"sqlite:///{tmp_path / 'lingqu.sqlite'}", auth="none", test_clock="true") as address:
        told = node(sdk_client, "sdk.mjs", address, tmp_path)
    all_passed(told, 16)


@pytest.mark.soak
@pytest.mark.parametrize(("fixture", "steps"), [("client", 3), ("sdk_client", 2)])
def test_the_clients_sign_in(request, tmp_path, fixture, steps):
    folder = request.getfixturevalue(fixture)
    address = f"sqlite:///{tmp_path / 'lingqu.sqlite'}"
    with serving(tmp_path, address, auth="password", admin_password=PASSWORD) as url:
        told = node(folder, "auth.mjs", url, tmp_path, PASSWORD)
    all_passed(told, steps)


@pytest.mark.soak
def test_a_worker_goes_on_when_its_server_was_killed(client, tmp_path):
    drawn.write(tmp_path)
    database, port = f"sqlite:///{tmp_path / 'lingqu.sqlite'}", free_port()
    with serving(tmp_path, database, port=port, ending=signal.SIGKILL, auth="none") as address:
        script = subprocess.Popen(
            ["node", "restart.mjs", address, str(tmp_path)],
            cwd=client,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert script.stderr.readline() == "working\n"
    try:
        with serving(tmp_path, database, port=port, auth="none"):
            out, wrong = script.communicate(timeout=120)
    finally:
        script.kill()
        script.wait()
    assert script.returncode == 0, wrong
    all_passed([json.loads(line) for line in out.splitlines()], 1)


@pytest.mark.soak
def test_what_is_refused_because_nothing_can_be_written_is_asked_again(client, tmp_path):
    drawn.write(tmp_path)
    file = tmp_path / "lingqu.sqlite"
    with serving(tmp_path, f"sqlite:///{file}", auth="none") as address:
        script = subprocess.Popen(
            ["node", "busy.mjs", address, str(tmp_path)],
            cwd=client,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        other = sqlite3.connect(file, timeout=30, isolation_level=None)
        try:
            assert script.stderr.readline() == "ready\n"
            other.execute("BEGIN IMMEDIATE")
            script.stdin.write("locked\n")
            script.stdin.flush()
            assert script.stderr.readline() == "refused\n"
            other.execute("ROLLBACK")
            out, wrong = script.communicate(timeout=120)
        finally:
            other.close()
            script.kill()
            script.wait()
    assert script.returncode == 0, wrong
    all_passed([json.loads(line) for line in out.splitlines()], 1)


def all_passed(told, steps):
    assert [one for one in told if not one["passed"]] == []
    assert len(told) == steps
