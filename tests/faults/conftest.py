"""Servers that a test may break: made once for all tests of a module, and always running when a test begins."""

import pytest

from faults.cluster import Cluster
from faults.proxy import Proxy


@pytest.fixture(scope="module")
def breakable():
    cluster = Cluster().begin()
    yield cluster
    cluster.close()


@pytest.fixture
def proxy(breakable):
    made = Proxy(breakable.port)
    yield made
    made.close()


@pytest.fixture
def address(breakable, request):
    """A database of this test's own on the breakable server."""
    name = f"t{abs(hash(request.node.nodeid)) % 10**9}"
    yield breakable.create(name)
    breakable.sql(f"DROP DATABASE {name} WITH (FORCE)")
