"""Delegation 委托: a standing rule by which one person's work goes to another between two dates, inclusive."""

from __future__ import annotations

import datetime as dt

import msgspec

from lingqu.directory import people
from lingqu.kernel.editions import Seen, edition, must_be_seen
from lingqu.kernel.errors import Conflict, Invalid, NotFound
from lingqu.kernel.values import decode, encode
from lingqu.store import Connection

LONGEST = 5  # people in a chain after the giver

_COLUMNS = "id, giver, taker, first, last, processes"


class Delegation(msgspec.Struct, frozen=True, kw_only=True):
    """`first` and `last` are days (YYYY-MM-DD) in the company's zone; no `processes` means all."""

    id: int
    giver: str
    taker: str
    first: str
    last: str
    processes: tuple[str, ...] = ()

    def covers(self, process_id: str, day: str) -> bool:
        return self.first <= day <= self.last and (not self.processes or process_id in self.processes)

    def meets(self, other: Delegation) -> bool:
        """True if both can apply to one piece of work."""
        shared = not self.processes or not other.processes or set(self.processes) & set(other.processes)
        return bool(shared) and self.first <= other.last and other.first <= self.last


def _delegation(row: tuple[object, ...]) -> Delegation:
    return Delegation(
        id=int(str(row[0])),
        giver=str(row[1]),
        taker=str(row[2]),
        first=str(row[3]),
        last=str(row[4]),
        processes=tuple(decode(str(row[5]))),
    )


def of(c: Connection, tenant: str, login: str | None = None) -> list[Delegation]:
    """The delegations that a person gave or takes, or all of the tenant."""
    if login is None:
        rows = c.rows(f"SELECT {_COLUMNS} FROM delegation WHERE tenant = ? ORDER BY id", (tenant,))  # noqa: S608
    else:
        rows = c.rows(
            f"SELECT {_COLUMNS} FROM delegation WHERE tenant = ? AND (giver = ? OR taker = ?) ORDER BY id",  # noqa: S608
            (tenant, login, login),
        )
    return [_delegation(row) for row in rows]


def add(c: Connection, tenant: str, new: Delegation, now: int) -> Delegation:
    """Raises Invalid for bad dates, NotFound for a person, Conflict for a circle over overlapping dates and scopes."""
    for day in (new.first, new.last):
        _must_be_a_day(day)
    if new.last < new.first:
        raise Invalid("directory.delegation_dates", first=new.first, last=new.last)
    if new.giver == new.taker:
        raise Invalid("directory.delegation_self")
    for login in (new.giver, new.taker):
        people.person(c, tenant, login)
    circle = _circle(of(c, tenant), new)
    if circle:
        raise Conflict("directory.delegation_circle", chain=" → ".join(circle))
    c.insert(
        "delegation",
        ("id", "tenant", "giver", "taker", "first", "last", "processes", "created_at"),
        [(new.id, tenant, new.giver, new.taker, new.first, new.last, encode(list(new.processes)).decode(), now)],
    )
    return new


def one(c: Connection, tenant: str, key: int, login: str | None = None) -> Delegation:
    """A delegation; with a login only one that this person gave or takes. Raises NotFound."""
    row = c.row(f"SELECT {_COLUMNS} FROM delegation WHERE tenant = ? AND id = ?", (tenant, key))  # noqa: S608
    found = _delegation(row) if row else None
    if found is None or login not in {None, found.giver, found.taker}:
        raise NotFound("directory.no_such_delegation")
    return found


def edition_of(found: Delegation) -> str:
    return edition(found.giver, found.taker, found.first, found.last, list(found.processes))


def drop(c: Connection, tenant: str, key: int, login: str | None, *, seen: Seen = None) -> None:
    """Take a delegation back; with a login only its giver's own. Raises NotFound, Stale."""
    if seen is not None:
        must_be_seen(edition_of(one(c, tenant, key, login)), seen)
    mine = " AND giver = ?" if login else ""
    params = (tenant, key, login) if login else (tenant, key)
    done = c.run(f"DELETE FROM delegation WHERE tenant = ? AND id = ?{mine}", params)  # noqa: S608 - `mine` is ours
    if not done:
        raise NotFound("directory.no_such_delegation")


def resolve(c: Connection, tenant: str, login: str, process_id: str, day: str) -> tuple[str, ...]:
    """The chain that a person's work goes along on that day: (login, …, who decides).

    Follows at most LONGEST delegations. A circle that came in by import ends the chain at its beginning: the work
    stays with the original owner.
    """
    chain = [login]
    while len(chain) <= LONGEST:
        rows = c.rows(
            f"SELECT {_COLUMNS} FROM delegation WHERE tenant = ? AND giver = ? ORDER BY id DESC",  # noqa: S608
            (tenant, chain[-1]),
        )
        taker = next((d.taker for d in map(_delegation, rows) if d.covers(process_id, day)), None)
        if taker is None:
            return tuple(chain)
        if taker in chain:
            return (login,)
        chain.append(taker)
    return tuple(chain)


def _circle(known: list[Delegation], new: Delegation) -> list[str]:
    """The circle of people that `new` would close, or []."""
    paths = [[new.giver, new.taker]]
    while paths:
        path = paths.pop()
        for rule in known:
            if rule.giver != path[-1] or not rule.meets(new):
                continue
            if rule.taker == new.giver:
                return [*path, rule.taker]
            if rule.taker not in path:
                paths.append([*path, rule.taker])
    return []


def _must_be_a_day(text: str) -> None:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise Invalid("directory.bad_date", given=text[:20]) from None
