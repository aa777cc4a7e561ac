"""The official Python client against a running server, on SQLite and on PostgreSQL."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from server import serving

sdk = pytest.importorskip("camunda_orchestration_sdk", reason="camunda-orchestration-sdk is not installed")


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
