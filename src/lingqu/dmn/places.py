"""Where in a decision model something stands, and one run of a model that notes what went wrong where."""

from __future__ import annotations

from typing import Any

import msgspec

from lingqu.dmn import messages as _messages  # noqa: F401  (registers the texts of the codes used here)
from lingqu.feel.coercion import coerce
from lingqu.feel.expression import Position
from lingqu.feel.problems import line_and_column
from lingqu.feel.state import MAX_WARNINGS, State
from lingqu.feel.telling import message_of
from lingqu.feel.types import Simple, Type, show_type
from lingqu.feel.values import Value, shown_inside
from lingqu.kernel.messages import Message

MAX_TABLES = 1000  # evaluations of tables that one history keeps
_SHOWN = 80  # characters of a value in a message


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An expression or cell. `element` is the name of the decision, knowledge model or service it belongs to."""

    element: str
    element_id: str = ""
    part: str = ""  # the entry, parameter, … inside the element
    rule: int = 0  # of a decision table, from 1; 0 = none
    column: str = ""  # of a decision table
    text: str = ""  # the expression
    line: int = 0  # in the XML, from 1

    @property
    def message(self) -> Message:
        if self.rule:
            return Message(
                code="dmn.in_cell", params={"element": self.element, "rule": self.rule, "column": self.column}
            )
        if self.column:
            return Message(code="dmn.in_column", params={"element": self.element, "column": self.column})
        if self.part:
            return Message(code="dmn.in_part", params={"element": self.element, "part": self.part})
        return Message(code="dmn.in_element", params={"element": self.element})


class Warning_(msgspec.Struct, frozen=True, kw_only=True):  # noqa: N801  (Warning is Python's)
    """Something in an evaluation that gave null, and where; `position` is inside the expression there."""

    kind: str
    message: Message
    place: Place | None
    position: Position | None


#: A place, or the cell of a table: the table's place, rule from 1, column, text.
Spot = Place | tuple[Place, int, str, str]


class Run(State):
    """One evaluation: FEEL's state that also knows where it stands."""

    def __init__(self, *, now: int, zone: str, fuel: int, open: bool = False) -> None:  # noqa: A002
        self.now, self.zone, self.fuel = now, zone, fuel
        self.open = open  # as models made for Camunda 8 expect it
        self.place: Spot | None = None
        self.found: list[tuple[Spot | None, str, int, dict[str, Any]]] = []
        self.tables: list[Any] = []  # EvaluatedTable: those of the decision that is being evaluated
        self.noted = 0

    def warn(self, code: str, at: int, /, **values: Any) -> None:
        if not self.quiet and len(self.found) < MAX_WARNINGS:
            self.found.append((self.place, code, at, values))

    def make_room(self) -> None:
        del self.found[MAX_WARNINGS - 1 :]

    def tell(self, code: str, spot: Spot, /, **values: Any) -> None:
        """Warn of something that the decision model itself, not an expression in it, went wrong with."""
        if not self.quiet and len(self.found) < MAX_WARNINGS:
            self.found.append((spot, f"dmn.{code}", -1, values))

    def in_column(self, value: Value, kind: Type) -> Value:
        """A value as the type of a table's column.

        An open run takes one that is not of a plain type as it is: there, editors write `string` by themselves.
        """
        if not self.open or not isinstance(kind, Simple):
            return coerce(self, value, kind, -1)
        self.quiet += 1
        found = coerce(self, value, kind, -1)
        self.quiet -= 1
        if found is None and value is not None and self.place is not None:
            self.tell("other_type", self.place, type=show_type(kind))
            return value
        return found

    def note_table(self, table: Any) -> None:
        """Keep the history of a table; only so many, because a loop may evaluate one again and again."""
        self.noted += 1
        if self.noted <= MAX_TABLES:
            self.tables.append(table)

    @property
    def warnings(self) -> tuple[Warning_, ...]:
        return tuple(_warning(*one) for one in self.found)


def shown(value: Value) -> str:
    """A value as a message shows it."""
    text = shown_inside(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _warning(spot: Spot | None, code: str, at: int, values: dict[str, Any]) -> Warning_:
    place = cell(spot) if isinstance(spot, tuple) else spot
    position = None
    if at >= 0 and place is not None and place.text:
        position = Position(*line_and_column(place.text, at), at)
    message = Message(code=code, params=values) if code.startswith("dmn.") else message_of(code, values)
    return Warning_(kind=code.removeprefix("dmn."), message=message, place=place, position=position)


def cell(spot: tuple[Place, int, str, str]) -> Place:
    table, rule, column, text = spot
    return msgspec.structs.replace(table, rule=rule, column=column, text=text)
