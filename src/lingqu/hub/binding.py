"""Binding: from a job to a call. Which connector's action, through which connection, with which inputs and secrets."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from lingqu.hub import connections, credentials
from lingqu.hub.connecting import Call, Remote
from lingqu.hub.ledger import Entry, Plan
from lingqu.hub.manifest import Connectors, Verb
from lingqu.kernel.errors import Invalid
from lingqu.kernel.values import Json, decode, encode
from lingqu.outbound.errors import NotSent
from lingqu.outbound.exchange import OutboundRequest, OutboundResponse, bare
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Vault
from lingqu.outbound.transport import Transport
from lingqu.runtime import ActivatedJob
from lingqu.store import Database

#: The job type by which a process reaches any action: inputs `connection`, `action` and the action's own.
CONNECTOR_JOB = "lingqu:connector:1"
#: The job type of Camunda 8's REST template.
REST_JOB = "io.camunda:http-json:1"
#: How long one call may take, all its requests together, ms.
PATIENCE = 150_000


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """A call that may be made, and how the ledger will know it."""

    verb: Verb
    call: Call
    plan: Plan


class Binder:
    """Makes calls out of jobs and out of rows of the ledger."""

    def __init__(  # noqa: PLR0917 - its parts are of different kinds
        self, db: Database, connectors: Connectors, transport: Transport, vault: Vault, mask: Mask, zone: str
    ) -> None:
        self._db = db
        self._connectors = connectors
        self._transport = transport
        self._vault = vault
        self._mask = mask
        self._zone = zone

    def job(self, job: ActivatedJob, now: int) -> Bound:
        """The call that a job asks for. Raises Invalid or NotFound, which name what is missing."""
        return self.bound(job.type, job.tenant, job.key, job.variables, job.headers, now)

    def entry(self, entry: Entry, now: int) -> Bound:
        """The call that a row of the ledger stands for, as it was when it was sent."""
        kept = decode(entry.request)
        return self.bound(kept["type"], entry.tenant, entry.job, kept["inputs"], kept["headers"], now)

    def bound(  # noqa: PLR0917 - its parts are of different kinds
        self, type_: str, tenant: str, job: int, given: Mapping[str, Json], headers: Mapping[str, str], now: int
    ) -> Bound:
        with self._db.reading() as c:
            if type_ == REST_JOB:
                remote, action = None, "request"
                verb = self._connectors.verb("rest", action)
            else:
                action = _text(given, "action")
                remote = connections.named(c, self._vault, tenant, _text(given, "connection"))
                verb = self._connectors.verb(remote.connector, action)
            inputs = verb.checked(given)
            opened = credentials.resolved(c, self._vault, tenant, inputs)
        digest = hashlib.sha256(msgspec.json.encode(inputs, order="deterministic")).hexdigest()
        call = self._call(remote, opened, headers, now, key=f"lingqu-{job}-{digest[:16]}")
        names = {} if remote is None else {"connection": remote.name, "action": action}
        request = {"type": type_, "inputs": {**names, **self._kept(inputs)}, "headers": dict(headers)}
        plan = Plan(
            connection=remote.name if remote is not None else _host(str(opened.get("url", ""))),
            action=action if remote is not None else _shown(opened, self._mask),
            idempotency=verb.action.idempotency(call, verb.manifest.idempotency),
            settle_ms=verb.manifest.settle_ms,
            patience_ms=PATIENCE,
            business_key=self._mask.text(verb.action.business_key(inputs))[:200],
            payload_hash=digest,
            request=encode(self._mask.value(request)),
        )
        return Bound(verb=verb, call=call, plan=plan)

    def trying(self, remote: Remote, now: int) -> Call:
        """A call without inputs: for a test of a connection, or a poll."""
        return self._call(remote, {}, {}, now, key="")

    def _call(
        self, remote: Remote | None, inputs: dict[str, Json], headers: Mapping[str, str], now: int, *, key: str
    ) -> Call:
        return Call(
            remote=remote,
            inputs=inputs,
            send=_Patient(self._transport, PATIENCE / 1000).send,
            mask=self._mask,
            now=now,
            zone=self._zone,
            key=key,
            headers=headers,
        )

    def _kept(self, inputs: Mapping[str, Json]) -> dict[str, Any]:
        """The inputs as the ledger keeps them: placeholders instead of secrets, nothing literal of a sign-in."""
        kept = dict(inputs)
        if "authentication" in kept:
            kept["authentication"] = credentials.only_placeholders(kept["authentication"])
        headers = kept.get("headers")
        if isinstance(headers, dict):
            kept["headers"] = {
                name: credentials.only_placeholders(text) if name.lower() in _SIGNING else text
                for name, text in headers.items()
            }
        return kept


_SIGNING = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"})


class _Patient:
    """Sends as long as there is time: a call must be over before its lease is, whatever number of requests it makes."""

    def __init__(self, transport: Transport, seconds: float) -> None:
        self._transport = transport
        self._until = time.monotonic() + seconds

    def send(self, request: OutboundRequest) -> OutboundResponse:
        left = self._until - time.monotonic()
        if left < 1:
            raise NotSent("not_connected", host=bare(request.url), port=0, reason="the time for the whole call is over")
        if request.total_timeout > left:
            request = msgspec.structs.replace(request, total_timeout=left)
        return self._transport.send(request)


def _text(given: Mapping[str, Json], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise Invalid("hub.input_missing", name=name)
    return value


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or "?"
    except ValueError:
        return "?"


def _shown(inputs: Mapping[str, Json], mask: Mask) -> str:
    method = str(inputs.get("method") or "GET").upper()
    url = str(inputs.get("url", ""))
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    return mask.text(f"{method} {path or '/'}")[:200]
