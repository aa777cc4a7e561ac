"""Compensation: who is undone, in what order, how often, and what the handlers see."""

from __future__ import annotations

import pytest

from drawing import draw
from engine.given import given
from lingqu.engine import events as e
from lingqu.engine.unsupported import unsupported

TRIP = """
    start -> hotel[user] -> flight[user] -> sure[user] -> undo[%s] -> after[user] -> end
    hotel ~(compensation)~> no-hotel[user]
    flight ~(compensation)~> no-flight[user]
"""
ALL = TRIP % "throw compensation"


def booked(drawing: str = ALL):
    return given(drawing).start().complete("hotel").complete("flight")


def test_what_completed_last_is_undone_first_and_the_thrower_waits_for_all():
    case = booked().complete("sure")
    assert case.waits_at == ["no-flight"]
    assert case.complete("no-flight").waits_at == ["no-hotel"]
    assert case.complete("no-hotel").waits_at == ["after"]

    assert case.complete("after").ended


def test_only_what_has_completed_is_undone():
    case = given("""
        start -> fork[and] -> hotel[user] -> end
        fork -> flight[user] -> undo[throw compensation] -> after[user] -> end
        hotel ~(compensation)~> no-hotel[user]
        flight ~(compensation)~> no-flight[user]
    """).start()

    assert case.complete("flight").waits_at == ["hotel", "no-flight"]
    assert case.complete("no-flight").waits_at == ["after", "hotel"]


def test_one_activity_alone_can_be_undone():
    case = booked(TRIP % "throw compensation hotel").complete("sure")

    assert case.waits_at == ["no-hotel"]
    assert case.complete("no-hotel").waits_at == ["after"]


def test_what_is_undone_is_not_undone_again():
    case = booked("""
        start -> hotel[user] -> flight[user] -> undo[throw compensation hotel] -> again[throw compensation] -> end
        hotel ~(compensation)~> no-hotel[task]
        flight ~(compensation)~> no-flight[task]
    """)

    assert case.ended
    assert (case.times("no-hotel"), case.times("no-flight")) == (1, 1)


def test_an_activity_that_ran_twice_is_undone_twice():
    case = given("""
        start -> entry[xor] -> book[user] -> more[xor] -(again)-> entry
        more -(default)-> undo[end compensation]
        book ~(compensation)~> cancel[task]
    """).start()

    case.complete("book", again=True).complete("book", again=False)

    assert case.ended
    assert case.times("cancel") == 2


def test_nothing_to_undo_is_nothing_to_wait_for():
    assert given("start -> undo[throw compensation] -> after[user] -> end").start().waits_at == ["after"]


def test_without_compensation_nothing_is_left_at_the_end():
    case = booked("start -> hotel[user] -> flight[user] -> end\n hotel ~(compensation)~> no-hotel[user]")

    assert case.ended
    assert list(case.case.state.shelf.records()) == []


PART = """
    start -> part[scope]%s {
        start -> hotel[user] -> inner[scope] {
            start -> flight[user] -> end
            flight ~(compensation)~> no-flight[user]
        }
        inner -> end
        hotel ~(compensation)~> no-hotel[user]
    }
    part -> undo[throw compensation %s] -> after[user] -> end
"""


@pytest.mark.parametrize("activity", ["", "part"])
def test_a_completed_scope_is_undone_from_its_end_to_its_start(activity):
    case = given(PART % ("", activity)).start().complete("hotel").complete("flight")
    assert case.waits_at == ["no-flight"]
    assert case.complete("no-flight").waits_at == ["no-hotel"]
    case.complete("no-hotel")

    assert case.waits_at == ["after"]
    assert case.times("part") == 1


def test_a_handler_of_the_scope_itself_stands_for_all_in_it():
    case = given(PART % ("", "") + "part ~(compensation)~> no-part[user]").start().complete("hotel").complete("flight")

    assert case.waits_at == ["no-part"]
    assert case.complete("no-part").waits_at == ["after"]


def test_handlers_see_the_variables_of_their_scope_as_they_were():
    case = given("""
        start -> part[scope]{in.price==price} {
            start -> hotel[user] -> end
            hotel ~(compensation)~> no-hotel[script]{expression='=price' result=refund}
        }
        part -> sure[user] -> undo[throw compensation] -> after[user] -> end
    """).start(price=100)
    case.complete("hotel").complete("sure", price=7)

    assert case.variables["refund"] == 100


def test_a_large_value_of_a_completed_scope_is_seen_again():
    case = given("""
        start -> part[scope]{in.text==text} {
            start -> hotel[user] -> end
            hotel ~(compensation)~> no-hotel[script]{expression='=string length(text)' result=length}
        }
        part -> sure[user] -> undo[throw compensation] -> after[user] -> end
    """).start(text="x" * 9000)
    case.complete("hotel").complete("sure", text="")

    assert case.variables["length"] == 9000


def test_each_inner_instance_is_undone_with_its_own_item():
    case = given("""
        start -> book[user]{mi=[1,2,3] item=seat} -> undo[throw compensation] -> after[user] -> end
        book ~(compensation)~> cancel[service]{in.freed==seat}
    """).start()
    case.complete("book").complete("book").complete("book")

    assert case.waits_at == ["cancel"] * 3
    assert sorted(case.case.variables(job.owner)["freed"] for job in case.case.jobs) == [1, 2, 3]
    assert case.complete("cancel").complete("cancel").complete("cancel").waits_at == ["after"]


WITH_EVENT = """
    start -> part[scope] {
        start -> hotel[user] -> end
        hotel ~(compensation)~> no-hotel[user]
        undoing[event-scope] {
            start[start compensation] -> call[user] -> %s -> end
        }
    }
    part -> undo[throw compensation] -> after[user] -> end
"""


def test_an_event_subprocess_does_it_instead_of_the_handlers():
    case = given(WITH_EVENT % "thanks[task]").start().complete("hotel")
    assert case.waits_at == ["call"]

    assert case.complete("call").waits_at == ["after"]
    assert case.times("no-hotel") == 0


def test_an_event_subprocess_can_throw_on_to_the_handlers():
    case = given(WITH_EVENT % "more[throw compensation hotel]").start().complete("hotel").complete("call")
    assert case.waits_at == ["no-hotel"]

    assert case.complete("no-hotel").waits_at == ["after"]


def test_an_error_of_a_handler_goes_outward_from_the_thrower():
    case = given("""
        start -> part[scope] {
            start -> hotel[user] -> undo[throw compensation] -> end
            hotel ~(compensation)~> no-hotel[service]
        }
        part -> end
        part ~(error E1)~> failed[user] -> end
    """).start()
    case.complete("hotel").throw("no-hotel", "E1")

    assert case.waits_at == ["failed"]


def test_an_activity_that_was_taken_back_is_not_undone():
    case = booked().rewind("hotel")
    case.complete("hotel").complete("flight").complete("sure").complete("no-flight").complete("no-hotel")

    assert case.waits_at == ["after"]
    assert len(case.of(e.CompensationDropped)) == 2


def test_cancelling_in_the_middle_leaves_nothing():
    case = given(PART % ("", "")).start().complete("hotel").complete("flight").cancel()

    assert list(case.case.state.shelf.records()) == []


# ---- transactions -------------------------------------------------------------------------------------------------

TRANSACTION = """
    start -> deal[transaction] {
        start -> hotel[user] -> fork[and] -> flight[user] -> end
        fork -> sure[user] -> ok[xor] -(good)-> end
        ok -(default)-> stop[end cancel]
        hotel ~(compensation)~> no-hotel[user]
        flight ~(compensation)~> no-flight[user]
    }
    deal -> done[user] -> end
    deal ~(cancel)~> cancelled[user] -> end
"""


def test_a_transaction_that_completes_is_a_scope():
    case = given(TRANSACTION).start().complete("hotel").complete("flight").complete("sure", good=True)

    assert case.waits_at == ["done"]


def test_a_cancelled_transaction_ends_what_runs_undoes_what_has_completed_and_leaves_by_its_boundary():
    case = given(TRANSACTION).start().complete("hotel").complete("sure", good=False)
    assert case.waits_at == ["no-hotel"]

    case.complete("no-hotel")

    assert case.waits_at == ["cancelled"]
    assert case.times("flight") == 0
    assert case.complete("cancelled").ended


def test_a_cancelled_transaction_undoes_what_has_completed_in_a_scope_that_still_runs():
    case = given("""
        start -> deal[transaction] {
            start -> fork[and] -> part[scope] {
                start -> hotel[user] -> flight[user] -> end
                hotel ~(compensation)~> no-hotel[user]
            }
            part -> end
            fork -> sure[user] -> stop[end cancel]
        }
        deal -> end
        deal ~(cancel)~> cancelled[user] -> end
    """).start()
    case.complete("hotel").complete("sure")

    assert case.waits_at == ["no-hotel"]
    assert case.complete("no-hotel").waits_at == ["cancelled"]


DEEP = """
    start -> deal[transaction] {
        start -> hotel[user] -> fork[and] -> flight[user] -> end
        hotel ~(compensation)~> no-hotel[user]
        fork -> part[scope]%s {
            start -> car[user] -> sure[user] -> stop[end cancel]
            car ~(compensation)~> no-car[user]
        }
        part -> end
    }
    deal -> end
    deal ~(cancel)~> cancelled[user] -> end
"""


def test_a_cancel_end_event_deeper_inside_cancels_the_whole_transaction():
    case = given(DEEP % "").start().complete("hotel").complete("car").complete("sure")
    assert case.waits_at == ["no-car"]

    case.complete("no-car")
    assert case.waits_at == ["no-hotel"]

    case.complete("no-hotel")
    assert (case.waits_at, case.times("stop"), case.times("flight")) == (["cancelled"], 1, 0)
    assert case.complete("cancelled").ended


def test_one_instance_of_several_cancels_the_transaction_for_all():
    case = given(DEEP % "{count=2}").start().complete("hotel").complete("car").complete("car").complete("sure")

    assert case.waits_at == ["no-car", "no-car"]
    assert case.complete("no-car").complete("no-car").complete("no-hotel").waits_at == ["cancelled"]


def test_an_event_sub_process_cancels_the_transaction_around_it():
    case = given("""
        start -> deal[transaction] {
            start -> hotel[user] -> flight[user] -> end
            hotel ~(compensation)~> no-hotel[user]
            wrong[event-scope] {
                start[start message m] -> look[user] -> stop[end cancel]
            }
        }
        deal -> end
        deal ~(cancel)~> cancelled[user] -> end
    """).start()
    case.complete("hotel").message("m").complete("look")

    assert case.waits_at == ["no-hotel"]
    assert case.complete("no-hotel").waits_at == ["cancelled"]


def test_the_innermost_transaction_is_the_one_that_is_cancelled():
    case = given("""
        start -> outer[transaction] {
            start -> inner[transaction] {
                start -> part[scope] {
                    start -> stop[end cancel]
                }
                part -> end
            }
            inner -> end
            inner ~(cancel)~> again[user] -> end
        }
        outer -> end
        outer ~(cancel)~> cancelled[user] -> end
    """).start()

    assert case.waits_at == ["again"]


@pytest.mark.parametrize(
    "inside",
    [
        "undo[event-scope] {\n start[start compensation] -> stop[end cancel]\n }",
        "hotel ~(compensation)~> no-hotel[scope] {\n start -> stop[end cancel]\n }",
    ],
)
def test_what_compensates_cannot_cancel(inside):
    found = unsupported(
        draw(f"start -> deal[transaction] {{\n start -> hotel[user] -> end\n {inside}\n }}\n deal -> end")
    )

    assert [one.element for one in found] == ["stop"]


def test_a_transaction_without_a_cancel_boundary_just_ends():
    case = given("start -> deal[transaction] {\n start -> stop[end cancel]\n }\n deal -> after[user] -> end").start()

    assert case.ended
    assert case.times("after") == 0


def test_a_committed_transaction_can_be_undone_later():
    case = given(TRANSACTION.replace("done[user]", "undo[throw compensation deal]")).start()
    case.complete("hotel").complete("flight").complete("sure", good=True)

    assert case.waits_at == ["no-flight"]
    assert case.complete("no-flight").complete("no-hotel").ended


NOT_WAITED_FOR = """
    start -> a[user] -> undo[throw compensation at-once] -> after[user] -> end
    a ~(compensation)~> back[user]
"""


def test_compensation_that_is_not_waited_for_runs_beside_what_comes_next():
    case = given(NOT_WAITED_FOR).start().complete("a")
    assert case.waits_at == ["after", "back"]

    case.complete("after")
    assert case.case.running

    assert case.complete("back").ended
    assert case.times("undo") == 1


def test_what_is_undone_first_waits_for_nobody():
    case = given(NOT_WAITED_FOR).start().complete("a").complete("back")
    assert case.waits_at == ["after"]

    assert case.complete("after").ended


def test_nothing_to_undo_goes_on_either_way():
    assert given("start -> undo[throw compensation at-once] -> after[user] -> end").start().waits_at == ["after"]


def test_an_error_that_nobody_catches_is_an_incident_also_when_it_is_thrown_after_undoing():
    case = given("""
        start -> hotel[user] -> undo[end compensation | error E]
        hotel ~(compensation)~> no-hotel[user]
    """).start()

    case.complete("hotel").complete("no-hotel")

    assert case.problems == ["unhandled-error"]
