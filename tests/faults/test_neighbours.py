"""What one node does is heard by the others at once; without the wire it is seen a little later."""

import threading
import time

import psycopg
import pytest

from lingqu.runtime import Runtime
from lingqu.runtime.workers import LOOK_AGAIN
from lingqu.store import open_database
from runtime.drawings import ONE_JOB

SOON = LOOK_AGAIN / 2


@pytest.fixture
def nodes(postgres_database):
    found = [Runtime(open_database(postgres_database.address.alchemy)) for _ in range(2)]
    for node in found:
        node.begin()
    for node in found:
        until(lambda node=node: node.neighbours.listens)
    yield found
    for node in found:
        node.stop()
        node.db.close()


def until(fact, seconds=10.0):
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "Expected it to come true, but it did not"
        time.sleep(0.005)


def bell_of(node, job_type):
    rung = threading.Event()
    node.bell.add([job_type], rung.set)
    return rung


def test_a_job_made_on_one_node_wakes_those_who_wait_on_the_other(nodes):
    here, there = nodes
    here.deploy([("one.bpmn", ONE_JOB)])
    wanted, other = bell_of(there, "work"), bell_of(there, "something else")
    here.writer.call(here.start("one-job"))
    assert wanted.wait(SOON)
    assert not other.is_set()


def test_words_said_while_the_wire_was_cut_are_lost_and_the_next_ones_are_heard(nodes, postgres_database):
    here, there = nodes
    heard = []
    there.neighbours.hear("greeting", heard.extend)
    with psycopg.connect(postgres_database.address.target, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lingqu wire'")
    until(lambda: not here.neighbours.listens or not there.neighbours.listens)
    until(lambda: here.neighbours.listens and there.neighbours.listens)
    here.neighbours.say("greeting", ["good morning"])
    until(lambda: heard == ["good morning"])


def test_a_flood_is_told_in_few_texts_and_one_that_is_too_long_only_by_its_topic(nodes):
    here, there = nodes
    heard = []
    there.neighbours.hear("flood", lambda words: heard.append(list(words)))
    began = time.monotonic()
    for number in range(5000):
        here.neighbours.say("flood", [f"word {number}"])
    took = time.monotonic() - began
    until(lambda: heard and [""] in heard)
    assert len(heard) <= took * 20 + 2


def test_a_text_that_nobody_understands_does_not_stop_the_ears(nodes, postgres_database):
    here, there = nodes
    heard = []
    there.neighbours.hear("greeting", heard.extend)
    with psycopg.connect(postgres_database.address.target, autocommit=True) as server:
        server.execute("SELECT pg_notify('lingqu', 'not for you')")
    here.neighbours.say("greeting", ["still here"])
    until(lambda: heard == ["still here"])


def test_on_sqlite_there_is_nobody_to_tell(tmp_path):
    database = open_database(f"sqlite:///{tmp_path / 'lingqu.db'}")
    database.upgrade()
    node = Runtime(database)
    node.begin()
    try:
        node.neighbours.say("greeting", ["hello"])
        assert not node.neighbours.listens
    finally:
        node.stop()
        database.close()
