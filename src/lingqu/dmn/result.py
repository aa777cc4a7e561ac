"""What an evaluation gives: the value, the history of every decision in it, and what went wrong."""

from __future__ import annotations

from typing import Literal

import msgspec

from lingqu.dmn.places import Warning_
from lingqu.feel.convert import to_json
from lingqu.feel.values import Value
from lingqu.kernel.values import Json

Kind = Literal["decisionTable", "literalExpression", "other"]


class EvaluatedInput(msgspec.Struct, frozen=True, kw_only=True):
    """An input of a decision: a column of a table, or a variable that the decision requires."""

    id: str
    name: str
    value: Value


class EvaluatedOutput(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    value: Value


class MatchedRule(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    index: int  # from 1
    outputs: tuple[EvaluatedOutput, ...]


class EvaluatedTable(msgspec.Struct, frozen=True, kw_only=True):
    """One evaluation of a decision table; `element` is the decision or knowledge model that holds it."""

    id: str
    element: str
    inputs: tuple[EvaluatedInput, ...]
    matched: tuple[MatchedRule, ...]


class EvaluatedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision. `inputs` are what it required, `tables` all tables that were evaluated for it alone."""

    id: str
    namespace: str  # of the model that holds it
    name: str
    kind: Kind
    inputs: tuple[EvaluatedInput, ...]
    tables: tuple[EvaluatedTable, ...]
    value: Value


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The value (see `lingqu.feel.values`), every decision in the order in which it was ready, and the warnings."""

    value: Value
    decisions: tuple[EvaluatedDecision, ...] = ()
    warnings: tuple[Warning_, ...] = ()
    spent: int = 0  # units of fuel

    @property
    def json(self) -> Json:
        """The value as kernel Json: temporal values as their texts, what JSON cannot hold as null."""
        return to_json(self.value)[0]
