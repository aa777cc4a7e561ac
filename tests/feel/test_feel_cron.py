"""Cron expressions of six fields: when they come next, on the clocks of a zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from lingqu.feel.temporal.cron import is_cron, parse_cron
from lingqu.kernel.errors import Invalid


def times(text, start, zone="UTC", number=3):
    """The next moments after `start` as clocks of the zone show them."""
    at = round(dt.datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)
    cron, found = parse_cron(text), []
    for _ in range(number):
        at = cron.after(at, zone)
        found.append(dt.datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S"))
    return found


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        (
            "0 0 9 * * MON-FRI",
            "2026-03-06T09:00",
            ["2026-03-09 09:00:00", "2026-03-10 09:00:00", "2026-03-11 09:00:00"],
        ),
        ("0 0 9-17/4 * * *", "2026-03-06T10:00", ["2026-03-06 13:00:00", "2026-03-06 17:00:00", "2026-03-07 09:00:00"]),
        (
            "*/20 * * * * *",
            "2026-03-06T23:59:30",
            ["2026-03-06 23:59:40", "2026-03-07 00:00:00", "2026-03-07 00:00:20"],
        ),
        (
            "0 5/25 8,20 * * ?",
            "2026-03-06T08:30",
            ["2026-03-06 08:55:00", "2026-03-06 20:05:00", "2026-03-06 20:30:00"],
        ),
        ("0 0 0 L * *", "2026-01-31T00:00", ["2026-02-28 00:00:00", "2026-03-31 00:00:00", "2026-04-30 00:00:00"]),
        ("0 0 0 L-2 * *", "2026-01-31T00:00", ["2026-02-26 00:00:00", "2026-03-29 00:00:00", "2026-04-28 00:00:00"]),
        ("0 0 0 1W * *", "2026-07-31T00:00", ["2026-08-03 00:00:00", "2026-09-01 00:00:00", "2026-10-01 00:00:00"]),
        ("0 0 0 LW * *", "2026-01-01T00:00", ["2026-01-30 00:00:00", "2026-02-27 00:00:00", "2026-03-31 00:00:00"]),
        ("0 0 0 ? * 5L", "2026-01-01T00:00", ["2026-01-30 00:00:00", "2026-02-27 00:00:00", "2026-03-27 00:00:00"]),
        ("0 0 0 ? * FRI#2", "2026-01-01T00:00", ["2026-01-09 00:00:00", "2026-02-13 00:00:00", "2026-03-13 00:00:00"]),
        ("0 0 0 13 * FRI", "2026-01-01T00:00", ["2026-02-13 00:00:00", "2026-03-13 00:00:00", "2026-11-13 00:00:00"]),
        ("0 0 0 29 FEB *", "2026-01-01T00:00", ["2028-02-29 00:00:00", "2032-02-29 00:00:00", "2036-02-29 00:00:00"]),
        ("0 0 0 * * 7", "2026-03-06T10:00", ["2026-03-08 00:00:00", "2026-03-15 00:00:00", "2026-03-22 00:00:00"]),
        ("@daily", "2026-03-06T10:00", ["2026-03-07 00:00:00", "2026-03-08 00:00:00", "2026-03-09 00:00:00"]),
        ("@hourly", "2026-03-06T22:30", ["2026-03-06 23:00:00", "2026-03-07 00:00:00", "2026-03-07 01:00:00"]),
        ("@weekly", "2026-03-06T10:00", ["2026-03-08 00:00:00", "2026-03-15 00:00:00", "2026-03-22 00:00:00"]),
        ("@monthly", "2026-03-06T10:00", ["2026-04-01 00:00:00", "2026-05-01 00:00:00", "2026-06-01 00:00:00"]),
        ("@yearly", "2026-03-06T10:00", ["2027-01-01 00:00:00", "2028-01-01 00:00:00", "2029-01-01 00:00:00"]),
    ],
)
def test_it_comes_next(text, start, found):
    assert times(text, start) == found
    assert times(text, start, "Asia/Shanghai") == found


def test_a_time_that_clocks_leave_out_comes_later_and_one_that_they_show_twice_comes_once():
    assert times("0 30 2 * * *", "2026-03-28T02:30", "Europe/Berlin", 2) == [
        "2026-03-29 03:30:00",
        "2026-03-30 02:30:00",
    ]
    assert times("0 30 2 * * *", "2026-10-24T02:30", "Europe/Berlin", 2) == [
        "2026-10-25 02:30:00",
        "2026-10-26 02:30:00",
    ]


def test_no_hour_is_lost_when_clocks_go_forward_or_back():
    assert times("@hourly", "2026-03-29T00:30", "Europe/Berlin") == [
        "2026-03-29 01:00:00",
        "2026-03-29 03:00:00",
        "2026-03-29 04:00:00",
    ]
    assert times("@hourly", "2026-10-25T00:30", "Europe/Berlin", 4)[:2] == [
        "2026-10-25 01:00:00",
        "2026-10-25 02:00:00",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0 0 9 * *",
        "60 0 9 * * *",
        "0 0 24 * * *",
        "0 0 9 0 * *",
        "0 0 9 * 13 *",
        "0 0 9 * * 8",
        "0 0 9 * * FRI#6",
        "0 0 9-5 * * *",
        "0 */0 9 * * *",
        "0 0 9 x * *",
        "0 0 9 32W * *",
        "@sometimes",
        "",
        "0 0 0 30 2 *",
    ],
)
def test_what_is_no_cron_expression_or_never_comes_is_refused(text):
    with pytest.raises(Invalid):
        parse_cron(text).after(0)


def test_six_fields_or_a_word_are_cron():
    assert is_cron("0 0 9 * * *")
    assert is_cron("@daily")
    assert not is_cron("R3/PT1H")
