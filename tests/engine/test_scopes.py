"""Sub-processes and event sub-processes."""

from __future__ import annotations

from engine.given import given

PART = """
    start -> part[scope] {
        start -> fork[and] -> a[user] -> end
                 fork -> b[user] -> end
    }
    part -> after[user] -> end
"""


def test_a_subprocess_completes_when_nothing_lives_in_it():
    case = given(PART).start().complete("a")
    assert case.waits_at == ["b"]

    assert case.complete("b").waits_at == ["after"]


def test_a_timer_on_a_subprocess_ends_all_in_it():
    case = given(PART + "part ~(timer PT1H)~> late[user] -> end").start().complete("a").wait(hours=1)

    assert case.waits_at == ["late"]
    assert len(case.case.tasks) == 1


def test_input_mappings_of_a_subprocess_are_local_to_it():
    case = given("""
        start -> part[scope]{in.x==1+1} {
            start -> sum[script]{expression='=x * 10' result=y} -> a[user] -> end
        }
        part -> end
    """).start()

    assert case.variables == {"y": 20}
    assert case.case.local_variables("part") == {"x": 2}


def test_a_quiet_event_subprocess_runs_beside_the_main_flow():
    case = given("""
        start -> work[user] -> end
        note[event-scope] {
            start[start? message note] -> noted[user] -> end
        }
    """).start()

    case.message("note").message("note")
    assert case.waits_at == ["noted", "noted", "work"]

    case.complete("work").complete("noted")
    assert case.waits_at == ["noted"]
    assert case.complete("noted").ended


def test_an_interrupting_event_subprocess_ends_the_main_flow():
    case = (
        given("""
        start -> work[user] -> after[user] -> end
        stop[event-scope] {
            start[start timer PT1H] -> stopped[user] -> end
        }
    """)
        .start()
        .wait(hours=1)
    )

    assert case.waits_at == ["stopped"]
    assert case.complete("stopped").ended


def test_an_error_is_caught_by_the_event_subprocess_before_the_boundary():
    case = given("""
        start -> part[scope] {
            start -> failed[end error E1]
            catcher[event-scope] {
                start[start error] -> inside[user] -> end
            }
        }
        part -> end
        part ~(error E1)~> outside[user] -> end
    """).start()

    assert case.waits_at == ["inside"]


def test_an_event_subprocess_does_not_catch_what_it_throws_itself():
    case = given("""
        start -> part[scope] {
            start -> failed[end error E1]
            catcher[event-scope] {
                start[start error] -> again[end error E2]
            }
        }
        part -> end
        part ~(error E2)~> outside[user] -> end
    """).start()

    assert case.waits_at == ["outside"]


def test_the_event_subprocess_of_a_subprocess_stops_listening_when_it_completes():
    case = (
        given("""
        start -> part[scope] {
            start -> a[user] -> end
            note[event-scope] {
                start[start? message note] -> noted[user] -> end
            }
        }
        part -> after[user] -> end
    """)
        .start()
        .complete("a")
    )

    assert case.case.subscriptions == []
    assert case.message("note").waits_at == ["after"]


def test_an_empty_subprocess_passes():
    assert given("start -> part[scope] {\n start -> end\n }\n part -> end").start().ended


def test_input_mappings_of_an_event_subprocess_are_local_to_it():
    case = (
        given("""
        start -> work[user] -> end
        note[event-scope]{in.x==1+1} {
            start[start? message note] -> sum[script]{expression='=x * 10' result=y} -> end
        }
    """)
        .start()
        .message("note")
    )

    assert case.variables == {"y": 20}
