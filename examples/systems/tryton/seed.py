"""Fills a new Tryton database with a small company. Runs inside Tryton's own virtual environment, not in Lingqu's.

LINGQU_SEED_PASSWORD=… python seed.py CONFIG DATABASE     (DATABASE is "erp" or "fin")
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from decimal import Decimal

from proteus import Model, config
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.company.tests.tools import create_company, get_company

USER = "lingqu"
SUPPLIERS = ("华东轴承有限公司", "苏州精密量具厂", "宁波标准件公司", "深圳云图科技")
PRODUCTS = (("深沟球轴承 6204", "160.00"), ("数显千分尺", "685.50"), ("内六角螺栓 M8", "0.36"), ("工作站", "9880.00"))


def main(config_file: str, database: str) -> None:
    config.set_trytond(database, config_file=config_file)
    company = _company()
    _books(company, invoices=database == "erp")
    suppliers = _parties()
    if database == "erp":
        _orders(suppliers)
    else:
        _payment_journal()
    _user(company, os.environ["LINGQU_SEED_PASSWORD"])


def _company() -> Model:
    currency = Model.get("currency.currency")(name="人民币", symbol="¥", code="CNY", rounding=Decimal("0.01"))
    currency.save()
    Model.get("currency.currency.rate")(date=dt.date.min, rate=Decimal(1), currency=currency).save()
    party = Model.get("party.party")(name="灵渠示例公司")
    party.save()
    create_company(party=party, currency=currency)
    return get_company()


def _books(company: Model, *, invoices: bool) -> None:
    create_chart(company)
    today = dt.datetime.now(dt.UTC).date()
    year = create_fiscalyear(company, today=(dt.date(today.year, 1, 1), dt.date(today.year + 1, 12, 31)))
    if invoices:
        from trytond.modules.account_invoice.tests.tools import (  # noqa: PLC0415 - not activated in "fin"
            set_fiscalyear_invoice_sequences,
        )

        set_fiscalyear_invoice_sequences(year)
    year.save()
    year.click("create_period")


def _parties() -> list[Model]:
    party_type = Model.get("party.party")
    suppliers = [party_type(name=name) for name in SUPPLIERS]
    for supplier in suppliers:
        supplier.addresses[0].city = "上海"
        supplier.save()
    return suppliers


def _orders(suppliers: list[Model]) -> None:
    """The products, a draft for each supplier, and the first of them quoted."""
    accounts = get_accounts()
    category = Model.get("product.category")(name="采购物料", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.save()
    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])
    term = Model.get("account.invoice.payment_term").find([])[0]
    orders = []
    for number, (supplier, (name, price)) in enumerate(zip(suppliers, PRODUCTS, strict=True), 1):
        template = Model.get("product.template")(
            name=name, default_uom=unit, type="goods", purchasable=True, list_price=Decimal(price)
        )
        template.account_category = category
        template.save()
        order = Model.get("purchase.purchase")(party=supplier, payment_term=term, invoice_method="order")
        order.description = "生产部"
        line = order.lines.new(product=template.products[0])
        line.quantity, line.unit_price = 10.0 * number, Decimal(price)
        order.save()
        orders.append(order)
    orders[0].click("quote")


def _payment_journal() -> None:
    Model.get("account.payment.journal")(name="网银", process_method="manual").save()


def _user(company: Model, password: str) -> None:
    """The user that Lingqu signs in as, with a key for the REST interface."""
    user = Model.get("res.user")(name="Lingqu", login=USER, password=password)
    user.companies.append(company)
    user.company = company
    for group in Model.get("res.group").find([]):
        user.groups.append(group)
    user.save()
    Model.get("res.user.application")(key=password * 2, user=user, application="rest").save()


if __name__ == "__main__":
    main(*sys.argv[1:])
