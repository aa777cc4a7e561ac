"""Tryton's JSON and the house's JSON say the same thing."""

import datetime as dt
from decimal import Decimal

import pytest

from lingqu.hub.connectors.tryton.wire import as_fields, from_wire, to_wire
from lingqu.kernel.errors import Invalid

KINDS = {
    "amount": "numeric",
    "quantity": "float",
    "date": "date",
    "at": "datetime",
    "name": "char",
    "lines": "one2many",
}


@pytest.mark.parametrize(
    ("wire", "plain"),
    [
        ({"__class__": "Decimal", "decimal": "12.50"}, Decimal("12.50")),
        ({"__class__": "date", "year": 2026, "month": 1, "day": 31}, "2026-01-31"),
        (
            {
                "__class__": "datetime",
                "year": 2026,
                "month": 1,
                "day": 31,
                "hour": 8,
                "minute": 5,
                "second": 9,
                "microsecond": 7,
            },
            "2026-01-31T08:05:09.000007Z",
        ),
        ({"__class__": "time", "hour": 8, "minute": 5, "second": 9, "microsecond": 0}, "08:05:09"),
        ({"__class__": "timedelta", "seconds": Decimal("90.0")}, "PT90.0S"),
        ({"__class__": "bytes", "base64": "YWJj\n"}, "YWJj"),
        ({"party": 2, "party.": {"id": 2, "name": "华东"}}, {"party": {"id": 2, "name": "华东"}}),
        ([None, True, 1, "x"], [None, True, 1, "x"]),
    ],
)
def test_an_answer_becomes_plain_json(wire, plain):
    assert from_wire(wire) == plain


def test_an_exact_number_keeps_its_digits_both_ways():
    assert str(from_wire(to_wire(Decimal("12.50")))) == "12.50"


def test_a_local_time_is_sent_as_utc():
    at = dt.datetime(2026, 1, 31, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert from_wire(to_wire(at)) == "2026-01-31T00:00:00.000000Z"


def test_values_are_written_by_the_kind_of_their_field():
    given = {
        "amount": 128_000,
        "quantity": Decimal("2.5"),
        "date": "2026-01-31",
        "at": "2026-01-31T08:00:00+08:00",
        "name": None,
        "lines": [["create", [{"unit_price": Decimal("9.90")}]]],
    }
    assert as_fields(KINDS, given) == {
        "amount": {"__class__": "Decimal", "decimal": "128000"},
        "quantity": 2.5,
        "date": to_wire(dt.date(2026, 1, 31)),
        "at": to_wire(dt.datetime(2026, 1, 31, tzinfo=dt.UTC)),
        "name": None,
        "lines": [["create", [{"unit_price": {"__class__": "Decimal", "decimal": "9.90"}}]]],
    }


@pytest.mark.parametrize(
    ("field", "value"), [("amount", "much"), ("date", "31.1.2026"), ("at", "soon"), ("quantity", [])]
)
def test_a_value_that_the_field_cannot_hold_is_refused(field, value):
    with pytest.raises(Invalid) as wrong:
        as_fields(KINDS, {field: value})
    assert wrong.value.code == "tryton.bad_value"
