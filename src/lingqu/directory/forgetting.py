"""Forgetting a person: everything that the directory keeps of somebody goes, at once or after the instances."""

from __future__ import annotations

from lingqu.store import Connection

#: Rows that are of one person only.
OWN: tuple[tuple[str, str], ...] = (
    ("session", "person"),
    ("api_token", "person"),
    ("delegation", "giver"),
    ("delegation", "taker"),
    ("group_member", "person"),
    ("role_member", "person"),
    ("notice", "person"),
    ("mail", "recipient"),
)


def lock_out(c: Connection, tenant: str, login: str) -> None:
    """Nobody signs in under that name any more, and it is given no new work."""
    c.run("UPDATE person SET active = 0, password = '' WHERE tenant = ? AND login = ?", [tenant, login])
    for table in ("session", "api_token"):
        c.run(f"DELETE FROM {table} WHERE tenant = ? AND person = ?", [tenant, login])  # noqa: S608 - ours


def forget(c: Connection, tenant: str, login: str) -> None:
    """Delete every row of the person."""
    for table, column in OWN:
        c.run(f"DELETE FROM {table} WHERE tenant = ? AND {column} = ?", [tenant, login])  # noqa: S608 - ours
    c.run("DELETE FROM process_right WHERE tenant = ? AND kind = 'person' AND who = ?", [tenant, login])
    c.run("UPDATE department SET head = '' WHERE tenant = ? AND head = ?", [tenant, login])
    c.run("DELETE FROM person WHERE tenant = ? AND login = ?", [tenant, login])
