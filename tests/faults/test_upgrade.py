"""A schema that is upgraded while nodes work: nobody notices, and old and new nodes work side by side."""

import pytest

from faults.clients import FILES, Clients
from faults.cluster import until
from faults.nodes import prepare, url_of
from faults.verdict import check
from lingqu.runtime import Runtime
from lingqu.store import open_database
from store.test_migrations import newer  # noqa: F401 - a fixture


def test_under_load_and_with_old_nodes_beside_new_ones(postgres_database, newer):
    url = url_of(postgres_database)
    prepare(url, FILES)
    said, nodes, working = [], [], []

    def work(name):
        database = open_database(url)
        later = database.upgrade()
        node = Runtime(database)
        node.begin()
        nodes.append(node)
        working.append(Clients(node, name, said.append, many=2))
        before = len(said)
        until(lambda: len(said) > before + 20, f"answers of {name}")
        return later

    assert work("old") == ()
    newer()
    assert work("new") == ("9002",)
    newer(new=False)
    assert work("older") == ()
    newer()
    assert postgres_database.upgrade(after=True) == ()
    before = len(said)
    until(lambda: len(said) > before + 20, "answers after the second half")
    for clients in working:
        clients.stop()
    for clients in working:
        clients.join()
    for node in nodes:
        assert node.ready().ok
        node.stop()
        node.db.close()
    assert min(check(url, said)) > 0


@pytest.mark.parametrize("asked", ["upgrade", "check"])
def test_the_commands_say_what_waits(postgres_database, newer, monkeypatch, capsys, asked):
    from lingqu.cli import db
    from store.test_migrations import alive

    monkeypatch.setenv("LINGQU_DATABASE", url_of(postgres_database))
    monkeypatch.setenv("LINGQU_LANGUAGE", "en")
    alive(postgres_database)
    newer()
    db.upgrade()
    told = capsys.readouterr()
    assert "9002" in told.out + told.err
    assert "lingqu db upgrade --after" in told.out + told.err
    assert db.check() == 1
    if asked == "upgrade":
        db.upgrade(after=True)
        assert db.check() == 0
