"""Renaming a person in everything that an instance has stored: history, pages, letters, rows. For the forgotten.

A person's id is compared with others and never looked into, so renaming it everywhere in an instance, to a name that is
not in use, and folding give the same, whichever comes first: fold(renamed(history)) == renamed(fold(history)). Only
fields that hold people are touched; texts that people wrote and values of variables are what they are.
"""

from __future__ import annotations

from typing import Any

import msgspec

from lingqu.approvals.events import SeatsNotFound, SeatTransferred
from lingqu.approvals.state import Action, Trouble
from lingqu.kernel.errors import NotFound
from lingqu.runtime import blobs
from lingqu.runtime.case import APPROVALS, ENGINE
from lingqu.runtime.work import Tx

#: Fields of events, state, policies and commands that hold a person or several.
PEOPLE = frozenset(
    {
        "also",
        "assignee",
        "by",
        "candidate_users",
        "chain",
        "copied",
        "giver",
        "on_behalf_of",
        "people",
        "person",
        "started_by",
    }
)
#: Columns of an instance's rows that hold a person.
COLUMNS = (
    ("history", "by"),
    ("party", "person"),
    ("task", "assignee"),
    ("offer", "who"),
    ("seat", "person"),
    ("seat", "on_behalf_of"),
)


def renamed(value: Any, old: str, new: str) -> Any:
    """The value with the person renamed wherever a field holds people; the same object if there is nothing to do."""
    if isinstance(value, msgspec.Struct):
        changes = {}
        for field in value.__struct_fields__:
            before = getattr(value, field)
            holds = field in PEOPLE or _goes_to_person(value, field)
            after = _replaced(before, old, new) if holds else renamed(before, old, new)
            if after is not before:
                changes[field] = after
        return msgspec.structs.replace(value, **changes) if changes else value
    if isinstance(value, list | tuple):
        items = [renamed(item, old, new) for item in value]
        same = all(after is before for after, before in zip(items, value, strict=True))
        return value if same else type(value)(items)
    if isinstance(value, dict):
        changed = {name: renamed(item, old, new) for name, item in value.items()}
        return value if all(changed[name] is value[name] for name in value) else changed
    return value


def _goes_to_person(value: msgspec.Struct, field: str) -> bool:
    """Fields that hold a person in some structs only."""
    if field == "to":
        return isinstance(value, SeatTransferred) or (isinstance(value, Action) and value.verb == "transfer")
    return field == "params" and isinstance(value, SeatsNotFound | Trouble)


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return new if value == old else value
    if isinstance(value, list | tuple):
        return type(value)(_replaced(item, old, new) for item in value) if old in value else value
    if isinstance(value, dict):
        return {name: _replaced(item, old, new) for name, item in value.items()} if old in value.values() else value
    return value


def rename(tx: Tx, instance: int, old: str, new: str, *, by: str) -> None:
    """Rename a person in one instance. Raises NotFound.

    The version counts up, so that no node goes on with what it remembers; the row that history gets for it is empty.
    """
    c = tx.c
    row = c.row("SELECT version FROM instance WHERE key = ?" + c.for_update, [instance])  # noqa: S608
    if row is None:
        raise NotFound("runtime.no_such_instance", key=str(instance))
    rows = c.rows("SELECT version, at, format, events FROM history WHERE instance = ? ORDER BY version", [instance])
    changed = []
    for version, _, format_, body in rows:
        before = list(blobs.history.decode(format_, bytes(body)))
        after = renamed(before, old, new)
        if after is not before:
            number, data = blobs.history.encode(after, format_)
            changed.append((instance, version, number, data))
    c.update_many("history", ("instance", "version"), ("format", "events"), changed)
    _pages(tx, instance, old, new)
    _letters(tx, instance, old, new)
    for table, column in COLUMNS:
        people = " AND kind = 'person'" if table == "offer" else ""
        if table == "party":  # who was concerned in the same way already, under the new name, is there once
            c.run(_PARTY, [new, instance, old, new])
        c.run(f"UPDATE {table} SET {column} = ? WHERE instance = ? AND {column} = ?{people}", [new, instance, old])  # noqa: S608 - ours
    c.run("UPDATE instance SET started_by = ? WHERE key = ? AND started_by = ?", [new, instance, old])
    c.run("UPDATE instance SET version = version + 1 WHERE key = ?", [instance])
    number, data = blobs.history.encode((), rows[-1][2] if rows else 1)
    columns = ("instance", "version", "at", "node", "batch", "command", "by", "format", "events")
    c.insert("history", columns, [(instance, row[0] + 1, rows[-1][1], 0, 0, "ForgetPerson", by, number, data)])


_PARTY = (
    "DELETE FROM party WHERE person = ? AND instance = ?"
    " AND EXISTS (SELECT 1 FROM party o WHERE o.instance = party.instance AND o.role = party.role AND o.person = ?)"
    " AND person = ?"
)


def _pages(tx: Tx, instance: int, old: str, new: str) -> None:
    rows = tx.c.rows("SELECT plane, number, format, body FROM page WHERE instance = ?", [instance])
    changed = []
    for plane, number, format_, body in rows:
        codec: Any = {
            (ENGINE, True): blobs.first_page,
            (ENGINE, False): blobs.page,
            (APPROVALS, True): blobs.book,
            (APPROVALS, False): blobs.round_,
        }[plane, number == 0]
        before = codec.decode(format_, bytes(body))
        after = renamed(before, old, new)
        if after is not before:
            changed.append((instance, plane, number, *codec.encode(after, format_)))
    tx.c.update_many("page", ("instance", "plane", "number"), ("format", "body"), changed)


def _letters(tx: Tx, instance: int, old: str, new: str) -> None:
    rows = tx.c.rows("SELECT sender, version, place, format, body FROM letter WHERE target = ?", [instance])
    changed = []
    for sender, version, place, format_, body in rows:
        before = blobs.letter.decode(format_, bytes(body))
        after = renamed(before, old, new)
        if after is not before:
            changed.append((sender, version, place, *blobs.letter.encode(after, format_)))
    tx.c.update_many("letter", ("sender", "version", "place"), ("format", "body"), changed)
