"""Values: exact, clean, the same after a round through JSON."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import decode, encode, normalise

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.one_of(
    st.integers(-(10**40), 10**40),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**20), max_value=10**20),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=20,
)


@given(VALUES)
def test_a_normalised_value_is_the_same_after_a_round_through_json(value):
    clean = normalise(value)

    assert decode(encode(clean)) == clean


@given(VALUES)
def test_normalising_twice_changes_nothing(value):
    clean = normalise(value)

    assert encode(normalise(clean)) == encode(clean)


def test_money_keeps_its_digits():
    assert encode(decode('{"amount": 128000.00}')) == b'{"amount":128000.00}'


def test_a_float_becomes_the_decimal_that_it_shows():
    assert normalise(0.1) == Decimal("0.1")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": float("nan")}, "finite"),
        ({"a": Decimal("Infinity")}, "finite"),
        ({"a": ["x\0y"]}, "NUL"),
        ({"a": "\ud800"}, "surrogate"),
        ({"a": {1, 2}}, "set"),
        ({"a": Decimal("1e5000")}, "digits"),
    ],
)
def test_what_a_database_would_refuse_later_is_refused_with_its_path(value, reason):
    with pytest.raises(Invalid) as wrong:
        normalise(value, "variables")

    assert wrong.value.params["path"].startswith("variables.a")
    assert reason in wrong.value.params["reason"].text("en")


def test_depth_is_bounded():
    deep: list = []
    for _ in range(100):
        deep = [deep]

    with pytest.raises(Invalid, match="nested deeper"):
        normalise(deep)


def test_bad_json_is_told_in_words():
    with pytest.raises(Invalid, match="Expected JSON"):
        decode(b'{"a": ')


def test_a_variables_name_is_bounded_and_a_name_in_a_value_is_not():
    with pytest.raises(Invalid, match="more than 512 characters") as wrong:
        normalise({"a": 1, "长" * 513: 1}, "variables")

    assert wrong.value.params["path"] == "variables." + "长" * 40
    assert normalise({"a": {"长" * 513: 1}}) == {"a": {"长" * 513: 1}}
