"""The inbox: each event has its effect once, whoever tells it however often.

The guard (source, event id), the document's new status and the start or message are one transaction. An event that an
older version of the same object tells is dropped; an object starts a process once a version, and none while one of its
processes is running.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lingqu.directory import people
from lingqu.hub import documents, expressions
from lingqu.hub.connecting import Arrived, External
from lingqu.hub.documents import News
from lingqu.hub.messages import why
from lingqu.hub.sources import DocumentRule, LinkRule, PublishRule, Source, StartRule
from lingqu.kernel.errors import Unprocessable
from lingqu.kernel.values import Json
from lingqu.runtime import GuardClaim, RowWork, Runtime, Tx, business_ids, start_work
from lingqu.runtime.starting import newest

#: How long a webhook's event id is remembered after it came, ms; what a poll has read is remembered for ever.
REMEMBERED = 90 * 86_400_000
_GUARD = ("scope", "id", "answer", "at", "expires")


class Inbox:
    """Takes events in. Works inside transactions of its callers."""

    def __init__(self, runtime: Runtime, zone: str) -> None:
        self._runtime = runtime
        self._zone = zone

    def guard(self, source: Source, arrived: Arrived, read: Any) -> GuardClaim:
        """The claim for one event that comes alone; who comes second gets the first one's answer."""
        expires = self._runtime.now() + REMEMBERED
        return GuardClaim(_scope(source), arrived.id, expires, read)

    def claimed(self, tx: Tx, source: Source, arrived: Arrived) -> bool:
        """The same for an event of a page: False if it was taken in before."""
        return _claim(tx, _scope(source), arrived.id)

    def accept(self, tx: Tx, source: Source, system: str, arrived: Arrived) -> dict[str, Json]:
        """What the event causes. `system`: the name of the connection it comes through. Raises Unprocessable."""
        settings = source.settings
        known: dict[str, Json] = {"event": arrived.event}
        external = self._external(settings.link, known, tx.now)
        document = self._document(tx, source, settings.document, external, known)
        news = News.NEW
        if external is not None and document:
            news = documents.link(tx, source.tenant, document, system, external)
            status: dict[str, Json] = {"status": external.status, "version": external.version}
            if news is News.STALE:
                documents.note(tx, document, system, "stale", **status)
                return {"outcome": "ignored", "reason": "stale"}
            if news is News.NEWER:
                documents.note(tx, document, system, "status", **status)
            elif news is News.NEW:
                documents.note(tx, document, system, "received", source=source.name, **status)
        if settings.when and expressions.maybe(settings.when, known, now=tx.now, zone=self._zone) is not True:
            return {"outcome": "ignored", "reason": "filter"}
        version = f"{system}/{external.type}/{external.id}@{external.version}" if external is not None else arrived.id
        if settings.publish is not None:
            return self._publish(tx, source, settings.publish, known, document, system, version)
        if settings.start is not None:
            return self._start(tx, source, settings.start, known, document, system, version)
        return {"outcome": "noted"}

    # ---- the document

    def _external(self, rule: LinkRule | None, known: Mapping[str, Json], now: int) -> External | None:
        if rule is None:
            return None
        version = self._maybe(rule.version, known, now)
        return External(
            type=rule.type,
            id=_word(self._value(rule.id, known, now), rule.id),
            status=str(self._maybe(rule.status, known, now) or ""),
            version=version if type(version) is int else 0,
            url=str(self._maybe(rule.url, known, now) or ""),
        )

    def _document(
        self,
        tx: Tx,
        source: Source,
        rule: DocumentRule | None,
        external: External | None,
        known: Mapping[str, Json],
    ) -> int:
        """The key of the document that the event is about, made if its own link is what names it; 0 for none."""
        if external is None:
            return 0
        type_ = rule.type if rule is not None else external.type
        id_ = _word(self._value(rule.id, known, tx.now), rule.id) if rule is not None else external.id
        found = documents.find(tx.c, source.tenant, type_, id_)
        if found or (type_, id_) != (external.type, external.id):
            return found
        # two nodes may hear of a new document at once: the guard lets one of them make it, the other waits here
        if not _claim(tx, "document", f"{source.tenant}/{type_}/{id_}"):
            return documents.find(tx.c, source.tenant, type_, id_)
        title = str(self._maybe(rule.title, known, tx.now) or id_) if rule is not None else id_
        return documents.add(tx, source.tenant, type_, title)

    # ---- what follows

    def _start(  # noqa: PLR0917 - its parts are of different kinds
        self,
        tx: Tx,
        source: Source,
        rule: StartRule,
        known: Mapping[str, Json],
        document: int,
        system: str,
        version: str,
    ) -> dict[str, Json]:
        if document:
            running = documents.lock(tx.c, document)
            if running and self._runs(tx, running):
                documents.note(tx, document, system, "running")
                return {"outcome": "ignored", "reason": "running", "instance": str(running)}
        if not _claim(tx, f"hub/start/{source.tenant}/{rule.process}", version):
            return {"outcome": "ignored", "reason": "started before"}
        by = self._login(tx, source.tenant, self._maybe(rule.initiator, known, tx.now))
        named = {**known, "initiator": by or self._maybe(rule.initiator, known, tx.now)}
        variables = self._value(rule.variables, named, tx.now)
        if not isinstance(variables, dict):
            raise Unprocessable("hub.expression_failed", text=rule.variables[:200], reason=why("no_context"))
        definition = self._runtime.definitions.get(newest(tx, source.tenant, rule.process), tx.c)
        instance = tx.new_key()
        business_id = str(self._maybe(rule.business_id, named, tx.now) or "")
        if business_id and self._runtime.unique_business_ids:
            holder = business_ids.claim(tx, definition, business_id, instance)
            if holder:
                return {"outcome": "ignored", "reason": "business id", "instance": str(holder)}
        tx.also(start_work(instance, definition, variables=variables, by=by, business_id=business_id))
        if document:
            documents.belongs_to(tx, document, instance)
            documents.note(tx, document, system, "started", process=rule.process, instance=str(instance))
        return {"outcome": "started", "instance": str(instance)}

    def _publish(  # noqa: PLR0917 - its parts are of different kinds
        self,
        tx: Tx,
        source: Source,
        rule: PublishRule,
        known: Mapping[str, Json],
        document: int,
        system: str,
        version: str,
    ) -> dict[str, Json]:
        key = _word(self._value(rule.key, known, tx.now), rule.key)
        if not _claim(tx, f"hub/publish/{source.tenant}/{rule.message}", f"{key}/{version}"):
            return {"outcome": "ignored", "reason": "published before"}
        variables = self._value(rule.variables, known, tx.now)
        if not isinstance(variables, dict):
            raise Unprocessable("hub.expression_failed", text=rule.variables[:200], reason=why("no_context"))
        work: RowWork = self._runtime.publish(
            rule.message,
            key,
            ttl_ms=expressions.duration_ms(rule.ttl),
            variables=variables,
            tenant=source.tenant,
        )
        message = work.run(tx)
        documents.note(tx, document, system, "message", message=rule.message)
        return {"outcome": "published", "message": str(message)}

    def _runs(self, tx: Tx, instance: int) -> bool:
        """It is under way; one that was started in this very transaction has no row yet."""
        row = tx.c.row("SELECT ended_at FROM instance WHERE key = ?", [instance])
        return row is None or row[0] is None

    def _login(self, tx: Tx, tenant: str, who: Json) -> str:
        """The person with that login, or the only one with that name; "" for nobody."""
        if not isinstance(who, str) or not who:
            return ""
        if people.find(tx.c, tenant, who) is not None:
            return who
        rows = tx.c.rows("SELECT login FROM person WHERE tenant = ? AND name = ? AND active = 1 LIMIT 2", [tenant, who])
        return str(rows[0][0]) if len(rows) == 1 else ""

    def _value(self, text: str, known: Mapping[str, Json], now: int) -> Json:
        return expressions.value(text, known, now=now, zone=self._zone)

    def _maybe(self, text: str, known: Mapping[str, Json], now: int) -> Json:
        return expressions.maybe(text, known, now=now, zone=self._zone)


def _scope(source: Source) -> str:
    return f"inbox/{source.id}"


def _claim(tx: Tx, scope: str, id_: str) -> bool:
    """Claim a guard for ever; False if somebody has it. Waits for one who is about to."""
    rows = [(scope, id_, b"null", tx.now, None)]
    return bool(tx.c.insert("guard", _GUARD, rows, ignore=True, returning=("id",)))


def _word(value: Json, text: str) -> str:
    if isinstance(value, str) and value:
        return value
    if type(value) is int:
        return str(value)
    raise Unprocessable("hub.expression_failed", text=text[:200], reason=why("not_text_or_whole"))
