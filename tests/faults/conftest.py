"""Servers that a test may break: made once for all tests of a module, and always running when a test begins."""

import pytest

from faults.clients import FILES
from faults.cluster import Cluster
from faults.nodes import prepare
from faults.proxy import Proxy
from lingqu.runtime import Runtime
from lingqu.store import open_database


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


@pytest.fixture
def node(breakable, address, proxy):
    """A node whose way to the database leads through the proxy."""
    prepare(address, FILES)
    found = Runtime(open_database(breakable.url(address.rpartition("/")[2], port=proxy.port)))
    found.begin()
    yield found
    found.stop()
    found.db.close()
