"""The floors of the house: import contracts, no hidden clock or chance in the pure ones, no analytics in a node."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import lingqu

HOUSE = Path(lingqu.__file__).parent
PROJECT = HOUSE.parents[1]
#: Contract 3 of pyproject.toml: what these import is checked there, what they call is checked here.
PURE = (
    "kernel", "model", "feel", "worktime", "dmn", "forms", "engine", "approvals", "simulation", "mining", "checks",
)  # fmt: skip
#: Calls that read a clock or draw lots, by the last part of their name.
BARRED = {
    "now",
    "today",
    "utcnow",
    "uuid4",
    "uuid1",
    "random",
    "randint",
    "choice",
    "getrandbits",
    "time_ns",
    "monotonic",
}


@pytest.mark.skipif(not (PROJECT / "pyproject.toml").exists(), reason="contracts are kept in the source tree")
def test_imports_go_down_only():
    tool = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([tool, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-3000:]


def hidden(source):
    """Calls in this source that take time or chance from the outside: (line, text)."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = node.func.value
        name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
        if node.func.attr in BARRED and name in {"datetime", "date", "time", "uuid", "random", "secrets", "dt"}:
            found.append((node.lineno, ast.unparse(node)))
    return found


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_takes_time_and_chance_from_the_command(room):
    found = {
        f"{path.relative_to(HOUSE)}:{line}": text
        for path in sorted((HOUSE / room).rglob("*.py"))
        for line, text in hidden(path.read_text("utf-8"))
    }
    assert found == {}


@pytest.mark.parametrize(
    "source", ["import datetime\ndatetime.datetime.now()", "date.today()", "uuid.uuid4()", "random.random()"]
)
def test_a_hidden_clock_would_be_found(source):
    assert hidden(source)


def test_a_serving_node_holds_no_analytics_library():
    script = (
        "import sys, tempfile, pathlib\n"
        "from lingqu.store import open_database\n"
        "from lingqu.runtime import Runtime\n"
        "home = pathlib.Path(tempfile.mkdtemp())\n"
        "import lingqu.bootstrap\n"
        "database = open_database(f'sqlite:///{home}/x.db'); database.upgrade()\n"
        "node = Runtime(database); node.begin(); node.stop(); database.close()\n"
        "import importlib.util\n"
        "if importlib.util.find_spec('lingqu.api.app'): import lingqu.api.app\n"
        "bad = {'duckdb', 'pandas', 'numpy', 'ibis', 'scipy', 'pyarrow', 'polars'} & sys.modules.keys()\n"
        "print(sorted(bad)); sys.exit(bool(bad))\n"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stdout + found.stderr
