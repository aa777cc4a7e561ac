"""The approval plane of one case: its rounds by task, and the book. This is what the runtime composes with the engine.

    outcome = plane.step(plane, command)      pure; outcome.pages are the pages to write
    page 0 of plane 1 is the Book; page n is the Round of the task with counter n

A command needs page 0 and the page of its task. fold(events) == plane is a law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from lingqu.approvals import commands as c
from lingqu.approvals import events as e
from lingqu.approvals.apply import apply, opened
from lingqu.approvals.commands import ApprovalCommand
from lingqu.approvals.moving import move
from lingqu.approvals.state import Book, Frame, Ladder, Returning, Round, SeatState
from lingqu.approvals.step import already_decided, words
from lingqu.approvals.step import step as step_round
from lingqu.approvals.verdict import Verdict

BOOK = 0  # the number of the book's page
#: Events that are about the task or the instance, not about a round.
BESIDE = (e.CopyAdded, e.Commented, e.LadderSet, e.Urged)
#: Events of a round that the book takes notice of.
BOOKED = (e.RoundOpened, e.SentBack, e.RoundDecided)


class Plane(msgspec.Struct, kw_only=True):
    """The plane at rest, immutable by agreement. Rounds that a command does not need may be absent."""

    book: Book = msgspec.field(default_factory=Book)
    rounds: Mapping[int, Round] = {}


class PlaneOutcome(msgspec.Struct, frozen=True, kw_only=True):
    plane: Plane
    events: tuple[e.ApprovalEvent, ...]
    pages: frozenset[int] = frozenset()  # numbers of the pages that changed
    verdict: Verdict | None = None


def needs(command: ApprovalCommand) -> frozenset[int]:
    """The pages that have to be loaded for this command."""
    if isinstance(command, c.MoveRounds):
        return frozenset({BOOK, *command.rounds})
    return frozenset({BOOK}) if isinstance(command, c.AddCopy | c.Comment) else frozenset({BOOK, command.task})


def step(plane: Plane, command: ApprovalCommand) -> PlaneOutcome:
    """Do one command. Raises Rejected; the given plane is not touched."""
    if isinstance(command, c.AddCopy | c.Comment | c.SetLadder | c.Urge):
        return _beside(plane, command)
    if isinstance(command, c.MoveRounds):
        event = e.RoundsMoved(task=0, elements=command.elements, rounds=command.rounds)
        rounds, book = dict(plane.rounds), plane.book.copy()
        move(event, rounds, book)
        return PlaneOutcome(
            plane=Plane(book=book, rounds=rounds), events=(event,), pages=frozenset({BOOK, *command.rounds})
        )
    number = 0
    returning: Returning = ""
    if isinstance(command, c.OpenRound):
        number = plane.book.visits.get(_visit(command), 0) + 1
        returning = _returning(plane.book, _visit(command))
    outcome = step_round(plane.rounds.get(command.task), command, number, returning)
    if not outcome.events:
        return PlaneOutcome(plane=plane, events=())
    book = _booked(plane.book, outcome.events, outcome.round)
    pages = {command.task} if book is plane.book else {command.task, BOOK}
    after = Plane(book=book, rounds={**plane.rounds, command.task: outcome.round})
    return PlaneOutcome(plane=after, events=outcome.events, pages=frozenset(pages), verdict=outcome.verdict)


def fold(plane: Plane, events: Iterable[e.ApprovalEvent], at: int) -> Plane:
    """The plane after the events of one history row; `at` is the row's time."""
    book, rounds = plane.book.copy(), dict(plane.rounds)
    own: set[int] = set()
    for event in events:
        if isinstance(event, e.RoundsMoved):
            move(event, rounds, book)
            own.update(event.rounds)
        elif isinstance(event, e.RoundOpened):
            rounds[event.task] = opened(event, at)
            own.add(event.task)
        elif not isinstance(event, BESIDE):
            if event.task not in own:
                rounds[event.task] = rounds[event.task].copy()
                own.add(event.task)
            apply(rounds[event.task], event, at)
        _write_down(book, event, rounds.get(event.task))
    return Plane(book=book, rounds=rounds)


def _beside(plane: Plane, command: c.AddCopy | c.Comment | c.SetLadder | c.Urge) -> PlaneOutcome:
    """Commands that are about the task or the instance, not about a vote."""
    events: tuple[e.ApprovalEvent | None, ...]
    match command:
        case c.AddCopy():
            events = (_copy(plane, command),)
        case c.Comment():
            events = (_comment(command),)
        case c.SetLadder():
            events = (_ladder(plane, command),)
        case c.Urge():
            events = _urge(plane, command)
    happened = tuple(event for event in events if event is not None)
    if not happened:
        return PlaneOutcome(plane=plane, events=())
    book = plane.book.copy()
    for event in happened:
        _write_down(book, event, None)
    return PlaneOutcome(plane=Plane(book=book, rounds=plane.rounds), events=happened, pages=frozenset({BOOK}))


def _copy(plane: Plane, command: c.AddCopy) -> e.CopyAdded | None:
    new = tuple(dict.fromkeys(person for person in command.people if person not in plane.book.copied))
    if not new:
        return None
    return e.CopyAdded(task=command.task, person=command.by, people=new, note=words(command.note))


def _comment(command: c.Comment) -> e.Commented | None:
    text = words(command.text).strip()
    return e.Commented(task=command.task, person=command.by, text=text) if text else None


def _ladder(plane: Plane, command: c.SetLadder) -> e.LadderSet | None:
    if str(command.task) in plane.book.ladders or _over(plane, command.task):
        return None
    return e.LadderSet(task=command.task, taken=0, due=command.due)


def _urge(plane: Plane, command: c.Urge) -> tuple[e.ApprovalEvent | None, ...]:
    """A step of the ladder that was taken already is not taken again, whatever clocks and restarts did."""
    ladder = plane.book.ladders.get(str(command.task))
    if command.rung and ladder is not None and command.rung <= ladder.taken:
        return ()
    round_ = plane.rounds.get(command.task)
    if round_ is not None and round_.decided:
        raise already_decided(round_)
    waited_for = (
        command.people
        if round_ is None
        else tuple(seat.person for seat in round_.seats if seat.state is SeatState.ACTIVE)
    )
    people = tuple(dict.fromkeys(waited_for))
    also = tuple(person for person in dict.fromkeys(command.also) if person not in people)
    urged = e.Urged(task=command.task, person=command.by, people=people, also=also, rung=command.rung)
    return (
        urged if people or also else None,
        e.LadderSet(task=command.task, taken=command.rung, due=command.following) if command.rung else None,
    )


def _over(plane: Plane, task: int) -> bool:
    round_ = plane.rounds.get(task)
    return round_ is not None and round_.decided


def _visit(where: c.OpenRound | Round) -> str:
    return f"{where.element}/{where.index}"


def _returning(book: Book, visit: str) -> Returning:
    """What a round at this visit is to the straight return that is under way."""
    if not book.frames:
        return ""
    frame = book.frames[-1]
    if visit == frame.sender:
        return "arrived"
    return "passed-over" if visit in frame.passed else "left"


def _booked(book: Book, events: Iterable[e.ApprovalEvent], round_: Round) -> Book:
    """The book after these events of one round; the same book if they are none of its business."""
    if not any(isinstance(event, BOOKED) for event in events):
        return book
    after = book.copy()
    for event in events:
        _write_down(after, event, round_)
    return after


def _write_down(book: Book, event: e.ApprovalEvent, round_: Round | None) -> None:
    match event:
        case e.CopyAdded():
            book.copied.extend(event.people)
        case e.LadderSet():
            book.ladders[str(event.task)] = Ladder(event.taken, event.due)
        case e.RoundOpened() if round_:
            book.visits[_visit(round_)] = event.number
            if event.returning == "arrived":
                book.frames.pop()
            elif event.returning == "left":
                book.frames.clear()
        case e.SentBack() if round_:
            if event.mode == "straight":
                book.frames.append(Frame(_visit(round_), tuple(book.passed)))
            else:
                book.frames.clear()
        case e.RoundDecided() if round_:
            visit = _visit(round_)
            if visit in book.passed:
                book.passed.remove(visit)
            if event.standing == "passed":
                book.passed.append(visit)
            elif event.standing == "rejected" and round_.policy.on_reject == "send-back":
                book.frames.clear()
        case _:
            pass
