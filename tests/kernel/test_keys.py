"""Keys carry their home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.kernel.errors import Invalid
from lingqu.kernel.keys import (
    COUNTER_LIMIT,
    COUNTER_MASK,
    MAX_INSTANCE_NUMBER,
    counter_of,
    instance_key,
    instance_of,
    local_key,
    parse_key,
)

NUMBERS = st.integers(1, MAX_INSTANCE_NUMBER)
COUNTERS = st.integers(0, COUNTER_MASK)


@given(NUMBERS, COUNTERS)
def test_a_key_names_its_instance_and_its_counter(number, counter):
    key = local_key(instance_key(number), counter)

    assert (instance_of(key), counter_of(key)) == (instance_key(number), counter)


@given(NUMBERS, COUNTERS)
def test_every_key_fits_a_signed_64_bit_column_and_comes_back_from_json(number, counter):
    key = local_key(instance_key(number), counter)

    assert 0 < key < 1 << 63
    assert parse_key(str(key)) == key


def test_the_counter_stops_long_before_it_would_carry_over():
    assert COUNTER_LIMIT < COUNTER_MASK


@pytest.mark.parametrize("text", ["", "abc", "-1", "0", "1.5", "9" * 20, str(1 << 63), "１２"])
def test_what_is_not_a_key_is_refused_by_name(text):
    with pytest.raises(Invalid) as wrong:
        parse_key(text, "jobKey")

    assert wrong.value.params["field"] == "jobKey"
