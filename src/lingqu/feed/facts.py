"""Facts: what the rows say of the instances, tasks, incidents and documents that commits are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lingqu.feed.following import Commit
from lingqu.store import Connection


class Facts:
    """Each kind by one statement; what was deleted meanwhile is not there."""

    def __init__(self, c: Connection, commits: Sequence[Commit]) -> None:
        instances = sorted({row[2] for commit in commits for row in commit.history})
        documents = sorted({row[3] for commit in commits for row in commit.documents})
        self.instances: dict[int, dict[str, Any]] = {}
        self.documents: dict[int, dict[str, Any]] = {}
        self._things: dict[int, dict[str, Any]] = {}
        if instances:
            self.instances = {row[0]: _instance(row) for row in c.rows(_INSTANCES, [instances])}
            for table, name in (("task", "taskKey"), ("incident", "incidentKey")):
                for key, element, title in c.rows(_THINGS.format(table=table), [instances]):
                    self._things[key] = {name: str(key), "elementId": element, "elementName": title or None}
        if documents:
            self.documents = {row[0]: _document(row) for row in c.rows(_DOCUMENTS, [documents])}

    def thing(self, type_: str, key: int) -> Mapping[str, Any]:
        """The task's or the incident's own facts; its key alone if its row is gone."""
        group = type_.partition(".")[0]
        if group not in {"task", "incident"}:
            return {}
        return self._things.get(key) or {f"{group}Key": str(key), "elementId": None, "elementName": None}


_INSTANCES = (
    "SELECT i.key, i.tenant, i.root, i.definition, i.process_id, i.title, i.business_id, d.version FROM instance i"
    " JOIN definition d ON d.key = i.definition WHERE i.key IN ??"
)
_THINGS = (
    "SELECT x.key, o.id, o.name FROM {table} x LEFT JOIN element o ON o.definition = x.definition"
    " AND o.ordinal = x.element WHERE x.instance IN ??"
)
_DOCUMENTS = "SELECT key, tenant, type, title, instance FROM document WHERE key IN ??"


def _instance(row: tuple[Any, ...]) -> dict[str, Any]:
    key, tenant, root, definition, process, title, business, version = row
    data = {
        "processInstanceKey": str(key),
        "rootProcessInstanceKey": str(root),
        "processDefinitionKey": str(definition),
        "processDefinitionId": process,
        "processDefinitionVersion": version,
        "title": title or None,
        "businessId": business or None,
    }
    return {"tenant": tenant, "data": data}


def _document(row: tuple[Any, ...]) -> dict[str, Any]:
    key, tenant, type_, title, instance = row
    data = {
        "documentKey": str(key),
        "type": type_,
        "title": title,
        "processInstanceKey": str(instance) if instance else None,
    }
    return {"tenant": tenant, "data": data}
