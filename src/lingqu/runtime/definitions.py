"""Definitions: deployed processes, compiled once and kept. Programs compile in the caller's thread, before queueing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

import msgspec
import structlog

from lingqu.approvals import drawn
from lingqu.approvals.policy import Policy
from lingqu.engine.compile import compile_process
from lingqu.engine.program import Program
from lingqu.kernel.errors import NotFound, Rejected
from lingqu.model import bpmn
from lingqu.runtime import messages as _messages  # noqa: F401 - registers this room's sentences
from lingqu.store import Connection, Database

_log = structlog.get_logger(__name__)

MOST = 512


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A deployed process, ready to run. `policies`: approval policy by ordinal of its user task."""

    key: int
    tenant: str
    process_id: str
    version: int
    version_tag: str
    name: str
    program: Program
    policies: Mapping[int, Policy]
    keyed_starts: bool  # has message start events: at most one instance a correlation key


def policies_of(process: bpmn.Process) -> dict[int, Policy]:
    """The approval policies drawn in a process, by ordinal of the user task. Raises Unprocessable."""
    found: dict[int, Policy] = {}
    for node in bpmn.flow_nodes(process):
        approval = node.extensions.one(bpmn.lingqu.Approval)
        if approval is not None:
            found[node.ordinal] = drawn.policy(approval)
    return found


def ready(
    definitions: bpmn.Definitions,
    process: str,
    *,
    key: int,
    tenant: str = "",
    version: int = 1,
    version_tag: str = "",
    name: str = "",
) -> Definition:
    """A process of a file that was read, compiled. Raises Invalid, Unprocessable."""
    program = compile_process(definitions, process)
    drawing = next(one for one in definitions.processes if one.ordinal == program.ordinal)
    starts = [program.node(ordinal) for ordinal in program.root.starts]
    return Definition(
        key=key,
        tenant=tenant,
        process_id=program.id,
        version=version,
        version_tag=version_tag,
        name=name or program.name,
        program=program,
        policies=policies_of(drawing),
        keyed_starts=any(node.trigger.kind == "message" for node in starts),
    )


class Definitions:
    """The compiled processes of one database, least recently used first out. Safe for several threads."""

    def __init__(self, database: Database, most: int = MOST) -> None:
        self._database = database
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, Definition] = OrderedDict()
        #: Programs by key, as a World wants them; the writer reads it while others add.
        self.programs: dict[int, Program] = {}

    @property
    def known(self) -> Mapping[int, Definition]:
        """What is compiled at this moment."""
        return self._kept

    def get(self, key: int, c: Connection | None = None) -> Definition:
        """The definition; read and compiled if it is not kept. Raises NotFound."""
        found = self._kept.get(key)
        if found is not None:
            if len(self._kept) * 2 > self._most:  # who is used stays, once there is a danger of having to go
                self._used(key)
            return found
        if c is not None:
            return self.keep(_load(c, key))
        with self._database.reading() as reader:
            loaded = _load(reader, key)
        return self.keep(loaded)

    def _used(self, key: int) -> None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)

    def version(self, tenant: str, process_id: str, version: int) -> int:
        """The key of one version of a process. Raises NotFound."""
        with self._database.reading() as c:
            return version_of(c, tenant, process_id, version)

    def tagged(self, tenant: str, process_id: str, tag: str) -> int:
        """The key of the newest version of a process that bears a version tag. Raises NotFound."""
        with self._database.reading() as c:
            return tagged(c, tenant, process_id, tag)

    def keep(self, definition: Definition) -> Definition:
        with self._lock:
            self._kept[definition.key] = definition
            self.programs[definition.key] = definition.program
            while len(self._kept) > self._most:
                gone, _ = self._kept.popitem(last=False)
                self.programs.pop(gone, None)
        return definition

    def warm(self, tenants: Iterable[str] | None = None) -> int:
        """Compile the newest version of every process that may start, up to what is kept; how many."""
        with self._database.reading() as c:
            newest = c.rows(
                "SELECT max(key), tenant FROM definition WHERE kind = 'process' GROUP BY tenant, id"
                " ORDER BY 1 DESC LIMIT ?",
                [self._most // 2],
            )
        wanted = [key for key, tenant in newest if tenants is None or tenant in set(tenants)]
        for key in wanted:
            try:
                self.get(key)
            except Rejected as wrong:
                # an older version let it in; whoever starts it is told, the node goes to work all the same
                _log.warning("definition cannot be compiled", definition=key, reason=str(wrong))
        return len(wanted)


def _load(c: Connection, key: int) -> Definition:
    row = c.row(
        "SELECT d.tenant, d.id, d.version, d.version_tag, d.name, r.body FROM definition d"
        " JOIN resource r ON r.key = d.resource WHERE d.key = ? AND d.kind IN ('process', 'deleted process')",
        [key],
    )
    if row is None:
        raise NotFound("runtime.no_such_definition", key=str(key))
    tenant, process, version, tag, name, body = row
    return ready(bpmn.read(bytes(body)), process, key=key, tenant=tenant, version=version, version_tag=tag, name=name)


def version_of(c: Connection, tenant: str, process_id: str, version: int) -> int:
    """The key of one version of a process. Raises NotFound."""
    row = c.row(
        "SELECT key FROM definition WHERE tenant = ? AND kind = 'process' AND id = ? AND version = ?",
        [tenant, process_id, version],
    )
    if row is None:
        raise NotFound("runtime.no_such_process", process=process_id)
    return int(row[0])


def tagged(c: Connection, tenant: str, process_id: str, tag: str) -> int:
    """The key of the newest version of a process that bears a version tag. Raises NotFound."""
    row = c.row(
        "SELECT key FROM definition WHERE tenant = ? AND kind = 'process' AND id = ? AND version_tag = ?"
        " ORDER BY version DESC LIMIT 1",
        [tenant, process_id, tag],
    )
    if row is None:
        raise NotFound("runtime.no_such_version_tag", process=process_id, tag=tag)
    return int(row[0])


def latest(c: Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The newest definition of each (tenant, process id) in this transaction; 0 where there is none."""
    pairs = set(wanted)
    found = dict.fromkeys(pairs, (0, 0))
    rows = c.rows(
        "SELECT tenant, id, version, key FROM definition WHERE kind = 'process' AND tenant IN ?? AND id IN ??",
        [sorted({tenant for tenant, _ in pairs}), sorted({process for _, process in pairs})],
    )
    for tenant, process, version, key in rows:
        if (tenant, process) in found:
            found[tenant, process] = max(found[tenant, process], (version, key))
    return {pair: key for pair, (_, key) in found.items()}
