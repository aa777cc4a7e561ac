"""Fuel is what work costs: no built-in function, whatever it is given, takes much longer than it pays for."""

import pytest

from feel.costly import FUEL, PARIS, arguments, cost
from lingqu import feel
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.state import State

#: How many times longer than for the plainest call of all a unit may take.
MOST = 8


def reference():
    return min(cost(lambda s: BUILTINS["count"].call(s, ([],))) for _ in range(5))


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
    assert twice < once + 5
    assert once < FUEL
