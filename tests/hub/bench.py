"""A node with a hub for tests: processes of one service task, systems that run, and ways to wait for a fact."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

from lingqu.hub import Hub
from lingqu.outbound.guard import Guard
from lingqu.outbound.mask import Mask
from lingqu.outbound.secrets import Keyring, Vault
from lingqu.outbound.transport import Transport
from lingqu.runtime import Runtime
from lingqu.store import Database

KEY = b"k" * 32
PATIENCE = 25  # seconds after which a fact that does not come is a failure


class Node:
    """One node: its runtime, its hub, what it sends through."""

    def __init__(self, database: Database, *, transport: Any = None) -> None:
        self.db = database
        self.mask = Mask()
        self.vault = Vault(Keyring((KEY,)), self.mask)
        self.transport = transport or Transport(Guard(["127.0.0.1"]), self.mask)
        self.runtime = Runtime(database)
        self.hub = Hub(self.runtime, database, self.transport, self.vault, self.mask)

    def start(self) -> Node:
        self.runtime.begin()
        self.hub.start()
        return self

    def stop(self) -> None:
        self.hub.stop()
        self.runtime.stop()
        self.transport.close()

    def deploy(self, *files: tuple[str, str]) -> None:
        self.runtime.deploy([(name, text.encode()) for name, text in files])

    def begin(self, process: str, **variables: Any) -> int:
        return self.runtime.writer.call(self.runtime.start(process, variables=variables)).instance

    def rows(self, sql: str, *params: Any) -> list[tuple]:
        with self.db.reading() as c:
            return c.rows(sql, params)

    def value(self, sql: str, *params: Any) -> Any:
        return self.rows(sql, *params)[0][0]

    def ended(self) -> int:
        return self.value("SELECT count(*) FROM instance WHERE ended_at IS NOT NULL")

    def settings(self, erp: Any = None, finance: Any = None) -> list[dict[str, Any]]:
        """Connections to the sample systems, as plain data."""
        found = []
        for name, connector, system in (("erp", "sample_erp", erp), ("finance", "sample_finance", finance)):
            if system is not None:
                secrets = {"token": system.token}
                found.append(
                    {"name": name, "connector": connector, "url": system.url, "auth": "bearer", "secrets": secrets}
                )
        return found


@contextmanager
def node(database: Database, *, transport: Any = None) -> Iterator[Node]:
    running = Node(database, transport=transport).start()
    try:
        yield running
    finally:
        running.stop()


def until(fact: Callable[[], Any], what: str = "") -> Any:
    """Wait for a fact; it fails with what was seen last."""
    end = time.monotonic() + PATIENCE
    while True:
        seen = fact()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"Expected {what or 'a fact'} within {PATIENCE} s, but saw {seen!r}")
        time.sleep(0.05)


def service(
    process: str,
    inputs: dict[str, str],
    headers: dict[str, str] | None = None,
    *,
    type_: str = "lingqu:connector:1",
    retries: int = 3,
    boundary: str = "",
) -> tuple[str, str]:
    """A process of one service task; with `boundary` (an error code) a second end, behind a boundary event."""
    mapping = "".join(f'<zeebe:input source="{escape(v)}" target="{k}"/>' for k, v in inputs.items())
    given = "".join(f'<zeebe:header key="{k}" value="{escape(v)}"/>' for k, v in (headers or {}).items())
    caught = (
        """<bpmn:boundaryEvent id="caught" attachedToRef="task"><bpmn:outgoing>f3</bpmn:outgoing>
  <bpmn:errorEventDefinition id="ed" errorRef="err"/></bpmn:boundaryEvent>
<bpmn:endEvent id="failed"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f3" sourceRef="caught" targetRef="failed"/>"""
        if boundary
        else ""
    )
    error = f'<bpmn:error id="err" name="err" errorCode="{boundary}"/>' if boundary else ""
    xml = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
<bpmn:process id="{process}" name="{process}" isExecutable="true">
<bpmn:startEvent id="start" name="s"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
<bpmn:serviceTask id="task" name="t"><bpmn:extensionElements>
  <zeebe:taskDefinition type="{type_}" retries="{retries}"/><zeebe:ioMapping>{mapping}</zeebe:ioMapping>
  <zeebe:taskHeaders>{given}</zeebe:taskHeaders></bpmn:extensionElements>
  <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:serviceTask>
<bpmn:endEvent id="end" name="e"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="task"/>
<bpmn:sequenceFlow id="f2" sourceRef="task" targetRef="end"/>{caught}
</bpmn:process>{error}</bpmn:definitions>"""
    return f"{process}.bpmn", xml


#: Asks for a payment by the process variable `reference`.
PAY = service(
    "pay",
    {
        "connection": "finance",
        "action": "create-payment",
        "reference": "=reference",
        "payee": "华东轴承有限公司",
        "amount": "=amount",
        "currency": "CNY",
    },
    {"resultVariable": "payment"},
)
