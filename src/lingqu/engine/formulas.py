"""Formulas: texts of a model that are either fixed or FEEL, and their values. A Stuck says why there is none."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from lingqu.engine.words import in_chinese
from lingqu.feel import Expression, Result
from lingqu.kernel.values import Json

#: Units of work that an expression of a model may use. It runs in the thread through which every change of the node
#: goes, so it gets a fifth of what an expression may use elsewhere: well under a second of most kinds of work.
FUEL = 200_000
#: Units that all expressions and decisions of one command may use together, however many elements it passes.
TURN_FUEL = 2_000_000
#: Warnings of FEEL after which null would be a lie.
_NO_VALUE = frozenset({"fuel", "depth", "too_large", "not_json"})


class Stuck(Exception):  # noqa: N818 - the model's or the data's fault; becomes an incident, never leaves step
    """Work cannot go on until an operator helps. `kind` is one of incidents.KINDS."""

    def __init__(self, kind: str, code: str, /, **params: Json) -> None:
        super().__init__(kind, code, params)
        self.kind = kind
        self.code = f"engine.{code}"
        self.params = {**params, "what_zh": in_chinese(str(params["what"]))} if "what" in params else params


class Budget:
    """What is left of TURN_FUEL for one command."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = TURN_FUEL

    @property
    def fuel(self) -> int:
        """What the next expression may use."""
        return FUEL if self.left > FUEL else max(0, self.left)


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the model: fixed (`fixed` counts) or FEEL (`expression` counts)."""

    text: str
    fixed: Json = None
    expression: Expression | None = None
    names: frozenset[str] = frozenset()  # the variables that it reads

    def value(self, variables: Mapping[str, Json], now: int, zone: str = "UTC", budget: Budget | None = None) -> Json:
        """Its value as JSON; what FEEL could not do is null. `now` in ms since 1970, shown on the clocks of `zone`."""
        if self.expression is None:
            return self.fixed
        return self.evaluated(variables, now, zone, budget).json

    def checked(self, variables: Mapping[str, Json], now: int, zone: str = "UTC", budget: Budget | None = None) -> Json:
        """The same, but raises Stuck if the evaluation was cut off or gave what is no value (a function, a range)."""
        if self.expression is None:
            return self.fixed
        value, warnings = self.evaluated(variables, now, zone, budget).as_json()
        for warning in warnings:
            if warning.kind in _NO_VALUE:
                zh, en = warning.message.text("zh"), warning.message.text("en")
                raise Stuck("expression", "not_evaluated", text=self.text, reason_zh=zh, reason_en=en)
        return value

    def evaluated(
        self, variables: Mapping[str, Json], now: int, zone: str = "UTC", budget: Budget | None = None
    ) -> Result:
        """What FEEL says to the expression, within FUEL and the budget. Raises TypeError for a fixed text."""
        if self.expression is None:
            raise TypeError(f"Expected an expression, but {self.text!r} is a fixed text")
        if budget is None:
            return self.expression.evaluate(variables, now=now, zone=zone, fuel=FUEL)
        result = self.expression.evaluate(variables, now=now, zone=zone, fuel=budget.fuel)
        budget.left -= result.spent
        return result
