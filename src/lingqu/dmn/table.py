"""Decision tables: inputs are evaluated and checked, the index names the rules, the hit policy makes the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from lingqu.dmn.cells import Cell
from lingqu.dmn.hits import Hits, Policy, value_of
from lingqu.dmn.index import ColumnIndex, rules
from lingqu.dmn.places import Place, Run, shown
from lingqu.dmn.result import EvaluatedInput, EvaluatedOutput, EvaluatedTable, MatchedRule
from lingqu.feel import Expression
from lingqu.feel.types import Type
from lingqu.feel.values import Value

#: A boxed expression, compiled: its value in one evaluation, with the variables in scope.
Body = Callable[[Run, dict[str, Value]], Value]


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A column of conditions."""

    id: str
    name: str  # as people see it: the label, else the expression
    body: Body
    allowed: Expression | None
    cells: tuple[Cell, ...]
    index: ColumnIndex
    place: Place


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """A column of results."""

    id: str
    name: str
    label: str
    kind: Type | None
    allowed: Expression | None
    default: Body | None
    priorities: tuple[Value, ...]
    cells: tuple[Body, ...]
    place: Place


class Table(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    place: Place
    policy: Policy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rule_ids: tuple[str, ...]

    def __call__(self, run: Run, variables: dict[str, Value]) -> Value:
        run.spend(1 + (len(self.rule_ids) >> 3))
        outer = run.place
        run.place = self.place
        values = [one.body(run, variables) for one in self.inputs]
        matching, rows, value = self._decided(run, values, variables)
        run.place = outer
        run.note_table(self._record(values, matching, rows))
        return value

    def _decided(
        self, run: Run, values: list[Value], variables: dict[str, Value]
    ) -> tuple[list[int], list[tuple[Value, ...]], Value]:
        for one, value in zip(self.inputs, values, strict=True):
            if one.allowed is not None and not self._is_allowed(run, one.allowed, value, variables):
                run.tell("input_not_allowed", one.place, value=shown(value))
                return [], [], None
        matching = self.matching(run, values, variables)
        run.place = self.place
        rows = [self._row(run, at, variables) for at in matching]
        run.place = self.place
        if not matching:
            return matching, rows, self._nothing(run, variables)
        hits = Hits(
            place=self.place,
            rules=tuple(at + 1 for at in matching),
            rows=tuple(rows),
            names=tuple(one.name for one in self.outputs),
            priorities=tuple(one.priorities for one in self.outputs),
        )
        return matching, rows, self.policy.result(run, hits)

    def matching(self, run: Run, values: Sequence[Value], variables: dict[str, Value]) -> list[int]:
        """The rules (from 0) of which all conditions hold, in the order of the table; with hit policy F the first."""
        mask = (1 << len(self.rule_ids)) - 1
        open_columns = []
        for column, value in zip(self.inputs, values, strict=True):
            found = column.index.candidates(value)
            mask &= found.sure | found.unsure
            if not mask:
                return []
            if found.unsure & mask:
                open_columns.append((column, found.unsure, value, {**variables, "?": value}))
        matching: list[int] = []
        for at in rules(mask):
            for column, unsure, value, scope in open_columns:
                if unsure >> at & 1:
                    cell = column.cells[at]
                    run.fuel -= 1
                    run.place = (self.place, at + 1, column.name, cell.text)
                    expression = cell.expression
                    if expression is None:
                        if not cell.holds(run, value, scope):
                            break
                    elif expression.within(run, scope) is not True:  # what `holds` does, a call less
                        break
            else:
                matching.append(at)
                if self.policy.letter == "F":
                    break
        run.spend(0)
        return matching

    def _is_allowed(self, run: Run, allowed: Expression, value: Value, variables: dict[str, Value]) -> bool:
        """Whether the tests of a column hold for a value, or for every item of a list."""
        run.quiet += 1
        found = allowed.within(run, {**variables, "?": value}) is True or (
            type(value) is list
            and bool(value)
            and all(allowed.within(run, {**variables, "?": item}) is True for item in value)
        )
        run.quiet -= 1
        return found

    def _row(self, run: Run, at: int, variables: dict[str, Value]) -> tuple[Value, ...]:
        row = []
        for column in self.outputs:
            run.place = (self.place, at + 1, column.label, "")
            row.append(self._output(run, column, column.cells[at](run, variables), variables))
        return tuple(row)

    def _output(self, run: Run, column: Output, value: Value, variables: dict[str, Value]) -> Value:
        if column.kind is not None:
            value = run.in_column(value, column.kind)
        if column.allowed is None or value is None or self._is_allowed(run, column.allowed, value, variables):
            return value
        run.tell("output_not_allowed", run.place or self.place, value=shown(value))
        return None

    def _nothing(self, run: Run, variables: dict[str, Value]) -> Value:
        """The default outputs, if there are any; else null, whatever the hit policy (DMN 1.5, 10.3.2.10)."""
        if any(one.default is not None for one in self.outputs):
            row = tuple(
                None if one.default is None else self._output(run, one, one.default(run, variables), variables)
                for one in self.outputs
            )
            return value_of(row, tuple(one.name for one in self.outputs))
        run.tell("no_rule", self.place)
        return None

    def _record(self, values: list[Value], matching: list[int], rows: list[tuple[Value, ...]]) -> EvaluatedTable:
        return EvaluatedTable(
            id=self.id,
            element=self.place.element,
            inputs=tuple(
                EvaluatedInput(id=one.id, name=one.name, value=value)
                for one, value in zip(self.inputs, values, strict=True)
            ),
            matched=tuple(
                MatchedRule(
                    id=self.rule_ids[at],
                    index=at + 1,
                    outputs=tuple(
                        EvaluatedOutput(id=one.id, name=one.label, value=value)
                        for one, value in zip(self.outputs, row, strict=True)
                    ),
                )
                for at, row in zip(matching, rows, strict=True)
            ),
        )
