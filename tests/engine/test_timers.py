"""Timers: dates, durations, repetitions with start and end, cron; time zones; working calendars."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from drawing import draw, draw_xml
from engine.given import Given, given
from lingqu.engine.clocks import Clocks
from lingqu.engine.timers import FOREVER, first_of, next_of
from lingqu.engine.unsupported import unsupported
from lingqu.kernel.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = 3_600_000


def ms(text):
    moment = dt.datetime.fromisoformat(text)
    return round(moment.replace(tzinfo=moment.tzinfo or dt.UTC).timestamp() * 1000)


AT = ms("2026-01-01T00:00:00")


@pytest.mark.parametrize(
    ("kind", "text", "due", "left"),
    [
        ("date", "2026-02-01T09:00:00Z", "2026-02-01T09:00:00", 0),
        ("date", "2026-02-01T09:00:00+08:00", "2026-02-01T01:00:00", 0),
        ("date", "2026-02-01T09:00:00@Asia/Shanghai", "2026-02-01T01:00:00", 0),
        ("duration", "PT15M", "2026-01-01T00:15:00", 0),
        ("duration", "P1M", "2026-02-01T00:00:00", 0),
        ("duration", "-PT5M", "2026-01-01T00:00:00", 0),
        ("cycle", "R3/PT1H", "2026-01-01T01:00:00", 2),
        ("cycle", "R/PT1H", "2026-01-01T01:00:00", FOREVER),
        ("cycle", "R-1/PT1H", "2026-01-01T01:00:00", FOREVER),
        ("cycle", "R3/2026-05-01T08:00:00Z/PT1H", "2026-05-01T08:00:00", 2),
        ("cycle", "R3/2025-05-01T08:00:00Z/PT1H", "2026-01-01T00:00:00", 2),
        ("cycle", "R/PT1H/2026-01-01T03:30:00Z", "2026-01-01T01:00:00", 2),
        ("cycle", "R2/PT1H/2026-01-01T09:00:00Z", "2026-01-01T01:00:00", 1),
        ("cycle", "R5/2026-05-01T08:00:00Z/2026-05-01T10:00:00Z", "2026-05-01T08:00:00", 4),
        ("cycle", "0 0 9 * * MON-FRI", "2026-01-01T09:00:00", FOREVER),
        ("cycle", "@daily", "2026-01-02T00:00:00", FOREVER),
    ],
)
def test_a_timer_is_due_first(kind, text, due, left):
    assert first_of(kind, text, AT, Clocks()) == (ms(due), left)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("R3/PT1H", "2026-01-01T01:00:00"),
        ("R5/2026-05-01T08:00:00Z/2026-05-01T10:00:00Z", "2026-01-01T02:00:00"),
        ("0 0 9 * * *", "2026-01-01T09:00:00"),
        ("R/P1M", "2026-02-01T00:00:00"),
    ],
)
def test_a_timer_is_due_again(text, due):
    assert next_of(text, AT, Clocks()) == ms(due)


def test_cron_is_read_on_the_clocks_of_the_zone():
    assert first_of("cycle", "0 0 9 * * *", AT, Clocks("Asia/Shanghai")) == (ms("2026-01-01T01:00:00"), FOREVER)


@pytest.mark.parametrize(
    "text",
    [
        "R0/PT1H",
        "R3/PT0S",
        "R3",
        "R3/PT1H/PT1H",
        "R3/2026-05-02T08:00:00Z/2026-05-01T08:00:00Z",
        "R/PT1H/2025-01-01T00:00:00Z",
        "0 0 25 * * *",
        "daily",
    ],
)
def test_what_is_no_repetition_is_refused(text):
    with pytest.raises(Invalid):
        first_of("cycle", text, AT, Clocks())


def test_a_repetition_ends_at_its_end():
    drawing = "start -> work[user] -> end\n work ~(?timer R/PT1H/2026-01-01T02:30:00Z)~> remind[user] -> end"

    assert given(drawing).start().wait(hours=9).waits_at == ["remind", "remind", "work"]


@pytest.mark.parametrize(
    "text", ["R/PT1H/2026-01-01T02:30:00Z", "R5/P1D/2199-01-01T00:00:00Z", "R/PT1S/2027-01-01T00:00:00Z"]
)
def test_a_repetition_with_an_end_can_be_deployed(text):
    assert unsupported(draw(f"start -> work[user] -> end\n work ~(?timer {text})~> remind[user] -> end")) == ()


@pytest.mark.parametrize("text", ["R0/PT1H/2026-01-01T02:30:00Z", "R/PT0S/2026-01-01T02:30:00Z", "R/PT1H/soon"])
def test_a_repetition_that_could_not_come_is_refused(text):
    [found] = unsupported(draw(f"start -> work[user] -> end\n work ~(?timer cycle {text})~> remind[user] -> end"))

    assert found.code == "engine.bad_timer"


def test_a_repetition_can_be_made_of_a_number_and_a_duration():
    drawing = "start -> work[user] -> end\n work ~(?timer cycle =cycle(n, step))~> remind[user] -> end"
    drawing = drawing.replace("step", 'duration("PT1H")')

    assert given(drawing).start(n=2).wait(hours=9).waits_at == ["remind", "remind", "work"]


def test_a_boundary_event_comes_by_cron_each_time():
    case = given("start -> work[user] -> end\n work ~(?timer cycle 0 0 9 * * *)~> remind[user] -> end").start()

    assert case.wait(hours=48).waits_at == ["remind", "remind", "work"]
    assert case.complete("work").case.timers == []


def test_processes_start_by_cron():
    case = given("go[start timer cycle @daily] -> work[user] -> end")

    assert case.wait(hours=72).waits_at == ["work"] * 3


# ---- working time -------------------------------------------------------------------------------------------------


def on_calendar(timer, name="china", at="2026-09-30T17:00"):
    """A token that waits for that timer on a working calendar, from a moment in Shanghai."""
    xml = draw_xml(f"start -> wait[{timer}] -> got[user] -> end")
    extension = f'<bpmn:extensionElements><lingqu:calendar xmlns:lingqu="urn:lingqu:bpmn:1" name="{name}"/></bpmn:extensionElements>'
    place = xml.index(b">", xml.index(b"<bpmn:timerEventDefinition")) + 1
    case = Given(xml[:place] + extension.encode() + xml[place:])
    case.world.now = ms(f"{at}:00+08:00")
    return case


def due(case):
    [timer] = case.case.timers
    return dt.datetime.fromtimestamp(timer.due / 1000, SHANGHAI).strftime("%Y-%m-%d %H:%M")


def test_a_duration_on_a_calendar_is_working_time():
    assert due(on_calendar("timer PT4H").start()) == "2026-10-08 12:00"


def test_a_day_on_a_calendar_is_a_working_day():
    assert due(on_calendar("timer P2D").start()) == "2026-10-09 17:00"


def test_a_duration_on_a_calendar_may_be_feel():
    assert due(on_calendar("timer =wait").start(wait="PT4H")) == "2026-10-08 12:00"


def test_the_timer_fires_when_the_work_time_is_over():
    case = on_calendar("timer PT4H").start()

    assert case.wait(hours=7 * 24 + 18).waits_at == ["wait"]
    assert case.wait(hours=1).waits_at == ["got"]


def test_a_repetition_on_a_calendar_counts_working_time():
    calendar = Clocks("Asia/Shanghai")
    first, left = first_of("cycle", "R3/PT4H", ms("2026-09-30T17:00:00+08:00"), calendar, "china")

    assert (first, left) == (ms("2026-10-08T12:00:00+08:00"), 2)
    assert next_of("R3/PT4H", first, calendar, "china") == ms("2026-10-08T17:30:00+08:00")


def test_a_calendar_that_is_not_there_is_an_incident_until_it_is():
    case = on_calendar("timer PT4H", name="office").start()
    assert case.problems == ["expression"]

    case.world.clocks = Clocks(calendars={"office": Clocks().calendars["china"]})

    assert case.resolve().waits_at == ["wait"]
    assert due(case) == "2026-10-08 12:00"


@pytest.mark.parametrize("timer", ["timer date 2026-10-08T12:00:00Z", "timer P1M"])
def test_what_a_calendar_cannot_count_is_refused(timer):
    from lingqu.engine.unsupported import unsupported
    from lingqu.model.bpmn import read

    [xml] = on_calendar(timer).xml if timer.startswith("timer date") else [draw_on("timer P1M")]

    assert [one.element for one in unsupported(read(xml))] == ["wait"]


def draw_on(timer):
    xml = draw_xml(f"start -> wait[{timer}] -> got[user] -> end")
    place = xml.index(b">", xml.index(b"<bpmn:timerEventDefinition")) + 1
    extension = b'<bpmn:extensionElements><lingqu:calendar xmlns:lingqu="urn:lingqu:bpmn:1" name="china"/></bpmn:extensionElements>'
    return xml[:place] + extension + xml[place:]
