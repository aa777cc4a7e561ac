"""lingqu user: add people from the command line."""

from __future__ import annotations

import os
from pathlib import Path

from lingqu.bootstrap.house import TENANT
from lingqu.cli import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.cli.opening import opened
from lingqu.cli.output import say
from lingqu.directory import credentials, organisation, people
from lingqu.directory.people import Person
from lingqu.kernel.errors import Invalid
from lingqu.runtime import RowWork, Tx


def add(
    login: str,
    *,
    name: str = "",
    email: str = "",
    department: str = "",
    role: list[str] | None = None,
    password: str = "",
    config: Path | None = None,
) -> None:
    """Add a person who can sign in.

    Parameters
    ----------
    login
        User name.
    name
        Name that others see.
    email
        Where mail goes.
    department
        Id of a department.
    role
        admin, designer, operator, integrator or auditor; may be given several times.
    password
        First password (or LINGQU_PASSWORD).
    config
        TOML file with settings.

    """
    secret = password or os.environ.get("LINGQU_PASSWORD", "")
    if not secret:
        raise Invalid("cli.password_needed")

    hashed = credentials.hashed(secret)

    def run(tx: Tx) -> None:
        new = Person(login=login, name=name or login, email=email, department=department)
        people.add(tx.c, TENANT, new, tx.now, hashed)
        for one in role or ():
            organisation.give_role(tx.c, TENANT, one, login)

    with opened(config) as house:
        house.runtime.writer.call(RowWork(run=run))
    say(f"已添加用户 {login}", f"Added {login}")
