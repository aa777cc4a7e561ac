"""What must hold whatever happens: history tells the data, two nodes agree, a stop leaves nothing undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from lingqu.kernel.errors import Rejected
from lingqu.runtime import RowWork
from lingqu.runtime.audit import audit
from work.office import Office, office

STORY = """
    start -> write[user]{assignee=sam} -> one[user] -> two[user] -> pay[user]{groups=finance} -> end
"""
EXTENSIONS = {
    "one": '<lingqu:approval mode="sequential"><lingqu:seat who="head"/><lingqu:seat who="head:2"/></lingqu:approval>'
    '<lingqu:urge after="PT4H" repeat="R2/PT4H"/>',
    "two": '<lingqu:approval mode="any" onReject="flow"><lingqu:seat who="group:finance"/></lingqu:approval>',
    "pay": '<lingqu:urge after="PT1H"/><lingqu:copy to="initiator"/>',
}


def test_history_tells_the_whole_story_again(office):
    office.deploy(STORY, **EXTENSIONS)
    office.delegates("gus", "dora")
    office.start(amount=5)
    office.does("sam", "complete", None, {"amount": 6})
    office.passes(hours=4)
    office.does("hana", "transfer", None, "eve")
    office.does("eve", "approve", None, {"amount": 7})
    office.time += 10 * 60_000
    office.does("sam", "urge", office.task("dora"))
    office.does("dora", "approve")
    office.does("fei", "send_back", mode="straight")
    office.does("sam", "complete", None, {"amount": 8})
    office.does("fan", "approve")
    office.passes(hours=2)
    office.does("fei", "complete")
    report = audit(office.db)
    assert report.instances == 1
    assert [str(one) for one in report.differences] == []


def test_two_nodes_that_look_for_people_at_once_open_one_set_of_seats(postgres_database):
    with office(postgres_database) as first:
        second = Office(postgres_database, hire=False)
        try:
            first.deploy(
                "start -> sign[user] -> end",
                sign='<lingqu:approval><lingqu:seat who="group:finance"/></lingqu:approval>',
            )
            for _ in range(10):
                first.runtime.writer.call(first.runtime.start("process", variables={}, by="sam"))
            keys = first.desk.attendant.seating.unseated()
            assert len(keys) == 10
            with ThreadPoolExecutor(2) as both:
                for node in (first, second):
                    both.submit(lambda node=node: [node.desk.attendant.seating.attend(key) for key in keys])
            assert first.rows("SELECT count(*) FROM seat WHERE state = 2") == [(20,)]
            assert first.rows("SELECT count(*) FROM incident") == [(0,)]
        finally:
            second.runtime.stop()


def test_votes_on_two_nodes_make_one_decision(postgres_database):
    with office(postgres_database) as first:
        second = Office(postgres_database, hire=False)
        try:
            first.deploy(
                "start -> sign[user] -> end",
                sign='<lingqu:approval mode="any"><lingqu:seat who="group:finance"/></lingqu:approval>',
            )
            for _ in range(20):
                first.start()
            keys = [row.key for row in first.list("fei").items]

            def vote(node, login, key):
                try:
                    return node.desk.approve(node.who(login), key).outcome
                except Rejected as refused:
                    return refused.code

            with ThreadPoolExecutor(2) as both:
                for key in keys:
                    outcomes = sorted(both.map(lambda one: vote(*one), [(first, "fei", key), (second, "fan", key)]))
                    assert outcomes == ["approvals.already_decided", "passed"]
            assert first.rows("SELECT count(*) FROM instance WHERE status = 1") == [(20,)]
            assert [str(one) for one in audit(first.db).differences] == []
        finally:
            second.runtime.stop()


@pytest.mark.parametrize("what", ["seats", "ladder", "delegation", "copy"])
def test_what_a_stop_has_left_is_taken_up(office, what):
    office.delegates("fan", "dora")
    office.deploy(
        "start -> fork[and] -> sign[user] -> join[and] -> end\n fork -> pay[user]{assignee=fan} -> join",
        sign='<lingqu:approval><lingqu:seat who="head"/></lingqu:approval>',
        pay='<lingqu:urge after="PT4H"/><lingqu:copy to="user:gus" at="start"/>',
    )
    office.runtime.writer.call(office.runtime.start("process", variables={}, by="sam"))
    office.runtime.writer.call(RowWork(run=lambda tx: None))
    office.desk.attendant._duties.queue.clear()  # the node stopped between commit and duty
    office.desk.attendant.start()
    office.desk.attendant.stop()
    office.settle()
    match what:
        case "seats":
            assert office.todo("hana") == ["sign"]
        case "ladder":
            assert office.rows("SELECT count(*) FROM timer WHERE plane = 1") == [(1,)]
        case "delegation":
            assert office.todo("dora") == ["pay"]
        case "copy":
            assert office.rows("SELECT person FROM party WHERE role = 'copied'") == [("gus",)]


def test_the_attendant_does_its_duties_by_itself_and_stops(office):
    office.deploy("start -> sign[user] -> end", sign='<lingqu:approval><lingqu:seat who="head"/></lingqu:approval>')
    office.runtime.writer.call(office.runtime.start("process", variables={}, by="sam"))
    office.desk.start()
    for _ in range(500):
        if office.todo("hana"):
            break
        office.runtime.writer.call(RowWork(run=lambda tx: None))
    assert office.todo("hana") == ["sign"]
    office.desk.stop()
    assert office.desk.attendant._thread is None
