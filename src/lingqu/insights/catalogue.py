"""The catalogue of what is deployed, for people: by process id and version, with names behind the ordinals.

What is deployed never changes, so a drawing is read once a process and kept.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from lingqu.directory.viewer import Viewer, sees_process
from lingqu.insights.drawing import Drawing, ElementFacts, FlowFacts
from lingqu.kernel.errors import NotFound
from lingqu.store import Database

#: A model's kind on the desk -> its kind when deployed.
DEPLOYED_AS = {"bpmn": "process", "form": "form", "dmn": "requirements"}
_SCOPES = {"process", "subProcess", "transaction", "adHocSubProcess"}


class DefinitionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One deployed process, form or decision."""

    key: int
    kind: str
    id: str
    version: int
    version_tag: str
    name: str
    deployed_at: int
    deployed_by: str


_COLUMNS = "d.key, d.kind, d.id, d.version, d.version_tag, d.name, d.at, p.by"
_SOURCE = "definition d JOIN deployment p ON p.key = d.deployment"


def _facts(row: tuple[object, ...]) -> DefinitionFacts:
    return DefinitionFacts(**dict(zip(DefinitionFacts.__struct_fields__, row, strict=True)))  # type: ignore[arg-type]


class Catalogue:
    """Reads what is deployed. Safe between threads."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.drawing = lru_cache(maxsize=512)(self._drawing)
        self.facts = lru_cache(maxsize=2048)(self._facts)

    def find(self, viewer: Viewer, process_id: str, version: int | None = None) -> int:
        """The key of a process by id and version (None: the latest). Raises NotFound, too, for what is not seen."""
        if version is not None and not 0 < version < 1 << 31:
            raise NotFound("insights.no_such_process", id=process_id)
        seen, params = sees_process(viewer)
        which, more = ("", ()) if version is None else (" AND d.version = ?", (version,))
        with self._db.reading() as c:
            row = c.row(
                f"SELECT d.key FROM definition d WHERE {seen} AND d.kind = 'process' AND d.id = ?{which}"  # noqa: S608 - ours
                " ORDER BY d.version DESC LIMIT 1",
                (*params, process_id, *more),
            )
        if row is None:
            raise NotFound("insights.no_such_process", id=process_id)
        return int(row[0])

    def versions(self, tenant: str, kind: str, name: str) -> list[DefinitionFacts]:
        """The deployed versions of what a model on the desk holds (`kind` bpmn, form, dmn), newest first."""
        if not name:
            return []
        with self._db.reading() as c:
            rows = c.rows(
                f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE d.tenant = ? AND d.kind = ? AND d.id = ?"  # noqa: S608
                " ORDER BY d.version DESC",
                (tenant, DEPLOYED_AS.get(kind, kind), name),
            )
        return [_facts(row) for row in rows]

    def latest_version(self, tenant: str, kind: str, name: str) -> int | None:
        found = self.versions(tenant, kind, name)
        return found[0].version if found else None

    def source(self, key: int) -> bytes:
        """The file that a definition was deployed with, byte for byte. Raises NotFound."""
        with self._db.reading() as c:
            row = c.row("SELECT r.body FROM definition d JOIN resource r ON r.key = d.resource WHERE d.key = ?", (key,))
        if row is None:
            raise NotFound("insights.no_such_process", id=str(key))
        return bytes(row[0])

    def _facts(self, key: int) -> DefinitionFacts:
        with self._db.reading() as c:
            row = c.row(f"SELECT {_COLUMNS} FROM {_SOURCE} WHERE d.key = ?", (key,))  # noqa: S608 - our own columns
        if row is None:
            raise NotFound("insights.no_such_process", id=str(key))
        return _facts(row)

    def _drawing(self, key: int) -> Drawing:
        with self._db.reading() as c:
            rows = c.rows(
                "SELECT ordinal, id, name, kind, scope, source, target FROM element WHERE definition = ?", (key,)
            )
        elements: dict[int, ElementFacts] = {}
        flows: dict[int, FlowFacts] = {}
        for ordinal, name, label, kind, _, source, target in rows:
            if kind == "sequenceFlow":
                flows[ordinal] = FlowFacts(ordinal=ordinal, id=name, source=source, target=target)
            else:
                elements[ordinal] = ElementFacts(ordinal=ordinal, id=name, name=label, kind=kind, scope=kind in _SCOPES)
        return Drawing(definition=key, elements=elements, flows=flows)
