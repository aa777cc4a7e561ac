"""Forgetting on request: everything of one instance, or of one person. For administrators; dry unless told."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath, JSONBody

from lingqu.api.edge import Shape
from lingqu.api.given import House, Viewer
from lingqu.api.wire import in_thread
from lingqu.bootstrap.forgetting import forget_person
from lingqu.kernel.errors import NotFound
from lingqu.kernel.keys import parse_key
from lingqu.runtime.forgetting import forget_instance, trace


class Wanted(Shape, forbid_unknown_fields=True):
    dry_run: bool = True


class ForgottenInstance(Shape):
    dry_run: bool
    instance_keys: list[str]
    rows: dict[str, int]


class ForgottenPerson(Shape):
    dry_run: bool
    pseudonym: str | None
    instances: int
    rows: dict[str, int]


@post("/api/instances/{key:str}/forgetting", status_code=200)
@in_thread
def forget_one_instance(house: House, viewer: Viewer, key: FromPath[str], data: JSONBody[Wanted]) -> ForgottenInstance:
    """Erase an ended instance with all that it has called, books included; `dryRun` (the default) only counts rows."""
    viewer.must("administer")
    number = parse_key(key)
    with house.db.reading() as c:
        if c.row("SELECT 1 FROM instance WHERE key = ? AND tenant = ?", (number, viewer.tenant)) is None:
            raise NotFound("api.not_found", what="process instance", key=key)
        found = trace(c, number)
    if not data.dry_run:
        found = house.runtime.writer.call(forget_instance(number, tenant=viewer.tenant, by=viewer.login))
    keys = [str(one) for one in found.instances]
    return ForgottenInstance(dry_run=data.dry_run, instance_keys=keys, rows=found.rows)


@post("/api/people/{login:str}/forgetting", status_code=200)
@in_thread
def forget_one_person(house: House, viewer: Viewer, login: FromPath[str], data: JSONBody[Wanted]) -> ForgottenPerson:
    """Erase what is kept of a person; a pseudonym takes the name's place in instances and books.

    `dryRun` (the default) only counts. It may be asked again after an interruption, and goes on where it was.
    """
    viewer.must("administer")
    done = forget_person(house.runtime, viewer.tenant, login, by=viewer.login, dry=data.dry_run)
    return ForgottenPerson(
        dry_run=data.dry_run, pseudonym=done.pseudonym or None, instances=done.instances, rows=done.erased
    )


HANDLERS = [forget_one_instance, forget_one_person]
