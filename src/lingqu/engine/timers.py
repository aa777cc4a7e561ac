"""Due times: what a timer's text (a date, a duration, a repetition) means at a moment. Milliseconds since 1970, UTC."""

from __future__ import annotations

from lingqu.engine import incidents
from lingqu.engine.formulas import Formula, Stuck
from lingqu.engine.program import Trigger
from lingqu.engine.turn import Turn
from lingqu.engine.variables import found_of, shown, value_of
from lingqu.feel.temporal.timers import add, epoch_ms, parse_cycle, parse_moment, parse_period
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json

FOREVER = -1
_NOTHING = Formula(text="")


def first_due(turn: Turn, owner: int, trigger: Trigger) -> tuple[int, int]:
    """When a timer that is set now is due first, and how often after that (FOREVER: without end). Raises Stuck."""
    formula = trigger.timer or _NOTHING
    value = value_of(turn, owner, formula)
    try:
        return first_of(trigger.timer_kind, value, turn.at, turn.world.zone)
    except Invalid:
        raise _no_time(turn, owner, formula, value) from None


def next_due(turn: Turn, owner: int, trigger: Trigger, due: int) -> int:
    """When a repeating timer that was due at `due` is due again. Raises Stuck."""
    formula = trigger.timer or _NOTHING
    value = value_of(turn, owner, formula)
    try:
        return next_of(value, due, turn.world.zone)
    except Invalid:
        raise _no_time(turn, owner, formula, value) from None


def _no_time(turn: Turn, n: int, formula: Formula, value: Json, what: str = "timer") -> Stuck:
    found = found_of(turn, n, formula, value)
    return Stuck(incidents.EXPRESSION, "not_a_time", what=what, text=formula.text, **found)


def first_of(kind: str, value: Json, at: int, zone: str) -> tuple[int, int]:
    """The first due time of a timer of that kind set at `at`, and how often after that. Raises Invalid."""
    if not isinstance(value, str):
        raise Invalid("feel.not_temporal", text=shown(value), expected="a text")
    if kind == "date":
        return epoch_ms(parse_moment(value), zone), 0
    if kind == "duration":
        return max(at, add(at, parse_period(value), zone)), 0
    times, start, period = parse_cycle(value)
    _check_period(at, add(at, period, zone), value)
    first = epoch_ms(start, zone) if start is not None else add(at, period, zone)
    if times == 0:
        raise Invalid("feel.not_temporal", text=value, expected="at least one repetition")
    return max(at, first), FOREVER if times is None else times - 1


def next_of(value: Json, due: int, zone: str) -> int:
    """The due time after `due` of a repetition. Raises Invalid."""
    if not isinstance(value, str):
        raise Invalid("feel.not_temporal", text=shown(value), expected="a text")
    period = parse_cycle(value)[2]
    later = add(due, period, zone)
    _check_period(due, later, value)
    return later


def _check_period(before: int, after: int, text: str) -> None:
    if after <= before:
        raise Invalid("feel.not_temporal", text=text, expected="a repetition that goes forward")


def moment(turn: Turn, n: int, formula: Formula | None, what: str) -> int:
    """A date and time in a task's schedule, 0 for none. Raises Stuck."""
    if formula is None:
        return 0
    value = value_of(turn, n, formula)
    if value is None:
        return 0
    try:
        if isinstance(value, str):
            return epoch_ms(parse_moment(value), turn.world.zone)
    except Invalid:
        pass  # told below, together with what is no text
    raise _no_time(turn, n, formula, value, what)


def length_of(turn: Turn, n: int, formula: Formula | None, what: str) -> int:
    """A duration in ms, 0 for none. Raises Stuck."""
    if formula is None:
        return 0
    value = value_of(turn, n, formula)
    try:
        if isinstance(value, str):
            return max(0, add(turn.at, parse_period(value), turn.world.zone) - turn.at)
    except Invalid:
        pass  # told below, together with what is no text
    raise _no_time(turn, n, formula, value, what)


def start_due(trigger: Trigger, at: int, zone: str = "UTC") -> tuple[int, int]:
    """When the timer of a start event, deployed at `at`, is due first, and how often after that. Raises Invalid."""
    return first_of(trigger.timer_kind, _start_value(trigger, at), at, zone)


def start_due_again(trigger: Trigger, due: int, zone: str = "UTC") -> int:
    """When the repeating timer of a start event that was due at `due` is due again. Raises Invalid."""
    return next_of(_start_value(trigger, due), due, zone)


def _start_value(trigger: Trigger, at: int) -> Json:
    return None if trigger.timer is None else trigger.timer.value({}, at)
