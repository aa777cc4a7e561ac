"""Deployed decisions: compiled once a model and kept, which version is meant, what an import means."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Literal

import structlog

from lingqu import dmn
from lingqu.engine.decisions import Bound, DeployedDecision, deployed
from lingqu.kernel.errors import NotFound, Rejected
from lingqu.kernel.values import decode
from lingqu.model import dmn as model
from lingqu.runtime import messages as _messages  # noqa: F401 - registers this room's sentences
from lingqu.runtime.decision_files import Deployed as Library
from lingqu.store import Connection, Database

_log = structlog.get_logger(__name__)

#: Models that are kept compiled.
MOST = 256


class Decisions:
    """The compiled decisions of one database, by model, least recently used first out. Safe for several threads."""

    def __init__(self, database: Database, most: int = MOST) -> None:
        self._database = database
        self._most = most
        self._lock = threading.Lock()
        self._models: OrderedDict[int, tuple[int, ...]] = OrderedDict()  # requirements -> decisions
        #: Decisions by key, as a World wants them; the writer reads it while others add.
        self.known: dict[int, DeployedDecision] = {}

    def get(self, key: int, c: Connection | None = None) -> DeployedDecision:
        """The decision; its model is read and compiled if it is not kept. Raises NotFound."""
        with self._lock:
            found = self.known.get(key)
            if found is not None:
                self._models.move_to_end(found.requirements)
                return found
        if c is not None:
            loaded = _load(c, key)
        else:
            with self._database.reading() as reader:
                loaded = _load(reader, key)
        self.keep(loaded)
        return loaded[key]

    def keep(self, decisions: Mapping[int, DeployedDecision]) -> None:
        """Keep the decisions of one model."""
        with self._lock:
            for key, one in decisions.items():
                self.known[key] = one
                self._models[one.requirements] = tuple(decisions)
            while len(self._models) > self._most:
                _, gone = self._models.popitem(last=False)
                for key in gone:
                    self.known.pop(key, None)

    def warm(self) -> int:
        """Compile the newest version of every model, up to what is kept; how many."""
        with self._database.reading() as c:
            newest = c.rows(
                "SELECT max(key) FROM definition WHERE kind = 'decision' GROUP BY tenant, id ORDER BY 1 DESC LIMIT ?",
                [self._most // 2],
            )
        for (key,) in newest:
            try:
                self.get(key)
            except Rejected as wrong:
                # an older version let it in; whoever asks for it is told, the node goes to work all the same
                _log.warning("decision cannot be compiled", definition=key, reason=str(wrong))
        return len(newest)

    def library(self, tenant: str, namespaces: Iterable[str]) -> dict[str, Library]:
        """The newest deployed models of these namespaces, and all that they import."""
        found: dict[str, Library] = {}
        with self._database.reading() as c:
            rows = c.rows(
                "SELECT max(definition) FROM decision_model WHERE tenant = ? AND namespace IN ?? GROUP BY namespace",
                [tenant, sorted(set(namespaces))],
            )
            keys = [row[0] for row in rows]
            keys += [one for key in keys for one in _imports(c, key)]
            for key, body, _ in _bodies(c, keys):
                document = model.read(body)
                found.setdefault(document.namespace, Library(key=key, hash=sha256(body).hexdigest(), document=document))
        return found


def bind(c: Connection, wanted: Iterable[Bound], kind: Literal["decision", "process"] = "decision") -> dict[Bound, int]:
    """The definition of each decision (or process) that is meant, in this transaction; 0 where there is none."""
    found = dict.fromkeys(wanted, 0)
    free = [one for one in found if not one.beside]
    versions: dict[Bound, int] = {}
    if free:
        rows = c.rows(
            "SELECT tenant, id, version, version_tag, key FROM definition WHERE kind = ? AND tenant IN ?? AND id IN ??",
            [kind, sorted({one.tenant for one in free}), sorted({one.id for one in free})],
        )
        for tenant, name, version, tag, key in rows:
            for bound in {Bound(tenant, name), Bound(tenant, name, tag)}:
                if bound in found and version > versions.get(bound, 0):
                    found[bound], versions[bound] = key, version
    fixed = [one for one in found if one.beside]
    if fixed:
        rows = c.rows(
            "SELECT definition, id, target FROM beside WHERE kind = ? AND definition IN ?? AND id IN ??",
            [kind, sorted({one.beside for one in fixed}), sorted({one.id for one in fixed})],
        )
        targets = {(definition, name): target for definition, name, target in rows}
        found |= {one: targets.get((one.beside, one.id), 0) for one in fixed}
    return found


def _imports(c: Connection, requirements: int) -> list[int]:
    row = c.row("SELECT imports FROM decision_model WHERE definition = ?", [requirements])
    return list(decode(row[0])) if row is not None else []


def _bodies(c: Connection, keys: Iterable[int]) -> list[tuple[int, bytes, int]]:
    """(definition, file, resource) of models, in the order of the keys."""
    wanted = list(dict.fromkeys(keys))
    rows = c.rows(
        "SELECT d.key, r.body, r.key FROM definition d JOIN resource r ON r.key = d.resource WHERE d.key IN ??",
        [wanted],
    )
    return sorted(((key, bytes(body), resource) for key, body, resource in rows), key=lambda row: wanted.index(row[0]))


def _load(c: Connection, key: int) -> dict[int, DeployedDecision]:
    """All decisions of the model that holds this one. Raises NotFound."""
    row = c.row(
        "SELECT q.key, q.tenant FROM definition d JOIN definition q ON q.resource = d.resource"
        " WHERE d.key = ? AND d.kind = 'decision' AND q.kind = 'requirements'",
        [key],
    )
    if row is None:
        raise NotFound("runtime.no_such_decision", key=str(key))
    requirements = row[0]
    bodies = _bodies(c, [requirements, *_imports(c, requirements)])
    documents = [model.read(body) for _, body, _ in bodies]
    rows = c.rows(
        "SELECT resource, id, key, version FROM definition WHERE kind = 'decision' AND resource IN ??",
        [[resource for *_, resource in bodies]],
    )
    by_resource: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for resource, name, definition, version in rows:
        by_resource[resource][name] = (definition, version)
    members = {
        (document.namespace, name): definition
        for document, (*_, resource) in zip(documents, bodies, strict=True)
        for name, (definition, _) in by_resource[resource].items()
    }
    compiled = dmn.compile(documents[0], documents[1:])
    return deployed(compiled, requirements, by_resource[bodies[0][2]], members)
