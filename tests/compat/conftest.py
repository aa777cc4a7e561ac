"""The official Python client against a running server, on SQLite and on PostgreSQL."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from figures import Figures
from server import serving

sdk = pytest.importorskip("camunda_orchestration_sdk", reason="camunda-orchestration-sdk is not installed")

#: Where the figures are to be written; without it nothing is counted. One process only: without -n.
WANTED = os.environ.get("LINGQU_COMPAT_FIGURES")
FIGURES = Figures(sdk) if WANTED else None


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if FIGURES is not None and call.when == "call":
        place = getattr(item, "callspec", None)
        database = "postgresql" if place is not None and "postgresql" in place.params.values() else "sqlite"
        FIGURES.done(database, passed=outcome.get_result().passed)


def pytest_sessionfinish():
    if FIGURES is not None:
        FIGURES.write(WANTED)


@pytest.fixture
def figures():
    """Where it is counted what the clients proved; None if no figures are wanted."""
    return FIGURES


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def anywhere(request, tmp_path_factory):
    """A client whose server stands on each of the databases; its clock can be set."""
    folder = tmp_path_factory.mktemp("compat")
    if request.param == "sqlite":
        database, drop = f"sqlite:///{folder / 'lingqu.sqlite'}", None
    else:
        postgres = request.getfixturevalue("postgres")
        drop = postgres.empty()
        database = postgres.url(drop)
    with serving(folder, database, auth="none", test_clock="true") as address:
        opened = sdk.CamundaClient(configuration={"CAMUNDA_REST_ADDRESS": address, "CAMUNDA_AUTH_STRATEGY": "NONE"})
        yield opened
        opened.close()
    if drop:
        request.getfixturevalue("postgres").drop(drop)
