"""A company from a TOML file: departments, people, groups, roles."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from lingqu.directory import credentials, organisation, people
from lingqu.directory.organisation import Department, Group
from lingqu.directory.people import Person
from lingqu.kernel.errors import Invalid
from lingqu.runtime import RowWork, Tx, Writer


class Employee(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    login: str
    name: str
    post: str = ""
    department: str = ""
    email: str = ""
    roles: tuple[str, ...] = ()


class Team(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    name: str
    members: tuple[str, ...] = ()


class Company(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    department: tuple[Department, ...] = ()
    person: tuple[Employee, ...] = ()
    group: tuple[Team, ...] = ()


def read(file: Path) -> Company:
    """Raises Invalid with what is wrong in the file."""
    try:
        given: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return msgspec.convert(given, Company)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise Invalid("bootstrap.bad_config", path=str(file), reason=str(wrong)) from None


def settle(writer: Writer, tenant: str, company: Company, password: str) -> None:
    """Write the company into an empty directory, all or nothing; each person gets that password."""
    hashes = [credentials.hashed(password) for _ in company.person]

    def run(tx: Tx) -> None:
        for one in company.department:  # heads come when the people are there
            organisation.put_department(tx.c, tenant, msgspec.structs.replace(one, head=""))
        for person, hashed in zip(company.person, hashes, strict=True):
            new = Person(
                login=person.login,
                name=person.name,
                email=person.email or f"{person.login}@example.com",
                department=person.department,
                post=person.post,
            )
            people.add(tx.c, tenant, new, tx.now, hashed)
            for role in person.roles:
                organisation.give_role(tx.c, tenant, role, person.login)
        for one in company.department:
            organisation.put_department(tx.c, tenant, one)
        for team in company.group:
            organisation.put_group(tx.c, tenant, Group(id=team.id, name=team.name), list(team.members))

    writer.call(RowWork(run=run), timeout=120)
