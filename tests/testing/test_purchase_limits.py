"""The limits of the purchase example are a decision table: what it says is where an order goes."""

from decimal import Decimal
from pathlib import Path

import pytest

from lingqu.testing import given

EXAMPLE = Path(__file__).parents[2] / "examples" / "purchase-to-payment"


def approved(amount):
    order = {
        "number": "PO-1",
        "id": "1",
        "supplier": "华东钢材",
        "currency": "CNY",
        "amount": amount,
        "requester": "wang",
    }
    run = given(EXAMPLE / "purchase-to-payment.bpmn", EXAMPLE / "limits.dmn").start({"order": order})
    return run.complete("head_approval", {"head_approval_outcome": "approved"})


@pytest.mark.parametrize(
    ("amount", "where"),
    [
        (1, "write_approved"),
        (10_000, "write_approved"),
        (Decimal("10000.01"), "countersign"),
        (50_000, "countersign"),
        (None, "countersign"),
    ],
)
def test_an_order_goes_where_the_table_says(amount, where):
    approved(amount).expect(active={where: 1})


def test_a_refused_order_never_asks_the_table():
    order = {"number": "PO-1", "supplier": "华东钢材", "amount": 5, "requester": "wang"}
    run = given(EXAMPLE / "purchase-to-payment.bpmn", EXAMPLE / "limits.dmn").start({"order": order})
    run.complete("head_approval", {"head_approval_outcome": "rejected"}).expect(
        active={"correct": 1}, never=["limits"], absent_variables=["approval_level"]
    )


def test_the_story_tells_by_which_rule_it_was_decided():
    assert any("limits (查审批额度表) decides by rule 2" in line for line in approved(50_000).story)
