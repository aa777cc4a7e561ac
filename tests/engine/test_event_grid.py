"""Every cell of the standard's event table (BPMN 2.0.2, table 10.93): what is in it runs, what is not is refused."""

from __future__ import annotations

import pytest

from drawing import draw
from engine.given import given
from lingqu.engine.event_grid import GRID, ROWS
from lingqu.engine.unsupported import unsupported

#: A trigger as it is drawn, and how it is brought about from outside.
DRAWN = {
    "message": "message m",
    "timer": "timer PT1H",
    "condition": "condition =x",
    "signal": "signal s",
    "error": "error E",
    "escalation": "escalation E",
    "cancel": "cancel",
    "compensation": "compensation",
    "terminate": "terminate",
    "link": "link L",
    "multiple": "message m | signal s",
    "parallel multiple": "message m & signal s",
}


def bring(case, row):
    match row:
        case "message" | "multiple":
            case.message("m")
        case "timer":
            case.wait(hours=1)
        case "condition":
            case.set(x=True)
        case "signal":
            case.signal("s")
        case "parallel multiple":
            case.message("m")
            assert "got" not in case.waits_at
            case.signal("s")
    return case


#: What of a called-for trigger is thrown from inside the scope, instead of brought from outside.
INSIDE = {"error": "broken[end error E]", "escalation": "told[throw escalation E] -> rest[user] -> end"}


# ---- what is in the table runs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", sorted(GRID["start"] - {"none"}))
def test_a_process_starts_by(row):
    case = given(f"go[start {DRAWN[row]}] -> got[user] -> end")
    if row == "condition":
        case.world.evaluate({"x": False})
        assert not case.world.instances
        case.world.evaluate({"x": True})
    else:
        bring(case, row)

    assert case.waits_at == ["got"]
    assert case.times("go") == 1
    assert len(case.world.instances) == 1
    assert case.complete("got").waits_at == []


def test_a_process_starts_by_nothing():
    assert given("start -> got[user] -> end").start().waits_at == ["got"]


@pytest.mark.parametrize("quiet", ["", "?"])
@pytest.mark.parametrize("row", sorted(GRID["non-interrupting event sub-process start"] - {"escalation"}))
def test_an_event_subprocess_starts_by(row, quiet):
    handler = f"on[event-scope] {{\n go[start{quiet} {DRAWN[row]}] -> got[user] -> end\n }}"
    case = given(f"start -> part[scope] {{\n start -> work[user] -> end\n {handler}\n }}\n part -> end").start(x=False)

    bring(case, row)

    assert case.waits_at == (["got", "work"] if quiet else ["got"])
    if quiet and row not in ("timer", "condition"):
        assert bring(case.complete("got"), row).waits_at == ["got", "work"]


@pytest.mark.parametrize(("row", "quiet"), [("error", ""), ("escalation", ""), ("escalation", "?")])
def test_an_event_subprocess_starts_by_what_is_thrown_in_its_scope(row, quiet):
    handler = f"on[event-scope] {{\n go[start{quiet} {DRAWN[row]}] -> got[user] -> end\n }}"
    case = given(f"start -> part[scope] {{\n start -> {INSIDE[row]}\n {handler}\n }}\n part -> end").start()

    assert case.waits_at == (["got", "rest"] if quiet else ["got"])


def test_an_event_subprocess_starts_by_compensation():
    handler = "on[event-scope] {\n go[start compensation] -> got[user] -> end\n }"
    drawing = (
        f"start -> part[scope] {{\n start -> a[task] -> end\n {handler}\n }}\n part -> undo[throw compensation] -> end"
    )

    assert given(drawing).start().waits_at == ["got"]


@pytest.mark.parametrize("row", sorted(GRID["catch"] - {"link"}))
def test_a_token_waits_for(row):
    case = given(f"start -> wait[catch {DRAWN[row]}] -> got[user] -> end").start(x=False)
    assert case.waits_at == ["wait"]

    bring(case, row)

    assert case.waits_at == ["got"]
    assert (case.case.subscriptions, case.case.timers) == ([], [])


@pytest.mark.parametrize("position", ["throw", "end"])
def test_nothing_is_thrown(position):
    assert given(f"start -> a[{position}]" + (" -> end" if position == "throw" else "")).start().ended


def test_a_token_jumps_from_link_to_link():
    assert given("start -> jump[throw link L]\n land[catch link L] -> got[user] -> end").start().waits_at == ["got"]


@pytest.mark.parametrize("quiet", ["", "?"])
@pytest.mark.parametrize("row", sorted(GRID["non-interrupting boundary"] - {"escalation"}))
def test_a_boundary_event_goes_off_by(row, quiet):
    case = given(f"start -> work[user] -> end\n work ~({quiet}{DRAWN[row]})~> got[user] -> end").start(x=False)

    bring(case, row)

    assert case.waits_at == (["got", "work"] if quiet else ["got"])
    case.complete("got")
    if quiet:
        case.complete("work")
    assert case.ended


@pytest.mark.parametrize(("row", "quiet"), [("error", ""), ("escalation", ""), ("escalation", "?")])
def test_a_boundary_event_goes_off_by_what_is_thrown_inside(row, quiet):
    drawing = f"start -> part[scope] {{\n start -> {INSIDE[row]}\n }}\n part -> end\n"
    case = given(drawing + f" part ~({quiet}{DRAWN[row]})~> got[user] -> end").start()

    assert case.waits_at == (["got", "rest"] if quiet else ["got"])


def test_a_boundary_event_goes_off_by_cancel():
    drawing = (
        "start -> part[transaction] {\n start -> over[end cancel]\n }\n part -> end\n part ~(cancel)~> got[user] -> end"
    )

    assert given(drawing).start().waits_at == ["got"]


def test_a_boundary_event_leads_to_compensation():
    drawing = "start -> a[task] -> undo[throw compensation] -> end\n a ~(compensation)~> got[user]"

    assert given(drawing).start().waits_at == ["got"]


THROWN = {
    "message": ("message m", "start[start message m] -> got[user] -> end"),
    "signal": ("signal s", "start[start signal s] -> got[user] -> end"),
    "multiple": ("message m | signal s", "start[start message m | signal s] -> got[user] -> end"),
}


@pytest.mark.parametrize("position", ["throw", "end"])
@pytest.mark.parametrize("row", sorted(THROWN))
def test_others_get_what_is_thrown(row, position):
    trigger, other = THROWN[row]
    after = " -> after[user] -> end" if position == "throw" else ""
    case = given(f"start -> tell[{position} {trigger}]{after}", other=other).start()

    got = ["got", "got"] if row == "multiple" else ["got"]
    assert case.waits_at == (["after", *got] if after else got)
    assert case.times("tell") == 1


@pytest.mark.parametrize("position", ["throw", "end"])
def test_compensation_is_thrown(position):
    after = " -> after[user] -> end" if position == "throw" else ""
    case = given(f"start -> a[task] -> undo[{position} compensation]{after}\n a ~(compensation)~> got[user]").start()

    assert case.waits_at == ["got"]
    assert case.complete("got").waits_at == (["after"] if after else [])


@pytest.mark.parametrize("position", ["throw", "end"])
def test_an_escalation_is_thrown(position):
    after = " -> rest[user] -> end" if position == "throw" else ""
    drawing = (
        f"start -> part[scope] {{\n start -> up[{position} escalation E]{after}\n }}\n part -> over[user] -> end\n"
    )
    case = given(drawing + "part ~(?escalation E)~> got[user] -> end").start()

    assert case.waits_at == sorted(["got", "rest" if after else "over"])


def test_terminate_ends_everything_else():
    case = given("start -> fork[and] -> a[user] -> end\n fork -> stop[end terminate]").start()

    assert case.ended


#: Cells that are tested above.
def test_every_cell_of_the_table_has_its_test():
    above = {
        "start": GRID["start"],
        "event sub-process start": GRID["non-interrupting event sub-process start"] | {"error", "compensation"},
        "non-interrupting event sub-process start": GRID["non-interrupting event sub-process start"],
        "catch": GRID["catch"],
        "boundary": GRID["non-interrupting boundary"] | {"error", "cancel", "compensation"},
        "non-interrupting boundary": GRID["non-interrupting boundary"],
        "throw": {*THROWN, "none", "link", "compensation", "escalation"},
        "end": {*THROWN, "none", "error", "cancel", "compensation", "escalation", "terminate"},
    }
    assert above == GRID


# ---- what is not in it is refused by name -------------------------------------------------------------------------

PLACES = {
    "start": "e[start {}] -> end",
    "event sub-process start": "start -> end\n on[event-scope] {{\n e[start {}] -> end\n }}",
    "non-interrupting event sub-process start": "start -> end\n on[event-scope] {{\n e[start? {}] -> end\n }}",
    "catch": "start -> e[catch {}] -> end",
    "boundary": "start -> a[user] -> end\n a ~(e: {})~> b[task] -> end",
    "non-interrupting boundary": "start -> a[user] -> end\n a ~(?e: {})~> b[task] -> end",
    "throw": "start -> e[throw {}] -> end",
    "end": "start -> e[end {}]",
}


@pytest.mark.parametrize(
    ("place", "row"),
    [(place, row) for place in PLACES for row in ROWS if row not in GRID[place] and row in DRAWN]
    + [("catch", "none"), ("event sub-process start", "none")],
)
def test_what_the_standard_does_not_know_is_refused_by_name(place, row):
    if place.startswith("non-interrupting") and row == "compensation":
        return  # whether it interrupts has no meaning for compensation
    drawing = PLACES[place].format(DRAWN.get(row, "")).replace("[catch ]", "[catch]").replace("[start ]", "[start]")
    if row == "parallel multiple" and place in ("throw", "end"):
        return  # there the mark has no place in the drawing: all are thrown

    found = [one.code for one in unsupported(draw(drawing)) if one.element == "e"]

    assert found == ["engine.missing_part" if row == "none" else "engine.unsupported_trigger"]


@pytest.mark.parametrize(
    ("place", "trigger"),
    [
        ("start", "message m | error E"),
        ("catch", "message m | link L"),
        ("boundary", "message m & error E"),
        ("boundary", "message m | compensation"),
        ("non-interrupting boundary", "message m | error E"),
        ("throw", "message m | terminate"),
        ("end", "escalation A | escalation B"),
        ("end", "error A | terminate"),
        ("event sub-process start", "message m | compensation"),
    ],
)
def test_triggers_that_do_not_go_together_are_refused(place, trigger):
    found = [one.code for one in unsupported(draw(PLACES[place].format(trigger))) if one.element == "e"]

    assert "engine.unsupported_trigger" in found
