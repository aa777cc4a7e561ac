"""Laws with generated tables: the index finds what a plain look at every cell finds; drawn models read as written."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dmn.models import one_table
from lingqu.feel import compile_unary

NUMBERS = st.integers(-5, 5) | st.decimals(-5, 5, places=1, allow_nan=False)
ENDS = st.tuples(NUMBERS, NUMBERS).map(sorted)
RANGES = st.tuples(st.sampled_from("[]("), ENDS, st.sampled_from("[])")).map(
    lambda parts: f"{parts[0]}{parts[1][0]}..{parts[1][1]}{parts[2]}"
)
COMPARISONS = st.tuples(st.sampled_from(["<", "<=", ">", ">="]), NUMBERS).map(lambda parts: f"{parts[0]} {parts[1]}")
PLAIN = NUMBERS.map(str) | RANGES | COMPARISONS
WORDS = st.sampled_from(['"a"', '"b"', "true", "false", "null"])
CELLS = (
    st.just("-")
    | st.lists(PLAIN, min_size=1, max_size=3).map(", ".join)
    | st.lists(PLAIN | WORDS, min_size=1, max_size=3).map(", ".join)
    | PLAIN.map(lambda text: f"not({text})")
    | NUMBERS.map(lambda number: f"? > {number}")
)
VALUES = NUMBERS | st.sampled_from(["a", "b", "c", True, False, None]) | st.lists(st.integers(0, 2), max_size=2)


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
    assert found == naive


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), VALUES, VALUES)
def test_the_first_hit_is_the_first_of_all_hits(rows, x, y):
    text = "x, y -> out\n" + "\n".join(f"{one} | {two} -> {at}" for at, (one, two) in enumerate(rows))
    collected, first = (
        one_table(text, policy=policy).evaluate("d", {"x": x, "y": y}).value for policy in ("COLLECT", "FIRST")
    )
    assert first == (collected[0] if collected else None)
