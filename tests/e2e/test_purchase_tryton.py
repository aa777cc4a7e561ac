"""The same way through a real Tryton: a quotation there, the head's click here, the payment there, and back."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from examples.systems.tryton.server import USER
from playwright.sync_api import expect

from e2e.conftest import meeting
from e2e.programs import ROOT, eventually, showing
from lingqu.hub.connectors.tryton.client import Account, TrytonClient
from lingqu.outbound.guard import Guard
from lingqu.outbound.secrets import Secret
from lingqu.outbound.transport import Transport

pytestmark = pytest.mark.tryton
HOME = Path(os.environ.get("LINGQU_TRYTON_DIR", ROOT / "var" / "tryton"))
SET_UP_S = 280


@pytest.fixture(scope="module")
def stage(browser, tmp_path_factory):
    """`lingqu demo --erp tryton`; the first run on a machine installs Tryton."""
    folder = tmp_path_factory.mktemp("tryton") / "data"
    with showing(folder, instances=3, erp="tryton", patience_s=SET_UP_S) as program:
        yield program


@pytest.fixture
def meet(request, browser, rooms, stage):
    yield from meeting(request, browser, rooms, stage)


@pytest.fixture
def tryton(stage):
    """Asks one of Tryton's databases, as its own users would."""
    (line,) = [one for one in stage.printed if "Tryton" in one]
    url = re.search(r"http://\S+", line).group()
    password = (HOME / "password").read_text(encoding="utf-8").strip()
    with Transport(Guard(["127.0.0.1"])) as transport:

        def of(database):
            account = Account(url=url, database=database, user=USER, password=Secret(password))
            return TrytonClient(transport.send, account)

        yield of


def test_a_quotation_in_tryton_is_approved_paid_and_written_back(meet, tryton):
    erp, finance = tryton("erp"), tryton("fin")
    (order,) = erp.search_read("purchase.purchase", [["state", "=", "quotation"]], ["number", "party.name"])
    title = f"{order['number']} · {order['party']['name']} · ¥1,600.00"

    zhao = meet("zhao.lei")
    zhao.opens("/inbox")
    expect(zhao.row(title)).to_be_visible(timeout=60_000)
    assert finance.search_read("account.payment", [], ["id"]) == []
    zhao.opens_task(title)
    zhao.decides("approve")

    (payment,) = eventually(
        lambda: finance.search_read("account.payment", [], ["id", "reference", "amount", "state"]),
        "Tryton's finance has the payment",
    )
    assert (payment["reference"], str(payment["amount"]), payment["state"]) == (order["number"], "1600.00", "draft")
    for verb in ("submit", "approve"):
        finance.do("account.payment", verb, payment["id"])
    finance.run_wizard("account.payment.process", "account.payment", payment["id"])
    finance.do("account.payment", "succeed", payment["id"])

    def written_back():
        (now,) = erp.search_read("purchase.purchase", [["number", "=", order["number"]]], ["comment", "reference"])
        return now["reference"] == str(payment["id"]) and f"[lingqu] paid · {payment['id']}" in now["comment"]

    eventually(written_back, "the order in Tryton says that it is paid")
    assert len(finance.search_read("account.payment", [], ["id"])) == 1
    wang = meet("wang.min")
    wang.opens("/inbox?box=copied")
    expect(wang.row(title)).to_be_visible()
