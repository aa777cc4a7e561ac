"""Evaluate a FEEL expression: beside a field in the designer, and for conditions in forms."""

from __future__ import annotations

from typing import Any

from litestar import post
from litestar.params import JSONBody

from lingqu import feel
from lingqu.api.edge import LongText, Shape
from lingqu.api.given import House, Language
from lingqu.api.wire import in_thread
from lingqu.feel.values import kind_of
from lingqu.kernel.values import Json, normalise


class Trial(Shape, forbid_unknown_fields=True):
    """`expression` with or without the "=" at its beginning; `context`: the variables."""

    expression: LongText
    context: dict[str, Any] = {}


class TrialWarning(Shape):
    kind: str
    message: str
    position: int


class TrialResult(Shape):
    result: Json
    type: str
    warnings: list[TrialWarning]


@post("/api/feel/evaluate", status_code=200)
@in_thread
def evaluate(house: House, language: Language, data: JSONBody[Trial]) -> TrialResult:
    """The value of the expression over the given variables, with what FEEL has to say about it."""
    context = normalise(data.context, "context")
    expression = feel.compile(data.expression.removeprefix("="), names=context)
    found = expression.evaluate(context, now=house.runtime.now(), zone=house.settings.zone)
    return TrialResult(
        result=found.json,
        type=kind_of(found.value),
        warnings=[
            TrialWarning(kind=w.kind, message=w.message.text(language), position=w.position.offset if w.position else 0)
            for w in found.warnings
        ],
    )


HANDLERS = [evaluate]
