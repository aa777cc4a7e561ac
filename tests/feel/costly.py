"""Arguments that are dear to work on, by the kinds of parameters; and what a call costs beside what it pays."""

import itertools
import random
import time
from decimal import Decimal

from lingqu import feel
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.state import Exhausted, State
from lingqu.feel.values import Range

FUEL = 100_000
_TUPLES = 60  # of arguments for one way to call


def value(text):
    return feel.compile(text).evaluate({}).value


PARIS = value('@"2024-06-01T10:00:00@Europe/Paris"')
PAST = value('@"-999999999-06-01T10:00:00@America/New_York"')
FUTURE = value('@"999999999-06-01T10:00:00@America/New_York"')
NUMBERS = [
    1, -3, 6000, -6000, 10**33 + 1, Decimal("0.1"), Decimal("9" * 34), Decimal("9.999999999999999999999999999999999E+6144"),
    Decimal("1.111111111111111111111111111111111E-6140"), Decimal("1.234567890123456789012345678901234E+6"),
]  # fmt: skip
TEXTS = [
    "a" * 20_000, "é" * 10_000, "", "a", "i", "1" * 900, "1e5999", "P1DT2H", "#,##0.00", "Europe/Paris", "[1..2]",
    "2024-02-29T10:00:00@Europe/Paris", "-999999999-01-01T00:00:00@America/New_York", "[1," + "1," * 20_000 + "1]",
    '[@"2020-01-01T10:00:00@Europe/Paris"..@"2030-01-01T10:00:00@Europe/Paris"]', "aXXa$1" * 3000,
    "a" * 49 + "b" + "a" * 49, "(a|b)*c", "^(a+)+$", "(.)\\1", "\\p{L}" * 50, "[\\p{L}-[aeiou]]{1,20}", "[a-z]{1,900}",
    "\\p{L}{1,50}", "(\\p{L}{1,30}){1,30}", "((a*)*)*" * 50,
]  # fmt: skip
LISTS = [
    [], [1], list(range(4_000)), [str(at) for at in range(4_000)], ["a" * 100] * 2000, ["a" * 20_000] * 20, [None] * 20_000,
    [True] * 20_000, [{"key": str(at), "value": at} for at in range(1000)], [[at] for at in range(600)], [PARIS] * 600,
    [PAST, FUTURE] * 500, [Decimal("9" * 34)] * 1000, [Decimal("9.99E+6144"), Decimal("1.1E-6140")] * 1000,
    [Range(1, 2)] * 600, [{"a": {"b": {"c": 1}}}] * 600,
]  # fmt: skip
CONTEXTS = [{str(at): at for at in range(4_000)}, {"a": 1}]
DAYS = [value('@"2024-06-01"'), value('@"-999999999-06-01"')]
CLOCKS = [value('@"10:00:00@Europe/Paris"'), value('@"10:00:00"')]
MOMENTS = [PARIS, PAST, FUTURE]
DURATIONS = [value('@"P1D"'), value('@"P1Y"')]
KINDS = {
    "number": NUMBERS, "string": TEXTS, "list": LISTS, "lists": LISTS, "context": CONTEXTS, "boolean": [True],
    "date": DAYS, "day": [*DAYS, *MOMENTS], "time": CLOCKS, "clock": [*CLOCKS, *MOMENTS], "date and time": MOMENTS,
    "moment": [*DAYS, *MOMENTS], "days and time duration": DURATIONS[:1], "years and months duration": DURATIONS[1:],
    "duration": DURATIONS, "temporal": [*DAYS, *CLOCKS, *MOMENTS, *DURATIONS],
    "range": [Range(1, 3), Range(PARIS, FUTURE), Range(PAST, PARIS)],
    "point": [1, "a" * 20_000, *DAYS, *MOMENTS, *DURATIONS],
    "function": [value("function(a, b) a < b"), value("function(a, b) true"), BUILTINS["is"]],
}  # fmt: skip
KINDS["Any"] = KINDS["value"] = [*NUMBERS[:6], *TEXTS[:2], *LISTS, *CONTEXTS, *MOMENTS, None]


def arguments(overload):
    """Arguments that an overload takes; drawn from a fixed seed where there are too many."""
    kinds = [parameter.kind for parameter in overload.parameters]
    if overload.parameters and overload.parameters[-1].many:
        kinds.append(kinds[-1])
    pools = [KINDS[kind] for kind in kinds]
    every = list(itertools.islice(itertools.product(*pools), 20_000))
    chance = random.Random(len(every))  # noqa: S311
    return every if len(every) <= _TUPLES else chance.sample(every, _TUPLES)


def cost(call, at_least=0.0005):
    """µs of CPU for each unit of fuel that a call of the state pays, its own unit for being called included."""
    spent = times = 0
    began = time.process_time()
    while True:
        s = State()
        s.fuel, s.now, s.zone = FUEL, 1_700_000_000_000, "Europe/Paris"
        try:
            call(s)
        except Exhausted:  # it ends the whole evaluation
            s.fuel = 0
        spent += FUEL - max(0, s.fuel) + 1
        times += 1
        took = time.process_time() - began
        if took > at_least or times >= 20:
            return took / spent * 1e6
