"""The texts of timers: moments, periods, repeating intervals, and what is due when."""

import pytest

from lingqu.feel import temporal
from lingqu.kernel.errors import Invalid

DAY = 86_400_000


def ms(text):
    return temporal.epoch_ms(temporal.parse_moment(text))


def test_a_period_of_seconds_is_added_exactly():
    assert temporal.add(0, temporal.parse_period("PT5S")) == 5_000


def test_a_month_is_counted_on_the_calendar_of_the_zone():
    start = ms("2024-01-31T20:00:00Z")  # already February in Shanghai
    assert temporal.add(start, temporal.parse_period("P1M"), "UTC") == ms("2024-02-29T20:00:00Z")
    assert temporal.add(start, temporal.parse_period("P1M"), "Asia/Shanghai") == ms("2024-02-29T20:00:00Z")


def test_a_month_keeps_the_clock_across_a_change_to_summer_time():
    start = ms("2024-03-15T08:00:00@Europe/Paris")
    assert temporal.add(start, temporal.parse_period("P1M"), "Europe/Paris") == ms("2024-04-15T08:00:00@Europe/Paris")


def test_months_and_days_may_be_mixed_in_a_period():
    assert temporal.add(0, temporal.parse_period("P1M2DT3H")) == 33 * DAY + 3 * 3_600_000
    assert temporal.add(0, temporal.parse_period("P2W")) == 14 * DAY


def test_feel_durations_can_be_added_too():
    assert temporal.add(0, temporal.parse_duration("-PT1M")) == -60_000
    assert temporal.add(0, temporal.parse_duration("P1Y")) == 365 * DAY


def test_a_local_moment_is_one_of_the_zone():
    local = temporal.parse_moment("2024-05-01T08:00")
    assert temporal.epoch_ms(local, "Asia/Shanghai") == ms("2024-05-01T00:00:00Z")
    assert temporal.epoch_ms(temporal.parse_moment("2024-05-01")) == ms("2024-05-01T00:00:00Z")


def test_a_moment_is_shown_on_the_clocks_of_a_zone():
    assert temporal.show(temporal.from_epoch_ms(0, "Asia/Shanghai")) == "1970-01-01T08:00:00@Asia/Shanghai"


@pytest.mark.parametrize(
    ("text", "repetitions", "start"),
    [
        ("R3/PT10S", 3, None),
        ("R/P1D", None, None),
        ("R-1/PT1M", None, None),
        ("R5/2024-05-01T08:00:00Z/PT1H", 5, "2024-05-01T08:00:00Z"),
    ],
)
def test_a_repeating_interval(text, repetitions, start):
    found = temporal.parse_cycle(text)
    assert found[0] == repetitions
    assert (found[1] and temporal.show(found[1])) == start
    assert found[2].nanos > 0


@pytest.mark.parametrize("text", ["PT", "P", "5 minutes", "P1DT", "PT5", "R3", "", "P99999999999999999999999Y"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(Invalid):
        temporal.parse_period(text)


@pytest.mark.parametrize("text", ["R3", "3/PT1S", "Rx/PT1S", "R1/2/3/PT1S", "R1/yesterday/PT1S"])
def test_what_is_no_repeating_interval_is_refused(text):
    with pytest.raises(Invalid):
        temporal.parse_cycle(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("P100M", "P8Y4M"),
        ("PT1000M0.999999999S", "PT16H40M0.999999999S"),
        ("-PT0S", "PT0S"),
        ("P0Y", "P0M"),
        ("2021-01-01T24:00:00", "2021-01-02T00:00:00"),
        ("10:00:00+00:00", "10:00:00Z"),
        ("-2020-02-29", "-2020-02-29"),
        ("999999999-12-31", "999999999-12-31"),
        ("10:30:00.1200@Asia/Dhaka", "10:30:00.12@Asia/Dhaka"),
    ],
)
def test_temporal_texts_are_shown_in_their_shortest_form(text, shown):
    assert temporal.show(temporal.read_any(text)) == shown


@pytest.mark.parametrize(
    "text", ["2021-02-29", "24:01:00", "10:00:00+5:00", "10:00:00@No/Where", "P1S", "12345-1-1", "2021-01-01T"]
)
def test_what_is_no_temporal_value_is_none(text):
    assert temporal.read_any(text) is None
