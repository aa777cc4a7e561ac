"""The viewer: who asks, and what they may see. Every list query takes one; this is the one place that decides."""

from __future__ import annotations

import msgspec

from lingqu.directory import organisation
from lingqu.kernel.errors import Forbidden
from lingqu.store import Connection


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks. `everything`: sees all instances of the tenant (administrators, operators, auditors, tools)."""

    tenant: str
    login: str
    groups: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    can: frozenset[str] = frozenset()
    everything: bool = False
    sees: tuple[str, ...] = ()  # ids of processes whose instances it may all see

    def must(self, what: str) -> None:
        """Raises Forbidden unless this person may do that (a word of organisation.ROLES)."""
        if what not in self.can:
            zh, en = _WORDS[what]
            raise Forbidden("directory.not_allowed", what=what, what_zh=zh, what_en=en)


_WORDS = {
    "design": ("设计流程", "design processes"),
    "deploy": ("部署", "deploy"),
    "monitor": ("查看全部流程", "see all instances"),
    "operate": ("运维流程实例", "operate instances"),
    "administer": ("系统管理", "administer"),
    "systems": ("管理系统连接", "manage connected systems"),
}


def viewer(c: Connection, tenant: str, login: str) -> Viewer:
    """The viewer that this person is now."""
    roles = organisation.roles_of(c, tenant, login)
    can = frozenset[str]().union(*(organisation.ROLES.get(role, frozenset()) for role in roles))
    asks = Viewer(
        tenant=tenant,
        login=login,
        groups=tuple(organisation.groups_of(c, tenant, login)),
        roles=tuple(roles),
        can=can,
        everything="monitor" in can,
    )
    return asks if asks.everything else msgspec.structs.replace(asks, sees=_processes_of(c, asks))


def _processes_of(c: Connection, viewer: Viewer) -> tuple[str, ...]:
    rows = c.rows(
        f"SELECT DISTINCT r.process_id FROM process_right r WHERE r.tenant = ? AND r.what = 'see' AND {_holds('r')}",  # noqa: S608 - no input
        [viewer.tenant, *_holder(viewer)],
    )
    return tuple(row[0] for row in rows)


def everybody(tenant: str = "", login: str = "") -> Viewer:
    """The viewer of tools on this machine (`LINGQU_AUTH=none`, commands): sees and may do everything."""
    return Viewer(tenant=tenant, login=login, roles=("admin",), can=organisation.ROLES["admin"], everything=True)


def sees_instance(viewer: Viewer, alias: str = "i") -> tuple[str, list[object]]:
    """SQL condition and parameters: the row `alias` of `instance` is one that this viewer may see.

    A party of the instance or of the instance at the top of its call tree sees it, and so does whoever was given the
    right to see the process.
    """
    if viewer.everything:
        return f"{alias}.tenant = ?", [viewer.tenant]
    condition = (
        f"({alias}.tenant = ? AND (EXISTS (SELECT 1 FROM party v WHERE v.tenant = {alias}.tenant AND v.person = ?"  # noqa: S608 - `alias` is ours
        f" AND v.instance IN ({alias}.key, {alias}.root))"
        f" OR EXISTS (SELECT 1 FROM process_right r WHERE r.tenant = {alias}.tenant"
        f" AND r.process_id = {alias}.process_id AND r.what = 'see' AND {_holds('r')})))"
    )
    return condition, [viewer.tenant, viewer.login, *_holder(viewer)]


def sees_instances(viewer: Viewer, alias: str = "i") -> tuple[str, list[object]]:
    """SQL condition as `sees_instance`, for lists: they begin with what the viewer has a part in.

    For one instance that is known `sees_instance` is the cheaper one.
    """
    if viewer.everything:
        return f"{alias}.tenant = ?", [viewer.tenant]
    own = (
        "SELECT v.instance FROM party v WHERE v.tenant = ? AND v.person = ?"
        " UNION SELECT w.key FROM party v JOIN instance w ON w.root = v.instance AND w.root != w.key"
        " WHERE v.tenant = ? AND v.person = ?"
    )
    part = [viewer.tenant, viewer.login]
    if not viewer.sees:
        return f"({alias}.tenant = ? AND {alias}.key IN ({own}))", [viewer.tenant, *part, *part]
    condition = f"({alias}.tenant = ? AND ({alias}.process_id IN ?? OR {alias}.key IN ({own})))"
    return condition, [viewer.tenant, list(viewer.sees), *part, *part]


def sees_values(viewer: Viewer, alias: str = "i") -> tuple[str, list[object]]:
    """SQL condition as `sees_instance`, for raw variables: only who sees everything, since a step's form may hide some.

    People see the values that concern them in the forms of their tasks.
    """
    return sees_instance(viewer, alias) if viewer.everything else ("1 = 0", [])


def may_start(viewer: Viewer) -> tuple[str, list[object]]:
    """SQL condition on `d.id` of `definition`: this viewer may start the process.

    A process on which nobody was given the right may be started by everybody.
    """
    if "administer" in viewer.can:
        return "1 = 1", []
    condition = (
        "(NOT EXISTS (SELECT 1 FROM process_right r WHERE r.tenant = d.tenant AND r.process_id = d.id"  # noqa: S608 - no input
        " AND r.what = 'start') OR EXISTS (SELECT 1 FROM process_right r WHERE r.tenant = d.tenant"
        f" AND r.process_id = d.id AND r.what = 'start' AND {_holds('r')}))"
    )
    return condition, _holder(viewer)


def sees_process(viewer: Viewer) -> tuple[str, list[object]]:
    """SQL condition on `d` of `definition`: this viewer may see the process, its drawing and its figures.

    Whoever may start it, was given the right to see it, or has a part in one of its instances; designers see all.
    """
    if viewer.everything or "design" in viewer.can:
        return "d.tenant = ?", [viewer.tenant]
    starts, start_params = may_start(viewer)
    condition = (
        f"(d.tenant = ? AND ({starts} OR EXISTS (SELECT 1 FROM process_right r WHERE r.tenant = d.tenant"  # noqa: S608 - no input
        f" AND r.process_id = d.id AND r.what = 'see' AND {_holds('r')}) OR d.id IN ("
        "SELECT i.process_id FROM party v JOIN instance i ON i.key = v.instance WHERE v.tenant = ? AND v.person = ?"
        " UNION SELECT i.process_id FROM party v JOIN instance i ON i.root = v.instance AND i.root != i.key"
        " WHERE v.tenant = ? AND v.person = ?)))"
    )
    party = [viewer.tenant, viewer.login]
    return condition, [viewer.tenant, *start_params, *_holder(viewer), *party, *party]


def _holds(alias: str) -> str:
    return (
        f"({alias}.kind = 'everyone' OR ({alias}.kind = 'person' AND {alias}.who = ?)"
        f" OR ({alias}.kind = 'group' AND {alias}.who IN ??) OR ({alias}.kind = 'role' AND {alias}.who IN ??))"
    )


def _holder(viewer: Viewer) -> list[object]:
    return [viewer.login, list(viewer.groups), list(viewer.roles)]
