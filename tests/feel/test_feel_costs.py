"""Fuel is what work costs: what reads much pays for it; and, measured, nothing takes much longer than it pays for."""

import contextlib

import pytest

from feel.costly import FUEL, PARIS, arguments, cost
from lingqu import feel
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.state import Exhausted, State

#: How many times longer than for the plainest call of all a unit may take.
MOST = 8


def reference():
    return min(cost(lambda s: BUILTINS["count"].call(s, ([],))) for _ in range(5))


#: Built-ins whose work does not grow with their arguments, or is bounded by the size of a number, a date or a duration.
STEADY = frozenset(
    (
        "assert", "coincides", "count", "date", "date and time", "duration", "during", "ends with", "finished by", "finishes",
        "format number", "fromAi", "get or else", "includes", "is defined", "is empty", "not", "number", "started by",
        "starts", "starts with", "string length", "time",
    )
)  # fmt: skip


def long_arguments(name):
    """Calls of a built-in with texts, lists and contexts of many parts."""
    for overload in BUILTINS[name].overloads:
        for given in arguments(overload):
            if any(isinstance(one, str | list | dict) and len(one) >= 600 for one in given):
                yield given


@pytest.mark.parametrize("name", sorted(BUILTINS.keys() - STEADY))
def test_a_built_in_that_takes_much_pays_by_its_size(name):
    calls = list(long_arguments(name))
    paid = 0
    for given in calls:
        s = State()
        s.fuel, s.now, s.zone = FUEL, 1_700_000_000_000, "Europe/Paris"
        with contextlib.suppress(Exhausted):
            BUILTINS[name].call(s, given)
        paid = max(paid, FUEL - s.fuel)
    assert paid >= 20 or not calls


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_built_in_pays_for_its_time(name):
    bound = reference() * MOST
    for overload in BUILTINS[name].overloads:
        for given in arguments(overload):
            for _ in range(6):  # other work on the machine may have come between
                found = cost(lambda s, given=given: BUILTINS[name].call(s, given))
                if found <= bound:
                    break
                bound = max(bound, reference() * MOST)
            shown = ", ".join(repr(one)[:40] for one in given)
            assert found <= bound, f"{found:.1f} µs a unit, not {bound:.1f}: {name}({shown})"


@pytest.mark.soak
@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..1000000 return t < t",
        "for i in 1..1000000 return t - t",
        "for i in 1..1000000 return t + p",
        "for i in 1..1000000 return a = b",
        "for i in 1..1000000 return a < b",
        "for i in 1..1000000 return n ** 1.5",
        "for i in 1..1000000 return n / 7",
        "for i in 1..1000000 return t in [t..t]",
        "for i in 1..1000000 return [t, t] = [t, t]",
        'for i in 1..1000000 return matches("a", string(i) + "[a-z]{1,100}")',
        'for i in 1..1000000 return matches("a", "\\\\p{L}{1,10}" + string(i))',
        "for i in 1..1000000 return l[item > 5]",
        "for i in 1..1000000 return l.x",
    ],
)
def test_an_operator_pays_for_its_time(text):
    variables = {
        "t": PARIS, "p": feel.compile('@"P1M"').evaluate({}).value, "a": "a" * 100_000, "b": "a" * 99_999 + "b", "n": 1.5,
        "l": [{"x": 1}] * 100,
    }  # fmt: skip
    expression = feel.compile(text)
    variables["n"] = feel.compile("9999999999999999999999999999999999").evaluate({}).value
    bound = reference() * MOST
    found = min(cost(lambda s: expression.within(s, variables)) for _ in range(3))
    assert found <= bound, f"{found:.1f} µs a unit, not {bound:.1f}"


def test_a_pattern_is_paid_for_once_an_evaluation_known_or_not():
    def spent(text):
        s = State()
        feel.compile(text).within(s, {})
        return State.fuel - s.fuel

    once, again, twice = (
        spent('matches("a", "[b-y]{1,99}")'),
        spent('matches("a", "[b-y]{1,99}")'),
        spent('[matches("a", "[b-y]{1,99}"), matches("a", "[b-y]{1,99}")]'),
    )
    assert once == again
    assert twice < once * 1.5
    assert once < FUEL
