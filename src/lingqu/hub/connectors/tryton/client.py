"""Tryton over JSON-RPC: sign in, read what changed, call verbs, with the exact outcomes of the outbound door.

A call ends in a result, a `TrytonRefused` (rolled back, nothing done), a `NotSent` or an `Unknown`. Tryton gives no
key against doing a thing twice: after `Unknown` look the record up (its `reference`, its `state`) before repeating.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from lingqu.hub.connectors.tryton.errors import TrytonBusy, TrytonRefused, TrytonSignIn, refusal
from lingqu.hub.connectors.tryton.wire import as_fields, from_wire, instant, to_wire
from lingqu.kernel import values
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json
from lingqu.outbound.errors import Unknown
from lingqu.outbound.exchange import Effect, OutboundRequest, OutboundResponse
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Secret

Send: TypeAlias = Callable[[OutboundRequest], OutboundResponse]
Record: TypeAlias = dict[str, Json]

#: What of the user's preferences goes along as context: it decides which company's records are meant.
_PREFERENCES = ("company", "companies", "company_filter", "employee", "language")
_MODIFIED = ("write_date", "create_date", "_timestamp")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to sign in as, and where. `url` is the server's, without database."""

    url: str
    database: str
    user: str
    password: Secret
    language: str = "en"
    timeout: float = 60.0  # seconds for one call


class Cursor(msgspec.Struct, frozen=True, order=True):
    """How far changes have been read: the time of the last one (ISO text, UTC, microseconds) and its record's id."""

    at: str
    id: int


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Changed records, oldest change first; each has `modified_at` and `_timestamp` beside the fields asked for."""

    records: list[Record]
    cursor: Cursor | None  # where to go on; None if nothing was ever found
    more: bool


class TrytonClient:
    """One user on one database. Safe between threads; the session is renewed when Tryton forgets it."""

    def __init__(self, send: Send, account: Account, mask: Mask | None = None) -> None:
        self._send = send
        self._account = account
        self._mask = mask or Mask()
        self._mask.add(account.password.reveal())
        self._lock = threading.Lock()
        self._session: str | None = None
        self._context: dict[str, Any] = {}
        self._kinds: dict[str, dict[str, str]] = {}

    def __repr__(self) -> str:
        return f"<TrytonClient {self._account.user}@{self._account.url}/{self._account.database}>"

    # Calls

    def call(self, method: str, *params: Any) -> Json:
        """The result of any method ("model.purchase.purchase.read"), context included in `params`."""
        session = self._signed_in()
        response = self._post(method, params, session)
        if response.status == 401:
            # The session ran out; nothing was dispatched, so the same call may go again under a new one.
            response = self._post(method, params, self._signed_in(instead_of=session))
        return self._result(method, response)

    def _signed_in(self, instead_of: str | None = None) -> str:
        with self._lock:
            if self._session is None or self._session == instead_of:
                self._session = self._sign_in()
                preferences = self._result(
                    "get_preferences",
                    self._post("model.res.user.get_preferences", (True, {}), self._session),
                )
                self._context = {name: preferences[name] for name in _PREFERENCES if name in preferences}
            return self._session

    def _sign_in(self) -> str:
        account = self._account
        parameters = (account.user, {"password": account.password.reveal()}, account.language)
        response = self._post("common.db.login", parameters, None)
        if response.status in (401, 403, 404):
            raise TrytonSignIn("sign_in_failed", permanent=True, user=account.user, database=account.database)
        user_id, token = self._result("common.db.login", response)[:2]
        self._mask.add(token)
        pair = f"{account.user}:{user_id}:{token}".encode()
        return "Session " + base64.b64encode(pair).decode()

    def _post(self, method: str, params: Sequence[Any], session: str | None) -> OutboundResponse:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if session is not None:
            headers["Authorization"] = session
        body = values.encode({"id": 1, "method": method, "params": to_wire(params)})
        account = self._account
        return self._send(
            OutboundRequest(
                method="POST",
                url=f"{account.url.rstrip('/')}/{account.database}/rpc/",
                headers=headers,
                body=body,
                read_timeout=account.timeout,
                total_timeout=account.timeout,
            )
        )

    def _result(self, method: str, response: OutboundResponse) -> Json:
        if response.effect is Effect.LATER:
            raise TrytonBusy("busy", permanent=False, status=response.status)
        if response.effect is Effect.UNSURE:
            raise Unknown(
                "unreadable", host=self._account.url, reason=f"HTTP {response.status}", status=response.status
            )
        if response.status != 200:
            raise TrytonRefused("not_served", permanent=True, method=method, status=response.status)
        try:
            answer = response.json()
        except Invalid as wrong:
            raise Unknown("unreadable", host=self._account.url, reason=str(wrong), status=200) from wrong
        if not isinstance(answer, dict) or not answer.keys() & {"result", "error"}:
            raise Unknown("unreadable", host=self._account.url, reason="it is no JSON-RPC answer", status=200)
        if "error" in answer:
            raise refusal(answer["error"])
        return from_wire(answer["result"])

    def _with(self, context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The user's context and what this call adds to it."""
        self._signed_in()
        return {**self._context, **(context or {})}

    # Reading

    def version(self) -> str:
        """The server's series ("8.2"); needs no sign-in, proves that there is a Tryton."""
        body = values.encode({"id": 1, "method": "common.server.version", "params": []})
        url = f"{self._account.url.rstrip('/')}/rpc/"
        headers = {"Content-Type": "application/json"}
        return str(
            self._result("version", self._send(OutboundRequest(method="POST", url=url, headers=headers, body=body)))
        )

    def kinds(self, model: str) -> dict[str, str]:
        """{field: type} of a model as the server describes it; asked once. Also the model's fingerprint for drift."""
        known = self._kinds.get(model)
        if known is None:
            described = self.call(f"model.{model}.fields_get", [], self._with())
            known = self._kinds[model] = {name: str(one["type"]) for name, one in described.items()}
        return known

    def search_read(
        self,
        model: str,
        domain: Sequence[Any],
        fields: Sequence[str],
        *,
        limit: int = 100,
        order: Sequence[tuple[str, str]] = (("id", "ASC"),),
        offset: int = 0,
    ) -> list[Record]:
        """Records that a Tryton domain ([["reference", "=", "PO-1"]]) finds. "party.name" reads through a relation."""
        params = (list(domain), offset, limit, [list(one) for one in order], list(fields))
        return list(self.call(f"model.{model}.search_read", *params, self._with()))

    def read(self, model: str, record_id: int, fields: Sequence[str]) -> Record | None:
        """One record, None if there is none."""
        found = self.search_read(model, [["id", "=", record_id]], fields, limit=1)
        return found[0] if found else None

    def changed(
        self, model: str, fields: Sequence[str], cursor: Cursor | None, *, limit: int = 100, domain: Sequence[Any] = ()
    ) -> Page:
        """Records created or written after `cursor`, in order of (time of the last change, id).

        A record that was never written again has no write date, so two questions are asked and merged. The new ones
        first: a record that is written between the two questions is then seen twice, not missed.
        """
        wanted = [*fields, *(name for name in _MODIFIED if name not in fields)]
        found: dict[int, tuple[Cursor, Record]] = {}
        for column, state in (("create_date", ["write_date", "=", None]), ("write_date", ["write_date", "!=", None])):
            where = [*domain, state, *_behind(column, cursor)]
            order = ((column, "ASC"), ("id", "ASC"))
            for record in self.search_read(model, where, wanted, limit=limit + 1, order=order):
                at = record["write_date"] or record["create_date"]
                found[record["id"]] = (Cursor(at, record["id"]), {**record, "modified_at": at})
        ordered = sorted(found.values(), key=lambda pair: pair[0])
        page = ordered[:limit]
        return Page(
            records=[record for _, record in page],
            cursor=page[-1][0] if page else cursor,
            more=len(ordered) > limit,
        )

    # Changing

    def create(self, model: str, record: Mapping[str, Json]) -> int:
        """The id of a new record; `record` is JSON, written by the model's field types."""
        made = self.call(f"model.{model}.create", [as_fields(self.kinds(model), record)], self._with())
        return int(made[0])

    def write(self, model: str, record_id: int, changes: Mapping[str, Json], timestamp: str | None = None) -> None:
        """Write fields; with the `timestamp` (`_timestamp`) that was read only if nobody wrote since: TrytonChanged."""
        wire = as_fields(self.kinds(model), changes)
        self.call(f"model.{model}.write", [record_id], wire, self._locked(model, record_id, timestamp))

    def do(self, model: str, verb: str, record_id: int, timestamp: str | None = None) -> Json:
        """Press a button: quote, confirm, process, draft, cancel; submit, approve, succeed, … A verb that the
        record's state does not allow is a TrytonRefused: read the state to see whether it was done before.
        """
        return self.call(f"model.{model}.{verb}", [record_id], self._locked(model, record_id, timestamp))

    def run_wizard(self, wizard: str, model: str, record_id: int) -> None:
        """Run a wizard that asks nothing on one record ("account.payment.process" on an approved payment)."""
        active = {"active_model": model, "active_id": record_id, "active_ids": [record_id]}
        context = self._with(active)
        session, state, end = self.call(f"wizard.{wizard}.create", context)
        try:
            if state != end and "view" in self.call(f"wizard.{wizard}.execute", session, {}, state, context):
                raise TrytonRefused("refused", permanent=True, text=f"{wizard} asks a question")
        finally:
            self.call(f"wizard.{wizard}.delete", session, context)

    def confirm(self, warning: str) -> None:
        """Confirm a TrytonWarned by its name, once, so that the same call goes through."""
        self.call("model.res.user.warning.skip", warning, False, self._with())

    def _locked(self, model: str, record_id: int, timestamp: str | None) -> dict[str, Any]:
        lock = {} if timestamp is None else {"_timestamp": {f"{model},{record_id}": timestamp}}
        return self._with(lock)


def _behind(column: str, cursor: Cursor | None) -> list[Any]:
    """The domain for what comes after the cursor in the order of (column, id)."""
    if cursor is None:
        return []
    at = instant(cursor.at)
    return [["OR", [column, ">", at], [[column, "=", at], ["id", ">", cursor.id]]]]
