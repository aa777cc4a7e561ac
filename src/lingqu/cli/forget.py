"""lingqu forget: everything of one instance, or of one person; a dry run says what would go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lingqu.bootstrap.forgetting import forget_person
from lingqu.bootstrap.house import TENANT
from lingqu.cli.opening import opened
from lingqu.cli.output import console, print_json, say, working
from lingqu.kernel.keys import parse_key
from lingqu.runtime.forgetting import forget_instance, trace

#: Who did it, in the audit line: whoever may open the database needs no name in Lingqu.
BY = "(command line)"
Flag = Annotated[bool, Parameter(negative="")]


def instance(key: str, /, *, dry_run: Flag = False, config: Path | None = None, json: Flag = False) -> None:
    """Erase an ended instance with all that it has called, the books included.

    On SQLite no node may be running; ask a running one by POST /api/instances/KEY/forgetting.

    Parameters
    ----------
    key
        The instance's key.
    dry_run
        Only say what would go.
    config
        TOML file with settings.
    json
        Print one JSON object.

    """
    number = parse_key(key)
    with opened(config) as house:
        if dry_run:
            with house.db.reading() as c:
                found = trace(c, number)
        else:
            found = house.runtime.writer.call(forget_instance(number, tenant=TENANT, by=BY))
    if json:
        keys = [str(one) for one in found.instances]
        print_json({"dryRun": dry_run, "instanceKeys": keys, "rows": found.rows})
        return
    _rows(found.rows)
    _verdict(dry_run, f"{len(found.instances)} 个实例", f"{len(found.instances)} instances")


def person(login: str, /, *, dry_run: Flag = False, config: Path | None = None, json: Flag = False) -> None:
    """Erase what is kept of a person; a pseudonym takes the name's place in instances and books.

    On SQLite no node may be running; ask a running one by POST /api/people/LOGIN/forgetting.

    Parameters
    ----------
    login
        The person's login.
    dry_run
        Only say what would go.
    config
        TOML file with settings.
    json
        Print one JSON object.

    """
    with opened(config) as house, working("正在查找…", "Looking through history…"):
        done = forget_person(house.runtime, TENANT, login, by=BY, dry=dry_run)
    if json:
        told = {
            "dryRun": dry_run,
            "pseudonym": done.pseudonym or None,
            "instances": done.instances,
            "rows": done.erased,
        }
        print_json(told)
        return
    _rows(done.erased)
    if done.pseudonym:
        say(f"  化名: {done.pseudonym}", f"  pseudonym: {done.pseudonym}")
    _verdict(dry_run, f"{login}, 涉及 {done.instances} 个实例", f"{login}, in {done.instances} instances")


def _rows(rows: dict[str, int]) -> None:
    for table, count in sorted(rows.items()):
        console.print(f"  {table}: {count}", highlight=False)


def _verdict(dry_run: bool, zh: str, en: str) -> None:  # noqa: FBT001 - the command's own flag
    if dry_run:
        say(f"将抹除: {zh} (未做任何更改)", f"Would be forgotten: {en} (nothing was changed)")
    else:
        say(f"已抹除: {zh}", f"Forgotten: {en}")
