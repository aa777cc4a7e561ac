"""Webhooks: what a system pushes to us. Signed with a shared secret, limited in size, taken in once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from lingqu.hub import connections, credentials, expressions, sources
from lingqu.hub.connecting import Arrived
from lingqu.hub.inbox import Inbox
from lingqu.hub.manifest import Connectors
from lingqu.hub.messages import why
from lingqu.hub.sources import Source
from lingqu.kernel.errors import Conflict, Invalid, Unauthenticated, Unprocessable
from lingqu.kernel.values import Json, decode, normalise
from lingqu.outbound.secrets import Vault
from lingqu.runtime import RowWork, Runtime, Tx

SIGNATURE = "X-Hub-Signature-256"
EVENT_ID = "X-Event-Id"
#: Bytes of one event.
MAX_BYTES = 1 << 20


class Webhooks:
    """The door for pushed events."""

    def __init__(self, runtime: Runtime, connectors: Connectors, vault: Vault, inbox: Inbox) -> None:
        self._runtime = runtime
        self._connectors = connectors
        self._vault = vault
        self._inbox = inbox

    def receive(self, tenant: str, name: str, headers: Mapping[str, str], body: bytes) -> dict[str, Json]:
        """What the event caused; a duplicate gets the first one's answer. `headers` in lower case.

        Raises NotFound, Unauthenticated, Invalid, Unprocessable: then nothing was taken in and the sender may repeat.
        """
        with self._runtime.db.reading() as c:
            source = sources.named(c, tenant, name)
            secrets = credentials.several(c, self._vault, tenant, f"source/{source.id}")
            row = connections.by_id(c, tenant, source.connection) if source.connection else None
        if source.kind != "webhook":
            raise Conflict("hub.not_a_webhook", name=name)
        if len(body) > MAX_BYTES:
            raise Invalid("hub.body_too_large", limit=MAX_BYTES)
        secret = secrets.get("secret")
        _verify(secret.reveal().encode() if secret is not None else b"", headers.get(SIGNATURE.lower(), ""), body)
        pushed = _read(body)
        event = pushed
        if row is not None and source.settings.trigger:
            event = self._connectors.source(row.connector, source.settings.trigger).trigger.pushed(pushed)
        arrived = Arrived(id=self._id(source, headers, pushed, body), event=normalise(event, "event"))
        system = row.name if row is not None else source.name

        def run(tx: Tx) -> dict[str, Json]:
            answer = self._inbox.accept(tx, source, system, arrived)
            sources.seen(tx, source, received=1)
            return answer

        seen_before: list[bool] = []

        def again(answer: bytes) -> dict[str, Json]:
            seen_before.append(True)
            told: dict[str, Json] = decode(answer)
            return told

        work = RowWork(run=run, guard=self._inbox.guard(source, arrived, again))
        told: dict[str, Json] = self._runtime.writer.call(work)
        if seen_before:
            self._runtime.writer.submit(RowWork(run=lambda tx: sources.seen(tx, source, duplicates=1)))
        return told

    def _id(self, source: Source, headers: Mapping[str, str], pushed: Json, body: bytes) -> str:
        if source.settings.id:
            found = expressions.value(
                source.settings.id,
                {"event": pushed, "body": pushed},
                now=self._runtime.now(),
                zone=self._runtime.zone,
            )
            if not isinstance(found, str | int):
                raise Unprocessable("hub.expression_failed", text=source.settings.id[:200], reason=why("not_text"))
            return str(found)[:200]
        return headers.get(EVENT_ID.lower(), "")[:200] or "sha256:" + hashlib.sha256(body).hexdigest()


def signature(secret: bytes, body: bytes) -> str:
    """What stands in X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def _verify(secret: bytes, given: str, body: bytes) -> None:
    """Raises Unauthenticated. A webhook without a secret takes nothing."""
    if not given:
        raise Unauthenticated("hub.signature_missing", header=SIGNATURE)
    if not secret or not hmac.compare_digest(signature(secret, body).encode(), given.strip().encode()):
        raise Unauthenticated("hub.signature_wrong")


def _read(body: bytes) -> Json:
    try:
        return normalise(decode(body), "event")
    except Invalid as wrong:
        raise Invalid("hub.event_unreadable", reason=str(wrong)) from None
