"""Laws with generated tables: the index finds what a plain look at every cell finds; drawn models read as written."""

from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from dmn.models import one_table
from lingqu.feel import compile as compile_feel
from lingqu.feel import compile_unary

NUMBERS = st.integers(-5, 5) | st.decimals(-5, 5, places=1, allow_nan=False)
ENDS = st.tuples(NUMBERS, NUMBERS).map(sorted)
RANGES = st.tuples(st.sampled_from("[]("), ENDS, st.sampled_from("[])")).map(
    lambda parts: f"{parts[0]}{parts[1][0]}..{parts[1][1]}{parts[2]}"
)
COMPARISONS = st.tuples(st.sampled_from(["<", "<=", ">", ">="]), NUMBERS).map(lambda parts: f"{parts[0]} {parts[1]}")
PLAIN = NUMBERS.map(str) | RANGES | COMPARISONS
WORDS = st.sampled_from(['"a"', '"b"', "true", "false", "null"])
DATES = st.dates(date(2024, 2, 27), date(2024, 3, 2)).map(lambda day: f'date("{day}")' if day.day % 2 else f'@"{day}"')
MOMENTS = st.sampled_from(
    ["2024-02-28T10:00:00", "2024-02-28T10:00:00Z", "2024-02-28T12:00:00+02:00", "2024-02-28T10:00:00.5", "2024-02-28T11:00:00"]
).map(lambda text: f'@"{text}"')  # fmt: skip
LENGTHS = st.sampled_from(["P1D", "PT24H", "P2D", "P1M", "P1Y", "P12M"]).map(lambda text: f'@"{text}"')


def is_range(text):
    return compile_feel(text).evaluate({}).value is not None


def on_a_line(ends):
    """Cells of values that have an order: the value, a range, a test."""
    two = st.tuples(ends, ends).map(lambda found: found if is_range(f"[{found[0]}..{found[1]}]") else found[::-1])
    ranges = st.tuples(st.sampled_from("[]("), two, st.sampled_from("[])")).map(
        lambda parts: f"{parts[0]}{parts[1][0]}..{parts[1][1]}{parts[2]}"
    )
    tests = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), ends).map(" ".join)
    return st.lists(ends | ranges | tests, min_size=1, max_size=3).map(", ".join)


TIMES = on_a_line(DATES) | on_a_line(MOMENTS) | on_a_line(LENGTHS) | on_a_line(NUMBERS.map(str))
CELLS = (
    st.just("-")
    | TIMES
    | TIMES.map(lambda text: f"not({text})")
    | st.lists(WORDS, min_size=1, max_size=2).map(lambda words: f"not({', '.join(words)})")
    | st.lists(PLAIN, min_size=1, max_size=3).map(", ".join)
    | st.lists(PLAIN | WORDS, min_size=1, max_size=3).map(", ".join)
    | PLAIN.map(lambda text: f"not({text})")
    | NUMBERS.map(lambda number: f"? > {number}")
)
POINTS = (DATES | MOMENTS | LENGTHS).map(lambda text: compile_feel(text).evaluate({}).value)
VALUES = (
    POINTS | NUMBERS | st.sampled_from(["a", "b", "c", True, False, None]) | st.lists(st.integers(0, 2), max_size=2)
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), VALUES, VALUES)
def test_a_table_matches_the_rules_of_which_every_cell_holds(rows, x, y):
    text = "\n".join(f"{one} | {two} -> {at}" for at, (one, two) in enumerate(rows))
    found = one_table(f"x, y -> out\n{text}", policy="COLLECT").evaluate("d", {"x": x, "y": y}).value
    naive = [
        at
        for at, row in enumerate(rows)
        if all(
            compile_unary(cell).evaluate({"?": value}).value is True for cell, value in zip(row, (x, y), strict=True)
        )
    ]
    assert found == (naive or None)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.just("-") | on_a_line(DATES) | on_a_line(NUMBERS.map(str)), min_size=1, max_size=6),
    NUMBERS | DATES.map(lambda text: compile_feel(text).evaluate({}).value),
)
def test_rules_that_can_match_together_are_told(cells, value):
    model = one_table("x -> out\n" + "\n".join(f"{cell} -> {at}" for at, cell in enumerate(cells)))
    told = {frozenset((one.message.params["first"], one.message.params["second"])) for one in model.problems}
    if len(told) < 10:  # more are not told
        holding = [at for at, cell in enumerate(cells, 1) if compile_unary(cell).evaluate({"?": value}).value is True]
        assert all(frozenset(pair) in told for pair in combinations(holding, 2))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), VALUES, VALUES)
def test_the_first_hit_is_the_first_of_all_hits(rows, x, y):
    text = "x, y -> out\n" + "\n".join(f"{one} | {two} -> {at}" for at, (one, two) in enumerate(rows))
    collected, first = (
        one_table(text, policy=policy).evaluate("d", {"x": x, "y": y}).value for policy in ("COLLECT", "FIRST")
    )
    assert first == (collected[0] if collected else None)
