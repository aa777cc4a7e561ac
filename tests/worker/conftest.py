"""One server for the tests of a module, and one of its own for a test that kills it."""

import pytest

from worker.serving import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = Server(tmp_path_factory.mktemp("worker"))
    made.start()
    yield made
    made.close()


@pytest.fixture
def mortal(tmp_path):
    made = Server(tmp_path)
    made.start()
    yield made
    made.close()
