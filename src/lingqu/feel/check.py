"""Static checks of an expression: the type of its result, unknown names, what can only give null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lingqu.feel.expression import Expression, Position
from lingqu.feel.inference import Inference
from lingqu.feel.problems import line_and_column
from lingqu.feel.telling import message_of
from lingqu.feel.types import Type
from lingqu.kernel.messages import Message


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is probably not meant."""

    kind: str
    message: Message
    position: Position


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The type that an expression gives, as far as it can be told, and the findings."""

    type: Type
    findings: tuple[Finding, ...]


def check(expression: Expression, scope: Mapping[str, Type], types: Mapping[str, Type] | None = None) -> Checked:
    """Check an expression against the types of the variables in scope (`types.ANY` where nothing is known).

    `types` are the model's own types by name.
    """
    findings: list[Finding] = []

    def find(kind: str, at: int, values: dict[str, Any]) -> None:
        place = Position(*line_and_column(expression.text, at), at)
        findings.append(Finding(kind=kind, message=message_of(kind, values), position=place))

    kind = Inference(types, find).visit(expression.node, scope)
    return Checked(type=kind, findings=tuple(findings))
