"""A sample finance system: payment requests, asked for once and paid once. See README.md beside it."""

from __future__ import annotations

import hashlib
import html
import json
import sqlite3
from typing import Any

from examples.systems import pages, store, web
from examples.systems.store import Database
from examples.systems.web import App, Problem, Request, Response, as_json

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    number TEXT PRIMARY KEY, reference TEXT NOT NULL, payee TEXT NOT NULL, amount TEXT NOT NULL,
    currency TEXT NOT NULL, note TEXT NOT NULL, state TEXT NOT NULL, version INTEGER NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS payments_by_time ON payments (updated_at, number);
CREATE INDEX IF NOT EXISTS payments_by_reference ON payments (reference);
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, hash TEXT NOT NULL, body TEXT NOT NULL);
"""
STATES = {"requested": "待付款", "paid": "已付款", "cancelled": "已作废"}
VERBS = {"pay": "paid", "cancel": "cancelled"}


class Finance:
    """The payments and what may be done with them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def request(self, given: dict[str, Any], key: str | None, *, careless: bool) -> tuple[dict[str, Any], bool]:
        """A new payment request, or the one that this key asked for before: (payment, whether it is a replay)."""
        digest = hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()
        fields = (
            store.text(given.get("reference"), "reference"),
            store.text(given.get("payee"), "payee"),
            str(store.exact(given.get("amount"), "amount")),
            store.text(given.get("currency"), "currency", default="CNY"),
            store.text(given.get("note"), "note", default=""),
        )
        with self._database.transaction() as db:
            if key and not careless:
                known = db.execute("SELECT * FROM answers WHERE key = ?", (key,)).fetchone()
                if known is not None and known["hash"] != digest:
                    raise Problem(422, "key_reused", "This Idempotency-Key was used for another request")
                if known is not None:
                    return json.loads(known["body"]), True
            existing = db.execute("SELECT number FROM payments WHERE reference = ?", fields[:1]).fetchone()
            if existing is not None and not careless:
                payment = _payment(db, existing["number"])
                detail = f"Reference {fields[0]} has payment {payment['number']} already"
                raise Problem(409, "duplicate_reference", detail, existing=payment)
            last = db.execute("SELECT coalesce(max(CAST(substr(number, 5) AS INTEGER)), 0) FROM payments").fetchone()[0]
            number, at = f"PAY-{last + 1:04d}", store.now()
            row = (number, *fields, "requested", 1, at, at)
            db.execute("INSERT INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            payment = _payment(db, number)
            if key and not careless:
                db.execute("INSERT INTO answers VALUES (?, ?, ?)", (key, digest, json.dumps(payment)))
            return payment, False

    def get(self, number: str) -> dict[str, Any]:
        with self._database.transaction() as db:
            return _payment(db, number)

    def search(self, query: Any) -> dict[str, Any]:
        with self._database.transaction() as db:
            rows, more = store.page_of(db, "payments", "number", query)
        cursor = store.cursor_of(rows, "number", query)
        return {"payments": [dict(row) for row in rows], "cursor": cursor, "more": more}

    def act(self, number: str, verb: str) -> dict[str, Any]:
        """Pay or cancel; doing the same again changes nothing."""
        if verb not in VERBS:
            raise Problem(404, "not_found", f"A payment cannot be asked to {verb}")
        state = VERBS[verb]
        with self._database.transaction() as db:
            payment = _payment(db, number)
            if payment["state"] == state:
                return payment
            if payment["state"] != "requested":
                raise Problem(409, "transition", f"{number} is {payment['state']} already", current=payment)
            change = "UPDATE payments SET state = ?, version = version + 1, updated_at = ? WHERE number = ?"
            db.execute(change, (state, store.now(), number))
            return _payment(db, number)


def _payment(db: sqlite3.Connection, number: str) -> dict[str, Any]:
    row = db.execute("SELECT * FROM payments WHERE number = ?", (number,)).fetchone()
    if row is None:
        raise Problem(404, "not_found", f"There is no payment {number}")
    return dict(row)


class Pages:
    """The page people look at, and the routes."""

    def __init__(self, app: App, finance: Finance) -> None:
        self._app, self._finance = app, finance
        app.add("GET", "/", self.show)
        app.add("GET", "/table", lambda _request: Response(body=self.table(), media="text/html; charset=utf-8"))
        app.add("POST", "/payments", self.create_by_form)
        app.add("POST", "/payments/{number}/{verb}", self.act_by_form)
        app.add("GET", "/api/payments", lambda request: as_json(finance.search(request.query)))
        app.add("POST", "/api/payments", self.create)
        app.add("GET", "/api/payments/{number}", lambda _request, number: _with_version(finance.get(number)))
        app.add("POST", "/api/payments/{number}/{verb}", lambda _request, number, verb: self.act(number, verb))

    def create(self, request: Request) -> Response:
        careless = self._app.faults is not None and self._app.faults.careless
        key = request.headers.get("idempotency-key")
        payment, replayed = self._finance.request(request.json(), key, careless=careless)
        headers = {"Idempotent_Replayed": "true"} if replayed else {}
        return as_json(payment, 201, ETag=f'"{payment["version"]}"', **headers)

    def act(self, number: str, verb: str) -> Response:
        return _with_version(self._finance.act(number, verb))

    def create_by_form(self, request: Request) -> Response:
        self._finance.request(request.form(), None, careless=False)
        return web.see_other("/")

    def act_by_form(self, _request: Request, number: str, verb: str) -> Response:
        self._finance.act(number, verb)
        return web.see_other("/")

    def show(self, _request: Request) -> Response:
        form = """<form class="new" method="post" action="/payments">
<label>来源单号<input name="reference" required></label><label>收款方<input name="payee" required></label>
<label>金额 (元)<input name="amount" required inputmode="decimal" size="10"></label>
<label>备注<input name="note"></label><button>手工新建付款申请</button></form>"""
        return pages.page("示例财务 · 付款申请", "审批通过的采购订单会在这里生成付款申请。", form, self.table())

    def table(self) -> str:
        payments = self._finance.search({"limit": "500"})["payments"]
        rows = "".join(_row(one) for one in sorted(payments, key=lambda one: one["number"], reverse=True))
        names = ("编号", "来源单号", "收款方", "金额", "状态", "备注", "更新时间 (UTC)", "")
        head = "".join(f"<th>{name}</th>" for name in names)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(payment: dict[str, Any]) -> str:
    safe = {name: html.escape(str(value)) for name, value in payment.items()}
    buttons = ""
    if payment["state"] == "requested":
        buttons = " ".join(
            f'<form method="post" action="/payments/{safe["number"]}/{verb}"><button{style}>{label}</button></form>'
            for verb, label, style in (("pay", "付款", ""), ("cancel", "作废", ' class="quiet"'))
        )
    return (
        f'<tr id="{safe["number"]}"><td>{safe["number"]}</td><td>{safe["reference"]}</td><td>{safe["payee"]}</td>'
        f'<td class="amount">{pages.money(payment["amount"], payment["currency"])}</td>'
        f'<td><span class="state {safe["state"]}">{STATES[payment["state"]]}</span></td><td>{safe["note"]}</td>'
        f"<td>{safe['updated_at'][:19].replace('T', ' ')}</td><td>{buttons}</td></tr>"
    )


def _with_version(payment: dict[str, Any]) -> Response:
    return as_json(payment, ETag=f'"{payment["version"]}"')


def main() -> None:
    options = web.arguments("Sample finance system: payment requests.").parse_args()
    token = web.token_of(options)
    database = Database(str(options.database), SCHEMA)
    app = App("finance", token, faults=options.faults)
    Pages(app, Finance(database))
    try:
        web.serve(app, options, token)
    finally:
        database.close()


if __name__ == "__main__":
    main()
