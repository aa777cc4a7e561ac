"""Who decides: the language of seats (`user:ID`, `group:ID`, `head:2`, `initiator`, FEEL, …) turned into people.

Pipeline: rule → drop who is disabled → delegation → nobody left is trouble, never silence → one seat a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from lingqu import feel
from lingqu.approvals import drawn
from lingqu.approvals.commands import Place
from lingqu.approvals.state import Origin
from lingqu.directory import delegations, organisation, people
from lingqu.kernel.errors import Rejected
from lingqu.kernel.values import Json
from lingqu.model.bpmn.lingqu import Approval, Seat
from lingqu.store import Connection
from lingqu.work import messages as _messages  # noqa: F401 - registers the room's texts
from lingqu.work.facts import TaskFacts


class Nobody(Exception):  # noqa: N818 - becomes an incident of the round, never leaves work
    """A rule gives nobody; a message of the catalogue says why."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = f"work.{code}"
        self.params = params


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What rules may ask about. `now` in ms; `zone` is where the company's days begin."""

    tenant: str
    process_id: str
    initiator: str
    variables: Mapping[str, Json]
    now: int
    zone: str = "UTC"

    @property
    def day(self) -> str:
        moment = datetime.fromtimestamp(self.now / 1000, UTC).astimezone(ZoneInfo(self.zone))
        return moment.date().isoformat()


def places(c: Connection, approval: Approval, about: Circumstances) -> tuple[Place, ...]:
    """The seats of a round, in their order. Raises Nobody."""
    found: list[Place] = []
    for n, seat in enumerate(_rules(approval), 1):
        weight = drawn.weight(seat.weight)
        if weight is None:
            raise Nobody("rule_unknown", rule=f"weight={seat.weight}")
        for login in logins(c, seat.who, about):
            person, origin, chain = stand_in(c, login, about)
            found.append(Place(person=person, weight=weight, veto=seat.veto, origin=origin, chain=chain, rule=n))
    if not found:
        raise Nobody("no_rules")
    return tuple(_one_a_person(found))


def again(
    c: Connection, approval: Approval, rule: int, owner: str, about: Circumstances
) -> tuple[str, Origin, tuple[str, ...]]:
    """Who sits on a seat whose turn has come: the rule is asked once more. Raises Nobody.

    `owner` is the person for whom the seat was first meant. A rule that names one person is followed where it leads
    now; of a group the owner keeps the seat while still one of it.
    """
    rules = _rules(approval)
    who = rules[rule - 1].who if 0 < rule <= len(rules) else f"user:{owner}"
    now_named = logins(c, who, about)
    if owner not in now_named:
        if len(now_named) != 1:
            raise Nobody("rule_empty", rule=f"{who} ({owner})")
        owner = now_named[0]
    return stand_in(c, owner, about)


def logins(c: Connection, who: str, about: Circumstances) -> list[str]:
    """The active people that a rule names, each once. Raises Nobody."""
    named = list(dict.fromkeys(_named(c, who, about)))
    known = people.named(c, about.tenant, named)
    active = [login for login in named if known[login].active]
    if not active:
        raise Nobody("rule_empty", rule=who)
    return active


def stand_in(c: Connection, login: str, about: Circumstances) -> tuple[str, Origin, tuple[str, ...]]:
    """(who acts, origin, for whom and via whom) after the delegations of the day; an inactive taker is passed over."""
    chain = delegations.resolve(c, about.tenant, login, about.process_id, about.day)
    known = people.named(c, about.tenant, list(chain))
    while len(chain) > 1 and not known[chain[-1]].active:
        chain = chain[:-1]
    return chain[-1], "delegated" if len(chain) > 1 else "rule", chain[:-1]


def everyone(c: Connection, who: str, about: Circumstances) -> list[str]:
    """The active people of a list of rules by comma (a carbon copy, an escalation); who is not found is left out."""
    rules = [who] if who.startswith("=") else [rule.strip() for rule in who.split(",") if rule.strip()]
    found: list[str] = []
    for rule in rules:
        try:
            found += logins(c, rule, about)
        except Nobody:
            continue
    return list(dict.fromkeys(found))


def awaited(c: Connection, task: TaskFacts) -> tuple[str, ...]:
    """The people who are expected to act on a task now; of an unclaimed one also the members of its groups."""
    named = list(task.waits_for())
    if not task.round and not task.assignee:
        for kind, who, _ in task.offers:
            if kind == "group":
                named += organisation.members(c, task.tenant, who)
    return tuple(dict.fromkeys(named))


def _rules(approval: Approval) -> list[Seat]:
    rules = list(approval.seats)
    if approval.seats_from:
        rules.append(Seat(who=_feel(approval.seats_from)))
    return rules


def _named(c: Connection, who: str, about: Circumstances) -> Iterable[str]:
    who = who.strip()
    if who.startswith("="):
        return _of_feel(c, who, about)
    kind, colon, value = who.partition(":")
    value = value.strip()
    ask = _KINDS.get(kind.strip())
    if ask is not None:
        return [login for login in ask(c, value, about) if login]
    if not colon and who:
        return [who]  # a bare login, as assignees are written
    raise Nobody("rule_unknown", rule=who)


def _of_feel(c: Connection, who: str, about: Circumstances) -> list[str]:
    try:
        result = feel.compile(who.removeprefix("=")).evaluate(dict(about.variables), now=about.now, zone=about.zone)
    except Rejected as wrong:
        raise Nobody("rule_value", rule=who, given=str(wrong)) from None
    value = result.json
    items = value if isinstance(value, list) else [] if value is None else [value]
    found: list[str] = []
    for item in items:
        if not isinstance(item, str) or item.startswith("="):
            raise Nobody("rule_value", rule=who, given=str(item)[:80])
        found += _named(c, item, about)
    return found


def _heads(c: Connection, value: str, about: Circumstances) -> list[str]:
    level = int(value) if value.isascii() and value.isdigit() and len(value) < 3 else 0 if value else 1
    if level < 1:
        raise Nobody("rule_unknown", rule=f"head:{value}")
    return [organisation.head_of(c, about.tenant, about.initiator, level)]


def _column(column: str) -> Callable[[Connection, str, Circumstances], list[str]]:
    def ask(c: Connection, value: str, about: Circumstances) -> list[str]:
        rows = c.rows(
            f"SELECT login FROM person WHERE tenant = ? AND {column} = ? AND active = 1 ORDER BY login",  # noqa: S608 - our own column
            (about.tenant, value),
        )
        return [str(row[0]) for row in rows]

    return ask


_KINDS: Mapping[str, Callable[[Connection, str, Circumstances], list[str]]] = {
    "user": lambda _c, value, _about: [value],
    "group": lambda c, value, about: organisation.members(c, about.tenant, value),
    "role": lambda c, value, about: organisation.in_role(c, about.tenant, value),
    "post": _column("post"),
    "department": _column("department"),
    "head": _heads,
    "initiator": lambda _c, _value, about: [about.initiator],
}


def _one_a_person(found: Iterable[Place]) -> list[Place]:
    """Who is named by several rules sits once (for the same person): weights add up, a veto stays a veto."""
    seats: dict[tuple[str, str], Place] = {}
    for place in found:
        key = (place.person, place.chain[0] if place.chain else "")
        before = seats.get(key)
        seats[key] = (
            place
            if before is None
            else msgspec.structs.replace(
                before, weight=Decimal(before.weight + place.weight), veto=before.veto or place.veto
            )
        )
    return list(seats.values())


def _feel(text: str) -> str:
    return text if text.startswith("=") else f"={text}"
