"""Numbers shown to people."""

from decimal import Decimal

import pytest

from lingqu.feel import compile  # noqa: A004 - FEEL's compile


@pytest.mark.parametrize(
    ("value", "pattern", "shown"),
    [
        (128000, "#,##0.00", "128,000.00"),
        (Decimal("0.005"), "0.00", "0.01"),
        (Decimal("-1234.5"), "#,##0", "-1,235"),
        (7, "0", "7"),
        (Decimal("1e30"), "#,##0.0", "1,000,000,000,000,000,000,000,000,000,000.0"),
    ],
)
def test_a_number_is_shown_by_its_pattern(value, pattern, shown):
    found = compile("format number(value, pattern)", names=["value", "pattern"]).evaluate(
        {"value": value, "pattern": pattern}
    )

    assert found.value == shown


@pytest.mark.parametrize("pattern", ["", "abc", "0.0x", "0." + "0" * 50, "#"])
def test_a_pattern_that_makes_no_sense_gives_null_and_a_warning(pattern):
    found = compile("format number(1, pattern)", names=["pattern"]).evaluate({"pattern": pattern})

    assert found.value is None
    assert found.warnings
