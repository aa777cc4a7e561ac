"""Every test of work runs in an office on each kind of database."""

import pytest

from work.office import office as opened


@pytest.fixture
def office(database):
    with opened(database) as one:
        yield one
