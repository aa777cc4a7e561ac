"""A real Tryton: a quotation is polled, the process asks for the payment, people pay it there, the status goes back."""

import pytest

from hub.bench import node, until
from hub.test_documents_flow import ORDERS, PAYMENTS, buy
from systems.tryton_server import client_of, running_tryton

pytestmark = pytest.mark.tryton


def test_a_quotation_becomes_a_payment_and_is_paid(tmp_path, sqlite_template):
    from lingqu.store import open_database

    database = open_database(f"sqlite:///{tmp_path / 'lingqu.db'}")
    database.upgrade()
    with running_tryton(tmp_path / "tryton") as server, node(database) as bench:
        secrets = {"username": server.user, "password": server.password}
        settings = [
            {"name": name, "connector": "tryton", "url": f"{server.url}/{base}", "auth": "basic", "secrets": secrets}
            for name, base in (("erp", "erp"), ("finance", "fin"))
        ]
        bench.deploy(buy())
        bench.hub.configure(connections=settings, sources=[ORDERS, PAYMENTS])
        with client_of(server, "fin") as fin, client_of(server, "erp") as erp:
            fields = ["id", "reference", "amount", "state", "party.name"]
            (made,) = until(lambda: fin.search_read("account.payment", [], fields))
            assert (made["reference"], str(made["amount"]), made["state"]) == ("1", "1600.00", "draft")
            assert made["party"]["name"] == "华东轴承有限公司"
            fin.do("account.payment", "submit", made["id"])
            fin.do("account.payment", "approve", made["id"])
            fin.run_wizard("account.payment.process", "account.payment", made["id"])
            fin.do("account.payment", "succeed", made["id"])
            until(lambda: bench.ended() == 1)
            (order,) = erp.search_read("purchase.purchase", [["number", "=", "1"]], ["state", "comment", "reference"])
            assert order["state"] == "processing"
            assert f"[lingqu] paid · {made['id']}" in order["comment"].splitlines()
            assert order["reference"] == str(made["id"])
            assert len(fin.search_read("account.payment", [], ["id"])) == 1
        assert bench.rows("SELECT DISTINCT state, class FROM effect") == [(2, "D")]
        assert bench.value("SELECT count(*) FROM instance") == 1
        shown = " ".join(str(row) for table in TABLES for row in bench.rows(f"SELECT * FROM {table}"))  # noqa: S608 - names of ours
        assert server.password not in shown
    database.close()


TABLES = (
    "effect",
    "connection",
    "source",
    "document_link",
    "document_event",
    "variable",
    "history",
    "job",
    "guard",
    "secret",
)
