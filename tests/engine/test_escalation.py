"""Escalations: who hears them, in what order, and that the thrower goes on; through call activities too."""

from __future__ import annotations

import pytest

from engine.given import given
from lingqu.engine import events as e
from lingqu.engine.state import Status

PART = """
    start -> part[scope] {
        start -> tell[throw escalation LATE] -> more[user] -> end
    }
    part -> end
    part ~(%s escalation %s)~> heard[user] -> end
"""


def part(arrow: str, code: str) -> str:
    quiet = "?" if arrow == "quiet" else ""
    return PART.replace("(%s escalation %s)", f"({quiet}escalation {code})")


def test_an_interrupting_boundary_event_ends_the_thrower_before_it_goes_on():
    case = given(part("loud", "LATE")).start()

    assert case.waits_at == ["heard"]
    assert case.times("tell") == 0


def test_a_quiet_boundary_event_acts_beside_the_thrower():
    case = given(part("quiet", "LATE")).start()

    assert case.waits_at == ["heard", "more"]
    assert case.complete("more").complete("heard").ended


def test_an_escalation_that_nobody_catches_harms_nothing():
    case = given(part("loud", "OTHER")).start()

    assert case.waits_at == ["more"]
    assert case.problems == []


@pytest.mark.parametrize("kind", ["throw", "end"])
def test_an_escalation_without_a_code_is_caught_by_who_takes_any(kind):
    case = given(f"""
        start -> part[scope] {{
            start -> tell[{kind} escalation]
        }}
        part -> end
        part ~(?this: escalation LATE)~> exact[user] -> end
        part ~(?any: escalation)~> other[user] -> end
    """).start()

    assert case.waits_at == ["other"]


def test_a_matching_code_comes_before_any():
    case = given("""
        start -> part[scope] {
            start -> tell[end escalation LATE]
        }
        part -> end
        part ~(?any: escalation)~> other[user] -> end
        part ~(?this: escalation LATE)~> exact[user] -> end
    """).start()

    assert case.waits_at == ["exact"]


WATCHED = """
    start -> part[scope] {
        start -> tell[throw escalation LATE] -> more[user] -> end
        watch[event-scope] {
            start[start%s escalation LATE] -> inside[user] -> again[%s] -> end
        }
    }
    part -> end
    part ~(?escalation LATE)~> outside[user] -> end
"""


def test_an_event_subprocess_comes_before_the_boundary():
    assert given(WATCHED % ("?", "task")).start().waits_at == ["inside", "more"]


def test_an_interrupting_event_subprocess_takes_the_place_of_its_scope():
    case = given(WATCHED % ("", "task")).start()

    assert case.waits_at == ["inside"]
    assert case.complete("inside").ended
    assert case.times("part") == 1


def test_what_an_event_subprocess_throws_goes_outward():
    case = given(WATCHED % ("", "throw escalation LATE")).start().complete("inside")

    assert case.waits_at == ["outside"]


def test_each_inner_instance_is_heard():
    case = given("""
        start -> part[scope]{count=3} {
            start -> tell[end escalation LATE]
        }
        part -> end
        part ~(?escalation LATE)~> heard[user] -> end
    """).start()

    assert case.waits_at == ["heard"] * 3


def test_variables_of_the_thrower_go_to_the_catcher():
    case = given("""
        start -> part[scope] {
            start -> tell[throw escalation LATE]{in.why="=reason"} -> end
        }
        part -> end
        part ~(?escalation LATE)~> heard[user] -> end
    """).start(reason="traffic")

    assert case.variables == {"reason": "traffic", "why": "traffic"}


# ---- through a call activity --------------------------------------------------------------------------------------

CHILD = """start -> tell[throw escalation LATE]{in.why='="rain"'} -> more[user] -> end"""


def caller(event: str) -> str:
    return f"start -> sub[call]{{process=child}} -> end\n sub ~({event})~> heard[user] -> end"


def test_an_interrupting_catcher_of_the_caller_cancels_the_child_before_it_goes_on():
    case = given(caller("escalation LATE"), child=CHILD).start()

    assert case.waits_at == ["heard"]
    assert case.variables == {"why": "rain"}
    assert [one.status for one in case.world.instances.values()] == [Status.RUNNING, Status.CANCELLED]
    assert case.times("tell") == 0


def test_after_a_quiet_catcher_of_the_caller_the_child_goes_on():
    case = given(caller("?escalation LATE"), child=CHILD).start()

    assert case.waits_at == ["heard", "more"]
    assert case.of(e.EscalationAnswered)[0].caught
    assert case.complete("heard").complete("more").ended


def test_a_child_goes_on_when_its_caller_does_not_catch():
    case = given(caller("?escalation OTHER"), child=CHILD).start()

    assert case.waits_at == ["more"]


def test_an_escalation_passes_through_a_caller_that_does_not_know_it():
    middle = "start -> sub[call]{process=child} -> end"
    outer = "start -> top[call]{process=middle} -> end\n top ~(?escalation LATE)~> heard[user] -> end"
    case = given(outer, middle=middle, child=CHILD).start()

    assert case.waits_at == ["heard", "more"]
    assert case.complete("more").complete("heard").ended


def test_a_child_that_is_told_of_a_later_end_is_cancelled_as_any_other():
    case = given(caller("?escalation LATE"), child=CHILD).start().cancel()

    assert case.waits_at == []
