"""Tracing: from commits to spans to the collector, by one thread a node.

    commit → hook (notes what ended) → bounded queue → rows are read → one request, repeated if the collector is busy

A full queue drops what comes and counts it. What waits when a node is killed is lost. A request whose answer was lost
is sent again: its spans have the same ids.
"""

from __future__ import annotations

import importlib.util
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any
from urllib.parse import urlsplit

import msgspec
import structlog

from lingqu.engine.events import (
    ElementCompleted,
    ElementTerminated,
    IncidentRaised,
    InstanceCancelled,
    InstanceCompleted,
    InstanceFailed,
    InstanceStarted,
)
from lingqu.kernel.errors import Busy, Invalid
from lingqu.outbound.errors import NotSent, OutboundError
from lingqu.outbound.exchange import OutboundRequest
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.transport import Transport
from lingqu.runtime.figures import Figures
from lingqu.runtime.traces.caller import CALLER, parsed
from lingqu.runtime.traces.spans import Ids, Span, Trouble, Visit, made
from lingqu.runtime.work import CaseDone, RowWork, Tx, Work
from lingqu.store import Database, DatabaseFailed, Lost

_log = structlog.get_logger(__name__)

#: Spans that may wait, and spans of one request.
MOST = 20_000
AT_ONCE = 512
#: Callers of instances that have not started yet.
_CALLERS = 10_000
#: Seconds before each attempt at a request, and seconds that one may take.
_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0)
_TIMEOUT = 10.0
_ENDED = (InstanceCompleted, InstanceCancelled, InstanceFailed)


class Collector(msgspec.Struct, frozen=True, kw_only=True):
    """Where spans go. `endpoint`: the collector's base address, "" for none; `headers`: its keys and such."""

    endpoint: str = ""
    headers: Mapping[str, str] = {}

    def check(self) -> None:
        """Raises Invalid for what is no address, or if nothing is installed that makes the messages."""
        if not self.endpoint:
            return
        parts = urlsplit(self.endpoint)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Invalid("runtime.bad_collector", given=self.endpoint[:200])
        if importlib.util.find_spec("opentelemetry") is None or importlib.util.find_spec("opentelemetry.proto") is None:
            raise Invalid("runtime.traces_need_otel")

    def transport(self, mask: Mask) -> Transport:
        """The operator has named this one host: it may be reached wherever it is."""
        parts = urlsplit(self.endpoint)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        mask.add(*self.headers.values())
        return Transport(Guard([f"{host}:{port}"]), mask)


class Tracing:
    """One thread a node. `committed` may be called from the writer's thread: it never blocks."""

    def __init__(  # noqa: PLR0917 - what a node has
        self,
        database: Database,
        submit: Callable[[Work], Future[Any]],
        figures: Figures,
        collector: Collector,
        mask: Mask,
        most: int = MOST,
    ) -> None:
        self._database = database
        self._submit = submit
        self._collector = collector
        self._transport = collector.transport(mask)
        self._most = most
        self._waiting: deque[Visit | Trouble] = deque()
        self._callers: OrderedDict[int, str] = OrderedDict()
        self._lock = threading.Lock()
        self._bell = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lingqu-traces", daemon=True)
        self._sent = figures.counter("lingqu_spans_sent", "Spans that the collector took.")
        self._dropped = figures.counter("lingqu_spans_dropped", "Spans that were not sent: no room, no collector.")
        figures.gauge("lingqu_spans_waiting", "Spans that wait to be sent.", lambda: len(self._waiting))
        self.node = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Send what waits, once, and end."""
        self._stopped.set()
        self._bell.set()
        if self._thread.is_alive():
            self._thread.join(2 * _TIMEOUT)
        self._transport.close()

    def expect(self, instance: int) -> None:
        """The instance is about to be started by whoever is being answered now."""
        caller = CALLER.get()
        if parsed(caller) is not None:
            with self._lock:
                self._callers[instance] = caller
                if len(self._callers) > _CALLERS:
                    self._callers.popitem(last=False)

    def committed(self, done: Sequence[CaseDone]) -> None:
        """After a commit: what ended, and what went wrong, is noted."""
        noted: list[Visit | Trouble] = []
        for one in done:
            for event in one.events:
                if isinstance(event, ElementCompleted | ElementTerminated):
                    noted.append(Visit(one.instance, event.n))
                elif isinstance(event, _ENDED):
                    noted.append(Visit(one.instance, 0))
                elif isinstance(event, IncidentRaised):
                    noted.append(Trouble(one.instance, event.n, event.owner, one.at, event.code))
                elif isinstance(event, InstanceStarted) and one.instance in self._callers:
                    self._keep(one.instance)
        room = self._most - len(self._waiting)
        if len(noted) > room:
            self._dropped.inc(len(noted) - max(0, room))
        if noted[: max(0, room)]:
            self._waiting.extend(noted[:room])
            self._bell.set()

    def _keep(self, instance: int) -> None:
        """The caller in a row: the instance may end on another node."""
        row = (instance, self._callers[instance])

        def run(tx: Tx) -> None:
            if tx.c.row("SELECT 1 FROM instance WHERE key = ?", [instance]) is not None:
                tx.c.insert("trace_link", ("instance", "caller"), [row], ignore=True)

        try:
            self._submit(RowWork(run=run))
        except Busy:  # a trace holds nothing up: this node still knows it
            _log.info("caller not kept", instance=instance)

    # ---- the thread ----

    def _run(self) -> None:
        ids: Ids | None = None
        while True:
            self._bell.wait()
            self._bell.clear()
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
                try:
                    ids = ids or self._home()
                    self._send(self._made(ids, taken))
                except (Busy, Lost, DatabaseFailed) as passing:
                    self._dropped.inc(len(taken))
                    _log.warning("spans dropped", spans=len(taken), error=str(passing))
                except Exception:  # noqa: BLE001 - the thread must live; what it could not send is counted
                    self._dropped.inc(len(taken))
                    _log.exception("spans dropped", spans=len(taken))
            if self._stopped.is_set():
                return

    def _home(self) -> Ids:
        """The ids of this database, which draws a number of its own once."""
        drawn = secrets.token_bytes(16)

        def run(tx: Tx) -> bytes:
            tx.c.insert("setting", ("name", "value"), [("traces", drawn)], ignore=True)
            row = tx.c.row("SELECT value FROM setting WHERE name = 'traces'")
            return bytes(row[0]) if row else drawn

        return Ids(self._submit(RowWork(run=run)).result(_TIMEOUT))

    def _made(self, ids: Ids, taken: Sequence[Visit | Trouble]) -> list[Span]:
        visits = [one for one in taken if isinstance(one, Visit)]
        with self._lock:
            links = {one.instance: self._callers.pop(one.instance, "") for one in visits if one.n == 0}
        with self._database.reading() as c:
            troubles = [one for one in taken if isinstance(one, Trouble)]
            return made(c, ids, visits, troubles, {key: caller for key, caller in links.items() if caller})

    def _send(self, spans: Sequence[Span]) -> None:
        from lingqu.runtime.traces import otlp  # noqa: PLC0415 - a node without a collector does without the messages

        if not spans:
            return
        request = OutboundRequest(
            method="POST",
            url=f"{self._collector.endpoint.rstrip('/')}/v1/traces",
            headers={
                "content-type": "application/x-protobuf",
                "content-encoding": "gzip",
                **self._collector.headers,
            },
            body=otlp.encoded(spans, self.node),
            total_timeout=_TIMEOUT,
            max_redirects=0,
        )
        why = ""
        for pause in _PAUSES:
            if pause and self._stopped.wait(pause):
                break
            try:
                answer = self._transport.send(request)
            except OutboundError as failed:
                why = str(failed)
                if isinstance(failed, NotSent) and failed.permanent:
                    break
                continue
            if answer.status < 300:
                lost = otlp.rejected(answer)
                self._sent.inc(len(spans) - lost)
                self._dropped.inc(lost)
                return
            why = f"status {answer.status}"
            if answer.status not in otlp.AGAIN:
                break
        self._dropped.inc(len(spans))
        _log.warning("spans dropped", spans=len(spans), reason=why)
