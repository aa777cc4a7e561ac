"""Sub-processes with nothing in them, or with nothing that begins: the token passes."""

import pytest

from drawing import draw
from engine.given import given
from lingqu.engine.unsupported import unsupported


@pytest.mark.parametrize("inside", ["", "late[event-scope] {\nstart[start timer PT1H] -> end\n}"])
@pytest.mark.parametrize("kind", ["scope", "transaction", "ad-hoc"])
def test_a_scope_with_nothing_to_do_completes_at_once(kind, inside):
    drawing = f"start -> part[{kind}] -> after[user] -> end\npart {{\n{inside}\n}}"
    case = given(drawing).start()

    assert unsupported(draw(drawing)) == ()
    assert case.waits_at == ["after"]
    assert case.times("part") == 1
    assert case.case.timers == []


@pytest.mark.parametrize("kind", ["scope", "ad-hoc"])
def test_an_empty_scope_runs_for_each_item(kind):
    case = given(f"start -> part[{kind}]{{count=3}} -> end\npart {{\n}}").start()

    assert case.times("part") == 3
    assert case.ended


def test_without_a_start_event_everything_begins_that_nothing_leads_to():
    case = given("start -> part[scope] -> end\npart {\na[user] -> c[user]\nb[user]\n}").start()

    assert case.waits_at == ["a", "b"]
    assert case.complete("a").complete("b").complete("c").ended


def test_a_process_without_a_start_event_begins_at_all_that_nothing_leads_to():
    case = given(
        "a[user] -> c[user] -> end\nb[user] -> end\nlate[event-scope] {\nstart[start message m] -> end\n}"
    ).start()

    assert case.waits_at == ["a", "b"]
    assert case.complete("a").complete("b").complete("c").ended


def test_such_a_process_can_be_called_and_listened_to():
    called = "on-start=first"
    case = given(f"start -> call[call]{{process=part {called}}} -> end", part="a[user]\nb[message m]").start()
    case.complete("call")

    assert case.waits_at == ["a", "b"]
    assert case.complete("a").message("m").ended


def test_an_event_that_nothing_leads_to_waits_in_the_instance_and_starts_none():
    case = given("paid[message paid] -> end\nhourly[timer R/PT1H] -> end", other="start -> end").message("paid")

    assert list(case.world.instances) == []
