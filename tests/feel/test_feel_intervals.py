"""DMN 1.5, table 78: the functions of ranges say what sets of points say, for every pair of small ranges."""

from itertools import product

import pytest

from lingqu import feel
from lingqu.feel.values import Range

_RANGES = [
    Range(low, high, begins, ends)
    for low, high in product(range(4), repeat=2)
    if low < high
    for begins, ends in product((True, False), repeat=2)
]


def points(span):
    """The quarters that lie in a range: an end and something between two whole numbers are told apart."""
    ends = {span.low: span.low_included, span.high: span.high_included}
    return {at / 4 for at in range(4 * span.low, 4 * span.high + 1) if ends.get(at / 4, True)}


def begin_alike(one, two):
    return (one.low, one.low_included) == (two.low, two.low_included)


def end_alike(one, two):
    return (one.high, one.high_included) == (two.high, two.high_included)


LAWS = {
    "before": lambda one, two, a, b: max(a) < min(b),
    "after": lambda one, two, a, b: min(a) > max(b),
    "meets": lambda one, two, a, b: one.high == two.low and one.high_included and two.low_included,
    "met by": lambda one, two, a, b: two.high == one.low and two.high_included and one.low_included,
    "overlaps": lambda one, two, a, b: bool(a & b),
    "overlaps before": lambda one, two, a, b: bool(a & b) and min(a) < min(b) and max(a) <= max(b),
    "overlaps after": lambda one, two, a, b: bool(a & b) and min(a) > min(b) and max(a) >= max(b),
    "finishes": lambda one, two, a, b: a <= b and end_alike(one, two),
    "finished by": lambda one, two, a, b: b <= a and end_alike(one, two),
    "includes": lambda one, two, a, b: b <= a,
    "during": lambda one, two, a, b: a <= b,
    "starts": lambda one, two, a, b: a <= b and begin_alike(one, two),
    "started by": lambda one, two, a, b: b <= a and begin_alike(one, two),
    "coincides": lambda one, two, a, b: a == b,
}


@pytest.mark.parametrize("name", LAWS)
def test_two_ranges_stand_to_each_other_as_their_points_do(name):
    expression = feel.compile(f"{name}(one, two)", names=("one", "two"))
    for one, two in product(_RANGES, repeat=2):
        found = expression.evaluate({"one": one, "two": two}).value
        assert found == LAWS[name](one, two, points(one), points(two)), (name, one, two)


@pytest.mark.parametrize(("name", "swapped"), [("before", "after"), ("after", "before")])
def test_a_point_stands_to_a_range_as_to_its_points(name, swapped):
    there, back = (feel.compile(text, names=("p", "r")) for text in (f"{name}(p, r)", f"{swapped}(r, p)"))
    for point, span in product(range(4), _RANGES):
        inside = points(span)
        wanted = point < min(inside) if name == "before" else point > max(inside)
        assert there.evaluate({"p": point, "r": span}).value == wanted
        assert back.evaluate({"p": point, "r": span}).value == wanted
