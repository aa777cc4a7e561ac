"""The hub as its callers see it: built by bootstrap, configured by people or plain data, started and stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from lingqu.engine.commands import CompleteJob, ResolveIncident
from lingqu.hub import connections, credentials, documents, expressions, ledger, notes, sources, templates
from lingqu.hub import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.hub.binding import CONNECTOR_JOB, REST_JOB, Binder
from lingqu.hub.connecting import Absent, Found, Unsure
from lingqu.hub.dispatch import Dispatcher
from lingqu.hub.inbox import Inbox
from lingqu.hub.lanes import Lanes
from lingqu.hub.ledger import EffectState, Entry
from lingqu.hub.manifest import Connectors
from lingqu.hub.messages import why
from lingqu.hub.polling import Poller
from lingqu.hub.recovery import Recovery
from lingqu.hub.webhooks import Webhooks
from lingqu.kernel.editions import Seen
from lingqu.kernel.errors import Conflict, Invalid, NotFound, Rejected
from lingqu.kernel.messages import Language, Message
from lingqu.kernel.values import Json, decode, encode, normalise
from lingqu.outbound.errors import OutboundError
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Vault
from lingqu.outbound.transport import Transport
from lingqu.runtime import CaseWork, RowWork, Runtime, Tx
from lingqu.store import Database

T = TypeVar("T")

TYPES = (CONNECTOR_JOB, REST_JOB)
THREADS = 6


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """How a test of a connection went."""

    ok: bool
    message: Message


class Hub:
    """Documents between systems. Build it before the runtime starts; start it after, stop it before."""

    def __init__(
        self, runtime: Runtime, db: Database, transport: Transport, vault: Vault, mask: Mask, *, zone: str = "UTC"
    ) -> None:
        self._runtime = runtime
        self._db = db
        self._vault = vault
        self._mask = mask
        self._zone = zone
        self.connectors = Connectors()
        self._binder = Binder(db, self.connectors, transport, vault, mask, zone)
        self._dispatcher = Dispatcher(runtime, self._binder, Lanes(), mask, zone)
        inbox = Inbox(runtime, zone)
        self._recovery = Recovery(runtime, self._dispatcher, mask, TYPES)
        self._poller = Poller(runtime, self._binder, self.connectors, vault, inbox, mask, self._recovery.sweep)
        self._webhooks = Webhooks(runtime, self.connectors, vault, inbox)
        runtime.publishers = self._published
        for type_ in TYPES:
            runtime.handle(type_, self._dispatcher.handle, threads=THREADS)

    # ---- life

    def start(self) -> None:
        """Recover what was left, then poll. The runtime must have started."""
        self._poller.start()

    def stop(self) -> None:
        """No new polls; those under way end. Calls under way end with the runtime's handlers."""
        self._poller.stop()

    def _published(self, tenant: str) -> set[str]:
        with self._db.reading() as c:
            return sources.published(c, tenant)

    def templates(self, language: Language = "zh") -> list[dict[str, Any]]:
        """Element templates for the designer."""
        return templates.templates(self.connectors, language)

    # ---- configuration

    def configure(
        self,
        tenant: str = "",
        *,
        connections: Sequence[Mapping[str, Any]] = (),
        sources: Sequence[Mapping[str, Any]] = (),
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        """Put these connections, sources and secrets in place, all or none; doing it again changes nothing.

        Shapes: `connections.Draft`, `sources.Draft`. Raises Invalid, NotFound.
        """
        new_connections = [_shaped(one, _connections.Draft) for one in connections]
        new_sources = [_shaped(one, _sources.Draft) for one in sources]

        def run(tx: Tx) -> None:
            for connection in new_connections:
                _connections.put(tx, self._vault, self.connectors, tenant, connection)
            for source in new_sources:
                _sources.put(tx, self._vault, self.connectors, tenant, source)
            for name, text in (secrets or {}).items():
                credentials.put_named(tx.c, self._vault, tenant, name, text, tx.now)

        self._runtime.writer.call(RowWork(run=run))

    def add_connection(self, tenant: str, draft: connections.Draft) -> int:
        """The new connection's id. Raises Conflict, Invalid."""
        id_: int = self._rows(lambda tx: _connections.add(tx, self._vault, self.connectors, tenant, draft))
        return id_

    def change_connection(self, tenant: str, id_: int, asked: connections.Change, seen: Seen = None) -> None:
        """Raises NotFound, Stale, Conflict, Invalid."""
        self._rows(lambda tx: _connections.change(tx, self._vault, self.connectors, tenant, id_, asked, seen=seen))

    def drop_connection(self, tenant: str, id_: int, seen: Seen = None) -> None:
        """Raises NotFound, Stale, Conflict while it is in use."""
        self._rows(lambda tx: _connections.drop(tx, tenant, id_, seen))

    def put_source(self, tenant: str, given: Mapping[str, Any], seen: Seen = None) -> int:
        """Add a source or change the one of that name. Raises NotFound, Invalid, Stale."""
        draft = _shaped(given, _sources.Draft)
        id_: int = self._rows(lambda tx: _sources.put(tx, self._vault, self.connectors, tenant, draft, seen))
        return id_

    def drop_source(self, tenant: str, name: str, seen: Seen = None) -> None:
        """Raises NotFound, Stale."""
        self._rows(lambda tx: _sources.drop(tx, tenant, name, seen))

    def put_secret(self, tenant: str, name: str, text: str, seen: Seen = None) -> str:
        """Write a secret for `{{secrets.NAME}}`, or rotate it; its edition. Raises Invalid, Stale."""

        def run(tx: Tx) -> str:
            return credentials.put_named(tx.c, self._vault, tenant, name, text, tx.now, seen=seen)

        kept: str = self._rows(run)
        return kept

    def reseal(self) -> int:
        """Seal every credential under the current master key; how many were under an older one."""
        count: int = self._rows(lambda tx: credentials.reseal(tx.c, self._vault))
        return count

    def try_connection(self, tenant: str, id_: int) -> Tried:
        """Sign in there, change nothing. Raises NotFound."""
        with self._db.reading() as c:
            row = _connections.by_id(c, tenant, id_)
            remote = _connections.remote(c, self._vault, row)
        error = ""
        try:
            told = self.connectors.get(row.connector).sign_in.check(self._binder.trying(remote, self._runtime.now()))
            tried = Tried(ok=True, message=Message(code="hub.connected", params={"text": self._mask.text(told)}))
        except (OutboundError, Rejected) as wrong:
            error = notes.packed(wrong.message, self._mask)
            tried = Tried(ok=False, message=wrong.message)
        self._rows(lambda tx: _connections.note(tx, tenant, row.name, error))
        return tried

    # ---- events that are pushed

    def receive(self, tenant: str, source: str, headers: Mapping[str, str], body: bytes) -> dict[str, Json]:
        """A webhook's event. Answers what it caused. Raises NotFound, Unauthenticated, Invalid, Unprocessable."""
        return self._webhooks.receive(tenant, source, headers, body)

    # ---- effects

    def probe(self, tenant: str, key: int) -> EffectState:
        """Look up an unknown effect now; the state after it. Raises NotFound, Conflict where a person has to decide."""
        entry = self._unknown(tenant, key)
        try:
            found = self._dispatcher.look(entry)
        except OutboundError as wrong:
            error = notes.packed(wrong.message, self._mask)
            self._rows(lambda tx: ledger.look_again(tx, key, error, tx.now))
            raise Conflict("hub.event_unreadable", reason=self._mask.text(str(wrong))) from None
        if isinstance(found, Unsure):
            raise Conflict(found.message.code, **found.message.params)
        if isinstance(found, Found):
            self._confirm(entry, found.output, found)
            return EffectState.CONFIRMED
        if isinstance(found, Absent):
            self._plan_again(entry)
        return EffectState.PLANNED

    def decide(self, tenant: str, key: int, state: str, note: str, *, by: str, output: Json = None) -> EffectState:
        """A person says what became of an unknown effect: `confirmed` (with its output) or `planned` (send again).

        Raises NotFound, Conflict if it is not unknown, Invalid.
        """
        entry = self._unknown(tenant, key)
        said = {"person": by, "action": entry.action, "note": note[:500]}
        if state == "confirmed":
            self._confirm(entry, normalise(output, "output"), None, said)
            return EffectState.CONFIRMED
        if state == "planned":
            self._plan_again(entry, said)
            return EffectState.PLANNED
        raise Invalid("hub.bad_input", name="state", reason=why("bad_decision"))

    def _unknown(self, tenant: str, key: int) -> Entry:
        with self._db.reading() as c:
            entry = ledger.get(c, key)
        if entry is None or entry.tenant != tenant:
            raise NotFound("hub.no_such_effect", key=str(key))
        if entry.state is not EffectState.UNKNOWN:
            raise Conflict("hub.not_unknown", key=str(key), state=entry.state.name.lower())
        return entry

    def _confirm(self, entry: Entry, output: Json, found: Found | None, said: Mapping[str, Json] | None = None) -> None:
        clean = normalise(self._mask.value(output), "output")

        def run(tx: Tx) -> None:
            if not ledger.confirm(tx, entry.job, encode({"output": clean}), fence=None):
                raise Conflict("hub.not_unknown", key=str(entry.job), state="settled")
            self._tell(tx, entry, "found" if said is None else "decided", said, "confirmed")
            if found is not None and found.made is not None and entry.document:
                documents.link(tx, entry.tenant, entry.document, entry.connection, found.made)
            if self._waits(tx, entry):
                headers = decode(entry.request).get("headers", {})
                variables = expressions.results(headers, clean, now=tx.now, zone=self._zone)
                tx.also(self._runtime.job_command(CompleteJob(at=0, job=entry.job, variables=variables)))

        self._rows(run)

    def _plan_again(self, entry: Entry, said: Mapping[str, Json] | None = None) -> None:
        def run(tx: Tx) -> None:
            if not ledger.absent(tx, entry.job):
                raise Conflict("hub.not_unknown", key=str(entry.job), state="settled")
            self._tell(tx, entry, "absent" if said is None else "decided", said, "planned")
            if not self._waits(tx, entry):
                return
            incident = tx.c.row(
                "SELECT key FROM incident WHERE instance = ? AND job = ? AND resolved_at IS NULL",
                [entry.instance, entry.job],
            )
            if incident is not None:
                command = ResolveIncident(at=0, incident=incident[0])
                tx.also(CaseWork(instance=entry.instance, command=command))
            else:
                tx.c.run("UPDATE job SET ready_at = ? WHERE key = ? AND state = ?", [tx.now, entry.job, ledger.OPEN])

        self._rows(run)

    def _waits(self, tx: Tx, entry: Entry) -> bool:
        """The process still waits for this effect."""
        row = tx.c.row("SELECT state FROM job WHERE key = ?", [entry.job])
        return row is not None and row[0] in (ledger.OPEN, ledger.FAILED)

    def _tell(self, tx: Tx, entry: Entry, kind: str, said: Mapping[str, Json] | None, state: str) -> None:
        names = {"connection": entry.connection, "action": entry.action}
        params = names if said is None else {**said, "state": state}
        documents.note(tx, entry.document, entry.connection, kind, entry.job, **params)

    def _rows(self, run: Any) -> Any:
        return self._runtime.writer.call(RowWork(run=run))


# `configure` has parameters of these names.
_connections = connections
_sources = sources


def _shaped(given: Mapping[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(dict(given), kind)
    except msgspec.ValidationError as wrong:
        name = str(given.get("name", "?"))
        raise Invalid("hub.bad_setting", name=name, reason=str(wrong)) from None
