"""Due times: what a timer's text (a date, a duration, a repetition, a cron expression) means at a moment.

Milliseconds since 1970, UTC. On a working calendar durations count working time, those of repetitions as well.
"""

from __future__ import annotations

from collections.abc import Callable

from lingqu.engine import incidents
from lingqu.engine.clocks import Clocks
from lingqu.engine.cycles import Cycle, read_cycle
from lingqu.engine.formulas import Formula, Stuck
from lingqu.engine.program import Trigger
from lingqu.engine.turn import Turn
from lingqu.engine.variables import found_of, shown, value_of
from lingqu.feel.temporal.cron import is_cron, parse_cron
from lingqu.feel.temporal.timers import epoch_ms, parse_moment
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json

FOREVER = -1
#: Repetitions up to an end that are counted.
_MOST_TIMES = 100_000
_NOTHING = Formula(text="")


def first_due(turn: Turn, owner: int, trigger: Trigger) -> tuple[int, int]:
    """When a timer that is set now is due first, and how often after that (FOREVER: without end). Raises Stuck."""
    formula = trigger.timer or _NOTHING
    value = value_of(turn, owner, formula)
    try:
        return first_of(trigger.timer_kind, value, turn.at, clocks(turn), trigger.calendar)
    except Invalid as wrong:
        raise _no_time(turn, owner, formula, value, wrong) from None


def next_due(turn: Turn, owner: int, trigger: Trigger, due: int) -> int:
    """When a repeating timer that was due at `due` is due again. Raises Stuck."""
    formula = trigger.timer or _NOTHING
    value = value_of(turn, owner, formula)
    try:
        return next_of(value, due, clocks(turn), trigger.calendar)
    except Invalid as wrong:
        raise _no_time(turn, owner, formula, value, wrong) from None


def clocks(turn: Turn) -> Clocks:
    return Clocks(turn.world.zone, turn.world.calendars)


def _no_time(  # noqa: PLR0917 - a formula, what it gave and what for
    turn: Turn, n: int, formula: Formula, value: Json, wrong: Invalid, what: str = "timer"
) -> Stuck:
    if wrong.code == "worktime.no_calendar":
        return Stuck(incidents.EXPRESSION, "no_calendar", name=str(wrong.params["name"]))
    found = found_of(turn, n, formula, value)
    return Stuck(incidents.EXPRESSION, "not_a_time", what=what, text=formula.text, **found)


def first_of(kind: str, value: Json, at: int, given: Clocks, calendar: str = "") -> tuple[int, int]:
    """The first due time of a timer of that kind set at `at`, and how often after that. Raises Invalid."""
    if not isinstance(value, str):
        raise Invalid("feel.not_temporal", text=shown(value), expected="a text")
    if kind == "date":
        return epoch_ms(parse_moment(value), given.zone), 0
    if kind == "duration":
        return max(at, given.later(at, value, calendar)), 0
    if is_cron(value):
        return parse_cron(value).after(at, given.zone), FOREVER
    cycle = read_cycle(value, given.zone)
    later = _stepped(cycle, at, value, given, calendar)
    first = max(at, later if cycle.start is None else cycle.start)
    times = cycle.times
    if times == 0 or (cycle.until is not None and first > cycle.until):
        raise Invalid("feel.not_temporal", text=value, expected="at least one repetition")
    left = FOREVER if times is None else times - 1
    if cycle.until is not None:
        left = _before(cycle.until, first, left, lambda due: _stepped(cycle, due, value, given, calendar))
    return first, left


def expect_time(kind: str, text: str, calendar: str = "") -> None:
    """A fixed text of a model is a time of that kind, whenever the timer is set. Raises Invalid."""
    given = Clocks()
    cycle = read_cycle(text, given.zone) if kind == "cycle" and not is_cron(text) else None
    if cycle is None or cycle.until is None or cycle.times == 0:
        first_of(kind, text, 0, given, calendar)
    else:  # how often it comes until its end is known when it is set
        _stepped(cycle, 0, text, given, calendar)


def _before(until: int, due: int, left: int, step: Callable[[int], int]) -> int:
    """How often a repetition comes again until its end, at most `left` times (FOREVER: as often as it can)."""
    again = 0
    while again != left and (due := step(due)) <= until:
        again += 1
        if again > _MOST_TIMES:
            raise Invalid("feel.not_temporal", text=str(until), expected="a nearer end")
    return again


def next_of(value: Json, due: int, given: Clocks, calendar: str = "") -> int:
    """The due time after `due` of a repetition. Raises Invalid."""
    if not isinstance(value, str):
        raise Invalid("feel.not_temporal", text=shown(value), expected="a text")
    if is_cron(value):
        return parse_cron(value).after(due, given.zone)
    return _stepped(read_cycle(value, given.zone), due, value, given, calendar)


def _stepped(cycle: Cycle, before: int, text: str, given: Clocks, calendar: str) -> int:
    """One period after `before`. Raises Invalid."""
    after = before + cycle.step if cycle.step else given.later(before, cycle.period, calendar)
    if after <= before:
        raise Invalid("feel.not_temporal", text=text, expected="a repetition that goes forward")
    return after


def moment(turn: Turn, n: int, formula: Formula | None, what: str) -> int:
    """A date and time in a task's schedule, 0 for none. Raises Stuck."""
    if formula is None:
        return 0
    value = value_of(turn, n, formula)
    if value is None:
        return 0
    try:
        return epoch_ms(parse_moment(_text(value)), turn.world.zone)
    except Invalid as wrong:
        raise _no_time(turn, n, formula, value, wrong, what) from None


def length_of(turn: Turn, n: int, formula: Formula | None, what: str) -> int:
    """A duration in ms, 0 for none. Raises Stuck."""
    if formula is None:
        return 0
    value = value_of(turn, n, formula)
    try:
        return max(0, clocks(turn).later(turn.at, _text(value)) - turn.at)
    except Invalid as wrong:
        raise _no_time(turn, n, formula, value, wrong, what) from None


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise Invalid("feel.not_temporal", text=shown(value), expected="a text")
    return value


def start_due(trigger: Trigger, at: int, given: Clocks) -> tuple[int, int]:
    """When the timer of a start event, deployed at `at`, is due first, and how often after that. Raises Invalid."""
    return first_of(trigger.timer_kind, _start_value(trigger, at, given), at, given, trigger.calendar)


def start_due_again(trigger: Trigger, due: int, given: Clocks) -> int:
    """When the repeating timer of a start event that was due at `due` is due again. Raises Invalid."""
    return next_of(_start_value(trigger, due, given), due, given, trigger.calendar)


def _start_value(trigger: Trigger, at: int, given: Clocks) -> Json:
    return None if trigger.timer is None else trigger.timer.value({}, at, given.zone)
