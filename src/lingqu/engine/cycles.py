"""Repeating intervals (ISO 8601): `R3/PT1H`, `R/start/PT1H`, `R/PT1H/end`, `R5/start/end`."""

from __future__ import annotations

import msgspec

from lingqu.feel.temporal.timers import epoch_ms, parse_moment, parse_period
from lingqu.kernel.errors import Invalid


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """`times`: None without end. `period` is a duration, or `step` ms if start and end of the first were given.

    `start`: of the first repetition; None: one period after the timer is set. `until`: none after that. ms since 1970.
    """

    times: int | None
    period: str = ""
    step: int = 0
    start: int | None = None
    until: int | None = None


def read_cycle(text: str, zone: str) -> Cycle:
    """The repeating interval in a text. Raises Invalid."""
    head, *parts = text.strip().split("/")
    count = head[1:]
    counted = not count or count == "-1" or (count.isascii() and count.isdigit() and len(count) < 10)
    if not head.startswith("R") or not counted or len(parts) not in (1, 2):
        raise Invalid("feel.not_temporal", text=text[:80], expected="a repeating interval (R3/PT10S, R/P1D)")
    times = int(count) if count and count != "-1" else None
    durations = [part for part in parts if part.lstrip("-").startswith("P")]
    for duration in durations:
        parse_period(duration)
    if len(parts) == 1:
        parse_period(parts[0])
        return Cycle(times=times, period=parts[0])
    if not durations:
        start, end = (epoch_ms(parse_moment(part), zone) for part in parts)
        if end <= start:
            raise Invalid("feel.not_temporal", text=text[:80], expected="an end after the start")
        return Cycle(times=times, step=end - start, start=start)
    if len(durations) == 2:
        raise Invalid("feel.not_temporal", text=text[:80], expected="one duration")
    if durations[0] is parts[1]:
        return Cycle(times=times, period=parts[1], start=epoch_ms(parse_moment(parts[0]), zone))
    return Cycle(times=times, period=parts[0], until=epoch_ms(parse_moment(parts[1]), zone))
