"""The npm clients, unmodified, against a running server. They are installed for the test, so it needs a registry."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from drawing import draw_xml

sys.path.insert(0, str(Path(__file__).parent))
from server import serving

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed"),
    pytest.mark.xdist_group("compat-npm"),
]

SCRIPTS = Path(__file__).parent / "npm"
PROCESS = "start -> pack[service]{type=pack} -> check[user] -> end"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the scripts and the clients in exactly the versions of package-lock.json."""
    folder = tmp_path_factory.mktemp("npm") / "clients"
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder


@pytest.mark.parametrize(("script", "steps"), [("cluster_api.mjs", 24), ("sdk.mjs", 9)])
def test_every_step_of_a_client_passes(installed, tmp_path, script, steps):
    drawn = tmp_path / "shipping.bpmn"
    drawn.write_bytes(draw_xml(PROCESS, process="shipping"))
    with serving(tmp_path, f"sqlite:///{tmp_path / 'lingqu.sqlite'}", auth="none") as address:
        ran = subprocess.run(
            ["node", script, address, str(drawn)],
            cwd=installed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    assert [one for one in told if not one["passed"]] == []
    assert len(told) == steps
