"""A sample ERP: purchase orders from draft to paid, with a page, an API and webhooks. See README.md beside it."""

from __future__ import annotations

import html
import sqlite3
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from examples.systems import pages, store, web
from examples.systems.store import Database
from examples.systems.web import App, Problem, Request, Response, as_json
from examples.systems.webhooks import Webhooks

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, supplier TEXT NOT NULL, department TEXT NOT NULL, requester TEXT NOT NULL,
    currency TEXT NOT NULL, amount TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL,
    payment_reference TEXT NOT NULL, version INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS orders_by_time ON orders (updated_at, number);
CREATE TABLE IF NOT EXISTS lines (
    number TEXT NOT NULL REFERENCES orders, position INTEGER NOT NULL, product TEXT NOT NULL, quantity TEXT NOT NULL,
    unit_price TEXT NOT NULL, amount TEXT NOT NULL, PRIMARY KEY (number, position));
"""
STATES = {
    "draft": ("草稿", {"quoted", "cancelled"}),
    "quoted": ("已报价", {"approved", "rejected", "draft", "cancelled"}),
    "rejected": ("已驳回", {"draft", "quoted", "cancelled"}),
    "approved": ("已批准", {"payment_requested", "paid", "cancelled"}),
    "payment_requested": ("付款中", {"approved", "paid", "cancelled"}),
    "paid": ("已付款", set()),
    "cancelled": ("已取消", set()),
}
TEXTS = ("supplier", "department", "requester", "note", "payment_reference")
DEMO = (
    ("华东轴承有限公司", "生产部", "王敏", "深沟球轴承 6204", "800", "160.00"),
    ("苏州精密量具厂", "质量部", "刘洋", "数显千分尺", "12", "685.50"),
    ("宁波标准件公司", "生产部", "王敏", "内六角螺栓 M8", "5000", "0.36"),
    ("深圳云图科技", "信息部", "陈晨", "工作站", "6", "9880.00"),
)


class Erp:
    """The orders and what may be done with them."""

    def __init__(self, database: Database, webhooks: Webhooks) -> None:
        self._database = database
        self._webhooks = webhooks

    def create(self, given: dict[str, Any]) -> dict[str, Any]:
        at = store.now()
        with self._database.transaction() as db:
            count = db.execute("SELECT coalesce(max(CAST(substr(number, 4) AS INTEGER)), 0) FROM orders").fetchone()[0]
            number = f"PO-{count + 1:04d}"
            db.execute(
                "INSERT INTO orders VALUES (?, ?, ?, ?, ?, '0.00', 'draft', ?, '', 1, ?, ?)",
                (
                    number,
                    store.text(given.get("supplier"), "supplier"),
                    store.text(given.get("department"), "department"),
                    store.text(given.get("requester"), "requester"),
                    store.text(given.get("currency"), "currency", default="CNY"),
                    store.text(given.get("note"), "note", default=""),
                    at,
                    at,
                ),
            )
            _write_lines(db, number, given.get("lines"))
            return _order(db, number)

    def get(self, number: str) -> dict[str, Any]:
        with self._database.transaction() as db:
            return _order(db, number)

    def search(self, query: Any) -> dict[str, Any]:
        with self._database.transaction() as db:
            rows, more = store.page_of(db, "orders", "number", query)
            orders = [_order(db, row["number"]) for row in rows]
            return {"orders": orders, "cursor": store.cursor_of(rows, "number", query), "more": more}

    def change(self, number: str, given: dict[str, Any], if_match: str | None = None) -> dict[str, Any]:
        """Writes what differs; a write that changes nothing leaves version and time alone."""
        if unknown := given.keys() - {"state", "lines", *TEXTS}:
            raise Problem(422, "unknown_field", f"An order has no field {', '.join(sorted(unknown))}")
        with self._database.transaction() as db:
            before = _order(db, number)
            if if_match and if_match.strip().removeprefix("W/").strip('"') not in ("*", str(before["version"])):
                raise Problem(412, "changed", f"{number} is at version {before['version']} by now", current=before)
            state = given.get("state", before["state"])
            if state != before["state"] and state not in STATES[before["state"]][1]:
                raise Problem(
                    409, "transition", f"{number} cannot go from {before['state']} to {state}", current=before
                )
            if "lines" in given and before["state"] not in ("draft", "quoted", "rejected"):
                raise Problem(409, "transition", f"The lines of {number} are fixed by now", current=before)
            for name in TEXTS:
                if name in given:
                    value = store.text(given[name], name, default="" if name in ("note", "payment_reference") else None)
                    statement = f"UPDATE orders SET {name} = ? WHERE number = ?"  # noqa: S608 - a name of ours
                    db.execute(statement, (value, number))
            if "lines" in given:
                _write_lines(db, number, given["lines"])
            db.execute("UPDATE orders SET state = ? WHERE number = ?", (state, number))
            if _order(db, number) == before:
                return before
            db.execute(
                "UPDATE orders SET version = version + 1, updated_at = ? WHERE number = ?", (store.now(), number)
            )
            after = _order(db, number)
            if state != before["state"] and state in ("quoted", "cancelled"):
                self._webhooks.enqueue(db, f"order.{state}", {"order": after})
        self._webhooks.wake()
        return after


def _order(db: sqlite3.Connection, number: str) -> dict[str, Any]:
    row = db.execute("SELECT * FROM orders WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise Problem(404, "not_found", f"There is no order {number}")
    lines = db.execute("SELECT * FROM lines WHERE number = ? ORDER BY position", (number,))
    return {**dict(row), "lines": [{key: line[key] for key in line.keys() if key != "number"} for line in lines]}  # noqa: SIM118 - a row is no dict


def _write_lines(db: sqlite3.Connection, number: str, lines: Any) -> None:
    if not isinstance(lines, list) or not 1 <= len(lines) <= 100 or not all(isinstance(one, dict) for one in lines):
        raise Problem(422, "bad_lines", "Expected 1 to 100 lines with product, quantity and unit_price")
    db.execute("DELETE FROM lines WHERE number = ?", (number,))
    total = Decimal("0.00")
    for position, line in enumerate(lines, 1):
        quantity = store.exact(line.get("quantity"), "quantity", digits=3).normalize()
        price = store.exact(line.get("unit_price"), "unit_price")
        amount = (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)
        total += amount
        row = (number, position, store.text(line.get("product"), "product"), f"{quantity:f}", str(price), str(amount))
        db.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", row)
    db.execute("UPDATE orders SET amount = ? WHERE number = ?", (str(total), number))


class Pages:
    """The page people look at, and the routes."""

    def __init__(self, app: App, erp: Erp, webhooks: Webhooks) -> None:
        self._erp, self._webhooks = erp, webhooks
        app.add("GET", "/", self.show)
        app.add("GET", "/table", lambda _request: Response(body=self.table(), media="text/html; charset=utf-8"))
        app.add("POST", "/orders", self.create_by_form)
        app.add("POST", "/orders/{number}/{verb}", self.act_by_form)
        app.add("GET", "/api/orders", lambda request: as_json(erp.search(request.query)))
        app.add("POST", "/api/orders", lambda request: _with_version(erp.create(request.json()), 201))
        app.add("GET", "/api/orders/{number}", lambda _request, number: _with_version(erp.get(number)))
        app.add("PATCH", "/api/orders/{number}", self.patch)
        app.add("POST", "/api/orders/{number}/quote", self.quote)
        app.add("PUT", "/api/webhook", self.set_webhook)

    def patch(self, request: Request, number: str) -> Response:
        return _with_version(self._erp.change(number, request.json(), request.headers.get("if-match")))

    def quote(self, request: Request, number: str) -> Response:
        return _with_version(self._erp.change(number, {"state": "quoted"}, request.headers.get("if-match")))

    def set_webhook(self, request: Request) -> Response:
        given = request.json()
        self._webhooks.configure(store.text(given.get("url"), "url"), store.text(given.get("secret"), "secret"))
        return Response(status=204)

    def create_by_form(self, request: Request) -> Response:
        form = request.form()
        line = {name: form.get(name) for name in ("product", "quantity", "unit_price")}
        self._erp.create({**form, "lines": [line]})
        return web.see_other("/")

    def act_by_form(self, _request: Request, number: str, verb: str) -> Response:
        states = {"quote": "quoted", "cancel": "cancelled", "reopen": "draft"}
        if verb not in states:
            raise Problem(404, "not_found", f"An order cannot be asked to {verb}")
        self._erp.change(number, {"state": states[verb]})
        return web.see_other("/")

    def show(self, _request: Request) -> Response:
        form = """<form class="new" method="post" action="/orders">
<label>供应商<input name="supplier" required value="华东轴承有限公司"></label>
<label>部门<input name="department" required value="生产部" size="8"></label>
<label>申请人<input name="requester" required value="王敏" size="8"></label>
<label>物料<input name="product" required value="深沟球轴承 6204"></label>
<label>数量<input name="quantity" required value="800" inputmode="decimal" size="6"></label>
<label>单价 (元)<input name="unit_price" required value="160.00" inputmode="decimal" size="8"></label>
<label>备注<input name="note"></label><button>新建采购订单</button></form>"""
        return pages.page(
            "示例 ERP · 采购订单", "报价后订单进入审批; 审批和付款的结果会回写到这里。", form, self.table()
        )

    def table(self) -> str:
        orders = self._erp.search({"limit": "500"})["orders"]
        rows = "".join(_row(order) for order in sorted(orders, key=lambda one: one["number"], reverse=True))
        names = ("单号", "供应商", "部门 / 申请人", "明细", "金额", "状态", "备注", "更新时间 (UTC)", "")
        head = "".join(f"<th>{name}</th>" for name in names)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(order: dict[str, Any]) -> str:
    safe = {name: html.escape(str(value)) for name, value in order.items()}
    lines = "<br>".join(html.escape(f"{one['product']} × {one['quantity']}") for one in order["lines"])
    name, following = STATES[order["state"]]
    quiet = ' class="quiet"'
    verbs = [
        ("quote", "报价", "quoted", ""),
        ("reopen", "改回草稿", "draft", quiet),
        ("cancel", "取消", "cancelled", quiet),
    ]
    buttons = " ".join(
        f'<form method="post" action="/orders/{safe["number"]}/{verb}"><button{style}>{label}</button></form>'
        for verb, label, state, style in verbs
        if state in following
    )
    note = " · ".join(part for part in (safe["note"], safe["payment_reference"]) if part)
    return (
        f'<tr id="{safe["number"]}"><td>{safe["number"]}</td><td>{safe["supplier"]}</td>'
        f"<td>{safe['department']}<br>{safe['requester']}</td><td>{lines}</td>"
        f'<td class="amount">{pages.money(order["amount"], order["currency"])}</td>'
        f'<td><span class="state {safe["state"]}">{name}</span></td><td>{note}</td>'
        f"<td>{safe['updated_at'][:19].replace('T', ' ')}</td><td>{buttons}</td></tr>"
    )


def _with_version(order: dict[str, Any], status: int = 200) -> Response:
    return as_json(order, status, ETag=f'"{order["version"]}"')


def main() -> None:
    parser = web.arguments("Sample ERP: purchase orders.")
    parser.add_argument("--webhook", help="where events go; also settable by PUT /api/webhook")
    parser.add_argument("--webhook-secret", help="the key of the events' signature")
    parser.add_argument("--demo", action="store_true", help="put some draft orders into an empty database")
    options = parser.parse_args()
    token = web.token_of(options)
    database = Database(str(options.database), SCHEMA)
    webhooks = Webhooks(database)
    if options.webhook:
        webhooks.configure(options.webhook, options.webhook_secret or "")
    erp = Erp(database, webhooks)
    if options.demo and not erp.search({"limit": "1"})["orders"]:
        for supplier, department, requester, product, quantity, price in DEMO:
            line = {"product": product, "quantity": quantity, "unit_price": price}
            erp.create({"supplier": supplier, "department": department, "requester": requester, "lines": [line]})
    app = App("erp", token, faults=options.faults)
    Pages(app, erp, webhooks)
    try:
        web.serve(app, options, token)
    finally:
        webhooks.close()
        database.close()


if __name__ == "__main__":
    main()
