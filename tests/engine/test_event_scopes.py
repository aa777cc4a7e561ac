"""Event sub-processes: what they throw goes outward, and what the process itself is compensated by."""

from __future__ import annotations

from engine.given import given
from lingqu.engine import events as e

TALK = """
    start -> ask[throw signal asked] -> heard[signal answered] -> end
    answer[event-scope] {
        start[start? signal asked] -> tell[end signal answered]
    }
"""


def test_who_throws_goes_on_as_far_as_who_hears_it():
    assert given(TALK).start().ended


TWO = """
    start -> part[scope] {
        start -> work[user] -> end
        asked[event-scope] {
            start[start message ask] -> answer[service] -> end
        }
        failed[event-scope] {
            start[start error E1] -> repair[user] -> end
        }
    }
    part -> after[user] -> end
    part ~(error E1)~> outside[user] -> end
"""


def test_an_error_in_one_event_subprocess_is_not_caught_by_another_of_the_same_scope():
    case = given(TWO).start().message("ask")

    case.throw("answer", "E1")

    assert case.waits_at == ["outside"]


def test_an_error_of_the_scope_itself_is_caught_by_its_event_subprocess():
    case = given(TWO.replace("work[user]", "work[service]")).start().throw("work", "E1")

    assert case.waits_at == ["repair"]


def test_an_escalation_in_one_event_subprocess_goes_outward_too():
    drawing = """
        start -> part[scope] {
            start -> work[user] -> end
            asked[event-scope] {
                start[start? message ask] -> told[end escalation LATE]
            }
            heard[event-scope] {
                start[start? escalation LATE] -> inside[user] -> end
            }
        }
        part -> end
        part ~(?escalation LATE)~> outside[user] -> end
    """
    case = given(drawing).start().message("ask")

    assert case.waits_at == ["outside", "work"]


def test_an_error_goes_through_a_nested_scope_of_an_event_subprocess_outward():
    drawing = TWO.replace(
        "answer[service] -> end", "inner[scope] {\n start -> answer[service] -> end\n }\n inner -> end"
    )
    case = given(drawing).start().message("ask").throw("answer", "E1")

    assert case.waits_at == ["outside"]


PROCESS = """
    start -> book[user] -> pay[user] -> undo[throw compensation%s] -> after[user] -> end
    book ~(compensation)~> unbook[user]
    pay ~(compensation)~> refund[user]
    undoing[event-scope] {
        start[start compensation] -> call[user] -> %s -> end
    }
"""


def compensated(activity="", then="last[task]"):
    return given(PROCESS % (activity, then)).start().complete("book").complete("pay")


def test_the_compensation_event_subprocess_of_the_process_does_it_instead_of_the_handlers():
    case = compensated()

    assert case.waits_at == ["call"]
    assert case.complete("call").waits_at == ["after"]
    assert (case.times("unbook"), case.times("refund"), case.times("undo")) == (0, 0, 1)
    assert case.complete("after").ended


def test_it_may_call_the_handlers_itself():
    case = compensated(then="default[throw compensation]").complete("call")

    assert case.waits_at == ["refund"]
    assert case.complete("refund").waits_at == ["unbook"]
    assert case.complete("unbook").waits_at == ["after"]


def test_one_activity_is_compensated_by_its_handler():
    assert compensated(" book").waits_at == ["unbook"]


def test_a_process_that_is_cancelled_while_it_compensates_leaves_nothing():
    case = compensated().cancel()

    assert case.case.tasks == []
    assert case.waits_at == []


def test_a_repeating_boundary_timer_that_cannot_be_set_again_is_an_incident_and_goes_on_when_resolved():
    drawing = """
        start -> answer[receive]{message=reply} -> end
        answer ~(?timer cycle =pace)~> remind[user] -> end
    """
    case = given(drawing).start(pace="R5/PT1H").set(pace="never").wait(hours=1)

    assert case.problems == ["expression"]
    assert case.waits_at == ["answer", "remind"]

    case.set(pace="R5/PT1H").resolve()

    assert len(case.case.subscriptions) == 1
    assert len(case.case.timers) == 1
    assert case.wait(hours=4).waits_at == ["answer", *["remind"] * 5]
    assert case.message("reply").case.timers == []


def test_a_condition_that_could_not_be_judged_does_not_open_the_receive_task_twice():
    drawing = """
        start -> answer[receive]{message=reply} -> end
        answer ~(?condition =late)~> remind[user] -> end
    """
    case = given(drawing).start(late="soon")
    assert case.problems == ["expression"]

    case.set(late=True).resolve()

    assert len(case.of(e.SubscriptionOpened)) == 1
    assert case.waits_at == ["answer", "remind"]
