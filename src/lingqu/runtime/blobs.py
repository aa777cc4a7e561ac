"""What is stored as bytes: pages, history, letters, lineage. JSON arrays with exact numbers, one codec a kind.

page of plane 0    [record, …], page 0 [head, [record, …]]
page of plane 1    page 0 the Book, page n the Round of the task with counter n
history            [event, …] of both planes in the order in which they happened
letter             one command
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, TypeAlias, TypeVar

import msgspec

from lingqu.approvals.commands import ApprovalCommand
from lingqu.approvals.events import ApprovalEvent
from lingqu.approvals.state import Book, Round
from lingqu.engine.commands import Command
from lingqu.engine.events import Event
from lingqu.engine.state import Head, Record
from lingqu.kernel.pages import Page
from lingqu.store.codec import Codec

T = TypeVar("T")

AnyEvent: TypeAlias = Event | ApprovalEvent
AnyCommand: TypeAlias = Command | ApprovalCommand
BroughtBy: TypeAlias = tuple[tuple[int, int], ...]

_encoder = msgspec.json.Encoder(decimal_format="number")


def to_json(value: Any) -> bytes:
    """JSON with exact numbers, of values, structs and lists of them."""
    return _encoder.encode(value)


def from_json(data: bytes, kind: type[T]) -> T:
    """The value of JSON that we have written ourselves; numbers that are not whole become Decimal."""
    return msgspec.json.Decoder(kind, float_hook=Decimal).decode(data)


def _every(root: type) -> Any:
    """The union of a family's members; their tags tell them apart."""
    return reduce(or_, sorted(root.__subclasses__(), key=lambda member: member.__name__))


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind, float_hook=Decimal)


_records = _decoder(list[Record])
_first = _decoder(tuple[Head, list[Record]])
_book = _decoder(Book)
_round = _decoder(Round)
_events = _decoder(list[_every(Event) | _every(ApprovalEvent)])  # type: ignore[misc]  # built from the two families
_command = _decoder(_every(Command))
_brought_by = _decoder(BroughtBy)


def _page(records: list[Record]) -> Page[Record]:
    return {record.n: record for record in records}


def _read_first(data: bytes) -> tuple[Head, Page[Record]]:
    head, records = _first.decode(data)
    return head, _page(records)


#: Page 0 of the engine's plane: the head and its records.
first_page: Codec[tuple[Head, Page[Record]]] = Codec(
    "page", writes={1: lambda both: _encoder.encode((both[0], list(both[1].values())))}, reads={1: _read_first}
)
#: Any other page of the engine's plane.
page: Codec[Page[Record]] = Codec(
    "page",
    writes={1: lambda records: _encoder.encode(list(records.values()))},
    reads={1: lambda data: _page(_records.decode(data))},
)
book: Codec[Book] = Codec("book", writes={1: _encoder.encode}, reads={1: _book.decode})
round_: Codec[Round] = Codec("round", writes={1: _encoder.encode}, reads={1: _round.decode})
history: Codec[Sequence[AnyEvent]] = Codec("history", writes={1: _encoder.encode}, reads={1: _events.decode})
letter: Codec[Command] = Codec("letter", writes={1: _encoder.encode}, reads={1: _command.decode})


def brought_by(data: bytes) -> BroughtBy:
    """Who brought an element instance, from its activity row."""
    return _brought_by.decode(data)  # type: ignore[no-any-return]  # typed by the decoder
