"""What whoever asks may do, in the words of the clients: from their roles, and from the rights to single processes."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from litestar import post
from litestar.params import JSONBody

from lingqu.api.edge import bad
from lingqu.api.given import House, Viewer
from lingqu.api.v2.grouped import only, paged
from lingqu.api.v2.search import Query
from lingqu.api.wire import in_thread
from lingqu.directory import organisation
from lingqu.directory.viewer import Viewer as Who

#: Our abilities as resources with permissions, of all resources of the kind.
_MEANS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "monitor": {
        "AUDIT_LOG": ("READ",),
        "BATCH": ("READ",),
        "CLUSTER_VARIABLE": ("READ",),
        "DECISION_DEFINITION": ("READ_DECISION_DEFINITION", "READ_DECISION_INSTANCE"),
        "DECISION_REQUIREMENTS_DEFINITION": ("READ",),
        "GLOBAL_LISTENER": ("READ_TASK_LISTENER",),
        "MESSAGE": ("READ",),
        "PROCESS_DEFINITION": ("READ_PROCESS_DEFINITION", "READ_PROCESS_INSTANCE", "READ_USER_TASK"),
        "RESOURCE": ("READ",),
        "SYSTEM": ("READ", "READ_JOB_METRIC", "READ_USAGE_METRIC"),
        "USER_TASK": ("READ",),
    },
    "operate": {
        "BATCH": (
            "CREATE",
            "CREATE_BATCH_OPERATION_CANCEL_PROCESS_INSTANCE",
            "CREATE_BATCH_OPERATION_DELETE_DECISION_INSTANCE",
            "CREATE_BATCH_OPERATION_MIGRATE_PROCESS_INSTANCE",
            "CREATE_BATCH_OPERATION_MODIFY_PROCESS_INSTANCE",
            "CREATE_BATCH_OPERATION_RESOLVE_INCIDENT",
            "CREATE_BATCH_OPERATION_SUSPEND_PROCESS_INSTANCE",
            "CREATE_BATCH_OPERATION_UPDATE_JOB",
            "UPDATE",
        ),
        "DECISION_DEFINITION": ("CREATE_DECISION_INSTANCE", "DELETE_DECISION_INSTANCE"),
        "DOCUMENT": ("CREATE", "DELETE", "READ"),
        "EXPRESSION": ("EVALUATE",),
        "MESSAGE": ("CREATE",),
        "PROCESS_DEFINITION": (
            "CANCEL_PROCESS_INSTANCE",
            "CREATE_PROCESS_INSTANCE",
            "MODIFY_PROCESS_INSTANCE",
            "SUSPEND_PROCESS_INSTANCE",
            "UPDATE_PROCESS_INSTANCE",
            "UPDATE_USER_TASK",
        ),
        "USER_TASK": ("CLAIM", "COMPLETE", "UPDATE"),
    },
    "deploy": {"RESOURCE": ("CREATE", "DELETE_DRD", "DELETE_FORM", "DELETE_PROCESS", "DELETE_RESOURCE")},
    "administer": {
        "BATCH": ("CREATE_BATCH_OPERATION_DELETE_PROCESS_INSTANCE",),
        "CLUSTER_VARIABLE": ("CREATE", "DELETE", "UPDATE"),
        "GLOBAL_LISTENER": ("CREATE_TASK_LISTENER", "DELETE_TASK_LISTENER", "UPDATE_TASK_LISTENER"),
        "PROCESS_DEFINITION": ("DELETE_PROCESS_INSTANCE",),
    },
}
_RIGHTS = {
    "start": ("CREATE_PROCESS_INSTANCE", "READ_PROCESS_DEFINITION"),
    "see": ("READ_PROCESS_DEFINITION", "READ_PROCESS_INSTANCE"),
}
_OWNERS = {"person": "USER", "group": "GROUP", "role": "ROLE"}
_KNOWN = {"CLIENT", "GROUP", "MAPPING_RULE", "ROLE", "UNSPECIFIED", "USER"}


def _of_roles(viewer: Who) -> list[dict[str, Any]]:
    items = []
    for role in viewer.roles:
        permissions: dict[str, set[str]] = defaultdict(set)
        for ability in organisation.ROLES.get(role, frozenset()):
            for resource, words in _MEANS.get(ability, {}).items():
                permissions[resource] |= set(words)
        items += [_item("ROLE", role, resource, "*", words) for resource, words in sorted(permissions.items())]
    return items


def _of_processes(house: House, viewer: Who) -> list[dict[str, Any]]:
    """Rights to single processes that this person, a group or a role of theirs was given."""
    holders = {"person": [viewer.login], "group": list(viewer.groups), "role": list(viewer.roles)}
    granted: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    with house.db.reading() as c:
        for kind, names in holders.items():
            for process, what, who in c.rows(
                "SELECT process_id, what, who FROM process_right WHERE tenant = ? AND kind = ? AND who IN ??",
                [viewer.tenant, kind, names],
            ):
                granted[_OWNERS[kind], who, process] |= set(_RIGHTS.get(what, ()))
    return [
        _item(owner, who, "PROCESS_DEFINITION", process, words)
        for (owner, who, process), words in sorted(granted.items())
    ]


def _item(owner: str, who: str, resource: str, id_: str, permissions: set[str]) -> dict[str, Any]:
    return {
        "ownerId": who,
        "ownerType": owner,
        "resourceType": resource,
        "resourceId": id_,
        "resourcePropertyName": None,
        "permissionTypes": sorted(permissions),
        "authorizationKey": str(zlib.crc32(f"{owner}/{who}/{resource}/{id_}".encode())),
    }


@post("/v2/authentication/me/authorizations/search", status_code=200)
@in_thread
def search_own_authorizations(house: House, viewer: Viewer, data: JSONBody[Query | None] = None) -> dict[str, Any]:
    """Find what whoever asks may do, by role and by process."""
    wanted = only(
        (data.filter if data else None) or {},
        "ownerId",
        "ownerType",
        "resourceIds",
        "resourcePropertyNames",
        "resourceType",
    )
    _check(wanted)
    kept = [one for one in (*_of_roles(viewer), *_of_processes(house, viewer)) if _fits(one, wanted)]
    return {"authorizationsEnabled": house.settings.auth != "none", **paged(kept, data)}


def _check(wanted: Mapping[str, Any]) -> None:
    for name, given in wanted.items():
        if name in {"resourceIds", "resourcePropertyNames"}:
            if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
                raise bad(f"filter.{name}", "not_list")
        elif not isinstance(given, str):
            raise bad(f"filter.{name}", "not_text")
    if wanted.get("ownerType", "USER") not in _KNOWN:
        raise bad("filter.ownerType", "none_of", known=", ".join(sorted(_KNOWN)))


def _fits(item: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    among = {"resourceIds": "resourceId", "resourcePropertyNames": "resourcePropertyName"}
    return all(item[among[name]] in given if name in among else item[name] == given for name, given in wanted.items())


HANDLERS = [search_own_authorizations]
