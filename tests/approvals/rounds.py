"""Rounds drawn in text: `given("at-least:3, impossible; A B C D E")`, then verbs as people say them.

After each verb the round is stored and loaded as JSON, its history is folded and compared, and the plane that was
given is compared with a copy taken before: every test is also a persistence test and a purity test.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from lingqu.approvals import commands as c
from lingqu.approvals import events as e
from lingqu.approvals import plane as planes
from lingqu.approvals.drawn import policy
from lingqu.approvals.plane import Plane, PlaneOutcome
from lingqu.approvals.state import Book, Round, SeatState
from lingqu.model.bpmn.lingqu import Approval

TASK = 7
ELEMENT = 3


_history = msgspec.json.Decoder(tuple[e.AnyApprovalEvent, ...])


def stored(plane: Plane) -> Plane:
    """The plane as it comes back from its pages."""
    book = msgspec.json.decode(msgspec.json.encode(plane.book), type=Book)
    rounds = {n: msgspec.json.decode(msgspec.json.encode(r), type=Round) for n, r in plane.rounds.items()}
    return Plane(book=book, rounds=rounds)


def place(text: str, rule: int) -> c.Place:
    """A seat from its drawing: `C`, `C*50` (weight), `C!` (may veto), `D<A` (D sits for A)."""
    veto = text.endswith("!")
    name, _, weight = text.rstrip("!").partition("*")
    name, _, owner = name.partition("<")
    return c.Place(
        person=name,
        weight=Decimal(weight or 1),
        veto=veto,
        chain=(owner,) if owner else (),
        origin="delegated" if owner else "rule",
        rule=rule,
    )


class Case:
    """One plane and what was done to it."""

    def __init__(self) -> None:
        self.plane = Plane()
        self.folded = Plane()
        self.at = 1_000
        self.events: list[e.ApprovalEvent] = []
        self.last: PlaneOutcome = PlaneOutcome(plane=self.plane, events=())

    def do(self, command: c.ApprovalCommand) -> PlaneOutcome:
        before = stored(self.plane)
        try:
            self.last = planes.step(self.plane, command)
        finally:
            assert stored(self.plane) == before, "the given plane was touched"
        told = _history.decode(msgspec.json.encode(self.last.events))
        self.folded = planes.fold(self.folded, told, command.at)
        self.plane = stored(self.last.plane)
        assert self.folded == self.plane, "history does not fold to the plane"
        self.events.extend(told)
        return self.last

    def tick(self) -> int:
        self.at += 1_000
        return self.at

    # ---- verbs

    def opens(self, drawn: Approval, task: int = TASK, index: int = 0, element: int = ELEMENT) -> Case:
        self.do(c.OpenRound(at=self.tick(), task=task, element=element, index=index, policy=policy(drawn)))
        return self

    def seats(self, text: str, task: int = TASK) -> Case:
        places = tuple(place(seat, n) for n, seat in enumerate(text.split(), 1))
        self.do(c.SeatsResolved(at=self.tick(), task=task, places=places))
        return self

    def does(self, *acts: str, task: int = TASK) -> Case:
        """`A yes`, `B no`, `A to D`, `B back`, `B back straight`; whose turn comes is found again by the name in the drawing."""
        for act in acts:
            who, verb, *rest = act.split()
            self.do(self._command(task, who, verb, rest))
            self.turn(task)
        return self

    def _command(self, task, who, verb, rest) -> c.ApprovalCommand:
        at = self.tick()
        match verb:
            case "yes" | "no":
                return c.CastVote(at=at, by=who, task=task, vote="approve" if verb == "yes" else "reject")
            case "to":
                return c.TransferSeat(at=at, by=who, task=task, to=rest[0])
            case "back":
                return c.SendBack(at=at, by=who, task=task, mode="straight" if rest else "rerun")
            case _:
                raise AssertionError(verb)

    def turn(self, task: int = TASK) -> None:
        """Answer a call for the next seat with the person who was drawn there."""
        for seat in self.plane.rounds[task].seats:
            if seat.state is SeatState.CALLED and seat.person != "(gone)":
                self.do(c.TurnResolved(at=self.tick(), task=task, seat=seat.n, person=seat.person, chain=seat.chain))

    # ---- what is seen

    @property
    def round(self) -> Round:
        return self.plane.rounds[TASK]

    @property
    def stands(self) -> str:
        return self.round.decision.standing

    @property
    def reason(self) -> str:
        return self.round.decision.reason

    @property
    def table(self) -> str:
        """`A decided, C cancelled(rejected)`."""
        return ", ".join(
            f"{seat.person} {seat.state.name.lower()}" + (f"({seat.reason})" if seat.reason else "")
            for seat in self.round.seats
        )


def given(text: str, **drawn) -> Case:
    """`<pass rule>, <reject rule>; <seats>`; other attributes of the drawing by keyword."""
    rules, _, seats = text.partition(";")
    passing, _, rejecting = rules.partition(",")
    approval = Approval(pass_rule=passing.strip(), reject_rule=rejecting.strip(), **drawn)
    return Case().opens(approval).seats(seats)
