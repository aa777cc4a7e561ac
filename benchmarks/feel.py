"""How fast is FEEL? Microseconds for one evaluation and one compilation, beside a plain Python function, in one run."""

from __future__ import annotations

import timeit
from decimal import Decimal

from lingqu import feel
from lingqu.feel.expression import _compiled

CONDITION = 'amount > 1000 and dept = "IT"'
LONGER = 'if amount > 1000 and dept = "IT" then amount * 0.85 else amount'  # about 60 characters
VARIABLES = {"amount": Decimal("1200.50"), "dept": "IT"}


def microseconds(action, times=200_000):
    """The best of five runs, so that other work on the machine counts little."""
    return min(timeit.repeat(action, number=times, repeat=5)) / times * 1e6


def report(label, value, beside=None):
    ratio = "" if beside is None else f"   {value / beside:6.1f} x plain Python"
    print(f"{label:<46} {value:9.3f} µs{ratio}")


def main():
    plain = lambda v: v["amount"] > 1000 and v["dept"] == "IT"  # noqa: E731
    expression = feel.compile(CONDITION)
    function = expression.function()
    base = microseconds(lambda: plain(VARIABLES))
    report("plain Python function", base)
    report(f"function()   {CONDITION}", microseconds(lambda: function(VARIABLES)), base)
    report(f"evaluate()   {CONDITION}", microseconds(lambda: expression.evaluate(VARIABLES)), base)
    long_function = feel.compile(LONGER).function()
    report("function()   if … then amount * 0.85 else …", microseconds(lambda: long_function(VARIABLES)))
    report("compile, cached", microseconds(lambda: feel.compile(CONDITION)))
    report(
        "compile, 60 characters, not cached", microseconds(lambda: _compiled(LONGER, frozenset(), frozenset(), {}), 300)
    )


if __name__ == "__main__":
    main()
