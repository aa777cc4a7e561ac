"""A format is written only when every live node reads it."""

import pytest

from lingqu.kernel.errors import Conflict
from lingqu.store import formats
from lingqu.store.codec import Codec


@pytest.fixture
def c(database):
    connection = database.writing()
    yield connection
    connection.close()


def node(c, id_, alive, reads):
    c.insert("node", ("id", "name", "started", "alive", "reads"), [(id_, "n", 0, alive, reads)])


def test_a_new_database_takes_the_oldest_format(c):
    assert formats.allowed(c) == formats.OLDEST


def test_a_live_old_node_holds_the_format_back(c, monkeypatch):
    monkeypatch.setattr(formats, "NEWEST", 3)
    node(c, 1, alive=100, reads=3)
    node(c, 2, alive=100, reads=2)
    node(c, 3, alive=10, reads=1)
    assert formats.agree(c, alive_since=50) == 2
    assert formats.allowed(c) == 2


def test_the_format_never_goes_back(c, monkeypatch):
    monkeypatch.setattr(formats, "NEWEST", 3)
    c.insert("format", ("name", "number"), [(formats.NAME, 3)])
    node(c, 1, alive=100, reads=2)
    assert formats.agree(c, alive_since=50) == 3


def test_a_node_that_is_too_old_for_the_data_does_not_begin(c):
    c.insert("format", ("name", "number"), [(formats.NAME, formats.NEWEST + 1)])
    with pytest.raises(Conflict, match="upgrade"):
        formats.allowed(c)


def test_a_codec_writes_what_is_allowed_and_reads_all_it_knows():
    codec = Codec(
        "t", writes={1: lambda v: b"1" + v, 2: lambda v: b"2" + v}, reads={1: lambda d: d[1:], 2: lambda d: d[1:]}
    )
    assert codec.encode(b"x", 1) == (1, b"1x")
    assert codec.encode(b"x", 7) == (2, b"2x")
    assert [codec.decode(number, b"?x") for number in (1, 2)] == [b"x", b"x"]
    with pytest.raises(Conflict):
        codec.decode(3, b"x")
