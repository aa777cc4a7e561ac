"""The Tryton client against a real Tryton: what changed, verbs, status back, payments, and every kind of refusal."""

from decimal import Decimal

import pytest

from lingqu.hub.connectors.tryton.client import Account, TrytonClient
from lingqu.hub.connectors.tryton.errors import TrytonBusy, TrytonChanged, TrytonRefused, TrytonSignIn, TrytonWarned
from lingqu.kernel.errors import Invalid
from lingqu.outbound.errors import NotSent
from lingqu.outbound.secrets import Secret
from systems.tryton_server import client_of, running_tryton

pytestmark = pytest.mark.tryton

FIELDS = ("number", "state", "reference", "description", "total_amount", "currency.code", "party.name")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_tryton(tmp_path_factory.mktemp("tryton")) as server:
        yield server


@pytest.fixture(scope="module")
def erp(server):
    with client_of(server, "erp") as erp:
        yield erp


@pytest.fixture(scope="module")
def fin(server):
    with client_of(server, "fin") as fin:
        yield fin


@pytest.fixture
def order(erp):
    """A draft order of its own for each test."""
    supplier = erp.search_read("party.party", [["name", "=", "华东轴承有限公司"]], ["id"])[0]["id"]
    product = erp.search_read("product.product", [["template.name", "=", "工作站"]], ["default_uom"])[0]
    line = {
        "product": product["id"],
        "unit": product["default_uom"],
        "quantity": Decimal(3),
        "unit_price": Decimal("9880.10"),
    }
    return erp.create(
        "purchase.purchase",
        {"party": supplier, "invoice_address": address_of(erp, supplier), "lines": [["create", [line]]]},
    )


def address_of(erp, party):
    return erp.search_read("party.address", [["party", "=", party]], ["id"])[0]["id"]


def read(erp, order):
    return erp.read("purchase.purchase", order, (*FIELDS, "_timestamp"))


def test_the_server_says_its_series(erp):
    assert erp.version().startswith("8.")


def test_a_record_is_plain_json(erp):
    quoted = erp.search_read("purchase.purchase", [["number", "=", "1"]], (*FIELDS, "create_date"))[0]
    assert quoted["total_amount"] == Decimal("1600.00")
    assert str(quoted["total_amount"]) == "1600.00"
    assert quoted["party"]["name"] == "华东轴承有限公司"
    assert quoted["currency"]["code"] == "CNY"
    assert quoted["create_date"].endswith("Z")
    assert quoted["state"] == "quotation"


def test_an_order_with_lines_is_created_with_exact_amounts(erp, order):
    assert read(erp, order)["total_amount"] == Decimal("29640.30")


def test_a_record_that_is_not_there_is_none(erp):
    assert erp.read("purchase.purchase", 99_999, ["state"]) is None


def test_quoting_is_seen_behind_the_cursor(erp, order):
    before = everything(erp)[-1]
    erp.do("purchase.purchase", "quote", order)
    page = erp.changed("purchase.purchase", FIELDS, before.cursor)
    assert [(one["id"], one["state"]) for one in page.records] == [(order, "quotation")]
    assert not page.more


def test_pages_bring_new_and_changed_records_once_and_in_order(erp, order):
    pages = everything(erp, limit=2)
    records = [one for page in pages for one in page.records]
    times = [(one["modified_at"], one["id"]) for one in records]
    assert times == sorted(times)
    assert len({one["id"] for one in records}) == len(records)
    assert order in {one["id"] for one in records}
    assert len(pages) > 1


def everything(erp, limit=100):
    """All pages from the beginning on."""
    pages = [erp.changed("purchase.purchase", FIELDS, None, limit=limit)]
    while pages[-1].more:
        pages.append(erp.changed("purchase.purchase", FIELDS, pages[-1].cursor, limit=limit))
    return pages


def test_a_domain_narrows_what_changed(erp, order):
    page = erp.changed("purchase.purchase", FIELDS, None, domain=[["id", "=", order]])
    assert [one["id"] for one in page.records] == [order]


def test_nothing_changed_keeps_the_cursor(erp):
    cursor = everything(erp)[-1].cursor
    page = erp.changed("purchase.purchase", FIELDS, cursor)
    assert (page.records, page.cursor, page.more) == ([], cursor, False)


def test_a_status_is_written_back(erp, order):
    erp.do("purchase.purchase", "quote", order)
    erp.write(
        "purchase.purchase", order, {"reference": "INST-42", "comment": "审批通过"}, read(erp, order)["_timestamp"]
    )
    assert read(erp, order)["reference"] == "INST-42"
    erp.do("purchase.purchase", "confirm", order)
    assert read(erp, order)["state"] == "processing"


def test_a_rejected_order_goes_back_to_draft(erp, order):
    erp.do("purchase.purchase", "quote", order)
    erp.do("purchase.purchase", "draft", order)
    assert read(erp, order)["state"] == "draft"


def test_a_stale_write_is_refused_and_changes_nothing(erp, order):
    stale = read(erp, order)["_timestamp"]
    erp.write("purchase.purchase", order, {"reference": "first"})
    with pytest.raises(TrytonChanged) as wrong:
        erp.write("purchase.purchase", order, {"reference": "second"}, stale)
    assert wrong.value.permanent
    assert read(erp, order)["reference"] == "first"


def test_a_stale_verb_is_refused(erp, order):
    stale = read(erp, order)["_timestamp"]
    erp.write("purchase.purchase", order, {"reference": "first"})
    with pytest.raises(TrytonChanged):
        erp.do("purchase.purchase", "quote", order, stale)
    assert read(erp, order)["state"] == "draft"


def test_a_verb_that_the_state_forbids_is_refused_with_tryton_s_words(erp, order):
    erp.do("purchase.purchase", "quote", order)
    with pytest.raises(TrytonRefused, match="quote") as wrong:
        erp.do("purchase.purchase", "quote", order)
    assert "quote" in wrong.value.message.text("zh")


def test_an_unknown_field_is_refused_before_anything_is_sent(erp, order):
    with pytest.raises(Invalid) as wrong:
        erp.write("purchase.purchase", order, {"referenz": "x"})
    assert wrong.value.code == "tryton.unknown_field"


def test_a_method_that_is_not_served_is_refused(erp, order):
    with pytest.raises(TrytonRefused):
        erp.do("purchase.purchase", "set_number", order)


def test_a_model_that_is_not_there_is_refused_without_a_traceback(erp):
    with pytest.raises(TrytonRefused) as wrong:
        erp.search_read("purchase.nothing", [], ["id"])
    assert "Traceback" not in str(wrong.value)


def test_a_warning_is_confirmed_and_the_call_goes_through(erp):
    template = erp.search_read("product.template", [["name", "=", "数显千分尺"]], ["id", "purchase_uom", "products"])[0]
    supplier = erp.search_read("party.party", [["name", "=", "苏州精密量具厂"]], ["id"])[0]["id"]
    erp.create(
        "purchase.product_supplier", {"template": template["id"], "product": template["products"][0], "party": supplier}
    )
    unit = erp.search_read("product.uom", [["name", "=", "Unit"]], ["category"])[0]
    box = {
        "name": "盒",
        "symbol": "盒",
        "category": unit["category"],
        "factor": 10,
        "rate": Decimal("0.1"),
        "rounding": 1,
    }
    change = {"purchase_uom": erp.create("product.uom", box)}
    with pytest.raises(TrytonWarned) as warned:
        erp.write("product.template", template["id"], change)
    erp.confirm(warned.value.name)
    erp.write("product.template", template["id"], change)
    assert erp.read("product.template", template["id"], ["purchase_uom"]) == {"id": template["id"], **change}


def test_a_payment_goes_from_request_to_paid(fin):
    payee = fin.search_read("party.party", [["name", "=", "华东轴承有限公司"]], ["id"])[0]["id"]
    journal = fin.search_read("account.payment.journal", [], ["id"])[0]["id"]
    payment = fin.create(
        "account.payment",
        {
            "kind": "payable",
            "party": payee,
            "journal": journal,
            "amount": Decimal("128000.00"),
            "reference": "PO-0042",
            "date": "2026-01-31",
        },
    )
    found = fin.search_read("account.payment", [["reference", "=", "PO-0042"]], ["amount", "state", "date"])
    assert found == [{"id": payment, "amount": Decimal("128000.00"), "state": "draft", "date": "2026-01-31"}]
    fin.do("account.payment", "submit", payment)
    fin.do("account.payment", "approve", payment)
    fin.run_wizard("account.payment.process", "account.payment", payment)
    fin.do("account.payment", "succeed", payment)
    assert fin.read("account.payment", payment, ["state"])["state"] == "succeeded"


def test_an_amount_that_finance_does_not_take_is_refused(fin):
    payee = fin.search_read("party.party", [], ["id"])[0]["id"]
    payment = {"kind": "payable", "party": payee, "journal": 1, "amount": Decimal("-1.00"), "date": "2026-01-31"}
    with pytest.raises(TrytonRefused, match="Amount"):
        fin.create("account.payment", payment)


def test_a_session_that_ran_out_is_renewed(erp, order):
    erp._session = "Session bm9ib2R5OjE6MA=="
    assert read(erp, order)["state"] == "draft"


def test_a_wrong_password_is_refused_and_shown_nowhere(server, erp):
    account = Account(url=server.url, database="erp", user="nobody", password=Secret("wr0ng-password"))
    stranger = TrytonClient(erp._send, account)
    with pytest.raises((TrytonSignIn, TrytonBusy)) as wrong:
        stranger.read("purchase.purchase", 1, ["state"])
    assert "wr0ng" not in f"{wrong.value} {stranger!r} {account!r}"


def test_a_database_that_is_not_there_is_refused(server, erp):
    account = Account(url=server.url, database="nothing", user=server.user, password=Secret(server.password))
    with pytest.raises(TrytonRefused):
        TrytonClient(erp._send, account).read("purchase.purchase", 1, ["state"])


def test_a_server_that_is_down_means_not_sent(tmp_path):
    with running_tryton(tmp_path, ("fin",)) as server, client_of(server, "fin") as fin:
        assert fin.search_read("account.payment", [], ["id"]) == []
        server.stop()
        with pytest.raises(NotSent):
            fin.search_read("account.payment", [], ["id"])
