"""Working time: added, subtracted, counted, across nights, weekends, holidays and make-up days."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingqu.kernel.errors import Invalid
from lingqu.worktime import CHINA, Moment, add, between, length, read, subtract

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = 3_600_000


def ms(text):
    moment = dt.datetime.fromisoformat(text)
    return round(moment.replace(tzinfo=moment.tzinfo or SHANGHAI).timestamp() * 1000)


def shown(at):
    return dt.datetime.fromtimestamp(at / 1000, SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-09-30T17:00", "PT4H", "2026-10-08 12:00"),
        ("2026-02-13T17:30", "PT8H", "2026-02-14 18:00"),
        ("2026-05-08T16:00", "PT8H", "2026-05-09 16:30"),
        ("2026-09-19T10:00", "PT1H", "2026-09-20 10:00"),
        ("2026-10-09T17:00", "PT2H", "2026-10-10 10:00"),
        ("2026-01-01T09:00", "PT7H30M", "2026-01-04 18:00"),
        ("2026-06-18T17:59", "PT2M", "2026-06-22 09:01"),
        # a working day has 7.5 h, wherever it is begun
        ("2026-03-02T09:00", "P1D", "2026-03-02 18:00"),
        ("2026-03-02T16:00", "P1D", "2026-03-03 16:00"),
        ("2026-03-02T12:30", "PT30M", "2026-03-02 14:00"),
        ("2026-03-06T18:00", "PT1M", "2026-03-09 09:01"),
        ("2026-03-02T18:00", "PT0S", "2026-03-02 18:00"),
        ("2026-03-07T10:00", "PT0S", "2026-03-09 09:00"),
    ],
)
def test_work_is_done_by(start, duration, due):
    found = add(CHINA, ms(start), length(CHINA, duration))

    assert (shown(found.at), found.provisional) == (due, False)


def test_a_count_into_a_year_that_was_not_published_is_provisional():
    assert add(CHINA, ms("2026-12-31T17:00"), 2 * HOUR).provisional
    assert not add(CHINA, ms("2026-12-31T16:00"), 2 * HOUR).provisional


@pytest.mark.parametrize(
    ("end", "duration", "start"),
    [
        ("2026-10-08T12:00", "PT4H", "2026-09-30 17:00"),
        ("2026-10-10T10:00", "PT2H", "2026-10-09 17:00"),
        ("2026-03-09T09:00", "PT1H", "2026-03-06 17:00"),
        ("2026-03-08T12:00", "PT0S", "2026-03-06 18:00"),
        ("2026-03-03T14:00", "P1D", "2026-03-02 14:00"),
    ],
)
def test_work_has_begun_at(end, duration, start):
    assert shown(subtract(CHINA, ms(end), length(CHINA, duration)).at) == start


def test_working_time_between_two_moments():
    assert between(CHINA, ms("2026-09-30T17:00"), ms("2026-10-08T12:00")) == 4 * HOUR
    assert between(CHINA, ms("2026-10-01T00:00"), ms("2026-10-07T23:00")) == 0
    assert between(CHINA, ms("2026-10-08T12:00"), ms("2026-09-30T17:00")) == -4 * HOUR


MOMENTS = st.integers(ms("2026-01-05T00:00"), ms("2026-12-20T00:00"))


@settings(max_examples=200)
@given(at=MOMENTS, amount=st.integers(0, 60 * HOUR))
def test_what_is_added_lies_between(at, amount):
    assert between(CHINA, at, add(CHINA, at, amount).at) == amount


@settings(max_examples=200)
@given(at=MOMENTS, amount=st.integers(0, 60 * HOUR))
def test_subtracting_takes_back_what_was_added(at, amount):
    later = add(CHINA, at, amount).at

    assert between(CHINA, subtract(CHINA, later, amount).at, at) == 0


@given(at=MOMENTS, first=st.integers(0, 20 * HOUR), second=st.integers(1, 20 * HOUR))
def test_two_amounts_are_one(at, first, second):
    assert add(CHINA, add(CHINA, at, first).at, second) == add(CHINA, at, first + second)


def test_a_negative_amount_goes_the_other_way():
    at = ms("2026-03-03T14:00")

    assert add(CHINA, at, -HOUR) == subtract(CHINA, at, HOUR) == Moment(at=ms("2026-03-03T11:30"))


def test_an_hour_that_clocks_leave_out_is_not_worked():
    night = read(
        '{"name": "night", "zone": "Europe/Berlin", "hours": ["01:00-05:00"], "week": {"sun": ["01:00-05:00"]}}'
    )

    assert between(night, ms("2026-03-29T00:00+01:00"), ms("2026-03-29T12:00+02:00")) == 3 * HOUR
    assert between(night, ms("2026-10-25T00:00+02:00"), ms("2026-10-25T12:00+01:00")) == 5 * HOUR


def test_what_lies_too_far_away_is_refused():
    with pytest.raises(Invalid):
        add(CHINA, ms("2026-03-03T14:00"), 10**6 * HOUR)
    with pytest.raises(Invalid):
        between(CHINA, 0, ms("2026-03-03T14:00"))


@pytest.mark.parametrize("text", ["P1M", "P1W", "P1Y", "1 day", "PT", "P", "", "P1DT"])
def test_what_has_no_length_in_working_time_is_refused(text):
    with pytest.raises(Invalid):
        length(CHINA, text)


def test_lengths_have_parts_and_signs():
    assert length(CHINA, "P1DT1H1M1.5S") == 27_000_000 + 3_661_500
    assert length(CHINA, "-PT2H") == -2 * HOUR


# ---- reading ------------------------------------------------------------------------------------------------------


def test_a_company_builds_on_the_statutory_days():
    own = read(
        '{"name": "own", "hours": ["10:00-16:00"], "base": "china", "week": {"sat": ["10:00-12:00"]},'
        ' "days": {"2026-12-24": ["10:00-12:00"]}, "workdays": ["2026-10-05"]}',
        {"china": CHINA},
    )

    assert own.hours(dt.date(2026, 10, 1)) == ()
    assert own.hours(dt.date(2026, 10, 10)) == ((600, 960),)
    assert own.hours(dt.date(2026, 10, 5)) == ((600, 960),)
    assert own.hours(dt.date(2026, 12, 24)) == ((600, 720),)
    assert own.hours(dt.date(2026, 3, 7)) == ((600, 720),)
    assert not own.settled(dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"name": "x"}',
        '{"name": "", "hours": ["09:00-12:00"]}',
        '{"name": "x", "hours": ["09:00-12:00", "11:00-13:00"]}',
        '{"name": "x", "hours": ["12:00-09:00"]}',
        '{"name": "x", "hours": ["9-12"]}',
        '{"name": "x", "hours": []}',
        '{"name": "x", "hours": ["09:00-24:30"]}',
        '{"name": "x", "hours": ["09:00-12:00"], "zone": "Moon/Base"}',
        '{"name": "x", "hours": ["09:00-12:00"], "week": {"montag": []}}',
        '{"name": "x", "hours": ["09:00-12:00"], "holidays": ["2026-13-01"]}',
        '{"name": "x", "hours": ["09:00-12:00"], "holidays": ["2026-10-07/2026-10-01"]}',
        '{"name": "x", "hours": ["09:00-12:00"], "base": "nowhere"}',
        '{"name": "x", "hours": ["09:00-12:00"], "colour": "red"}',
    ],
)
def test_what_is_no_calendar_is_refused(text):
    with pytest.raises(Invalid) as refused:
        read(text)

    assert refused.value.code.startswith("worktime.")
