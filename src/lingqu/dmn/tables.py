"""Decision tables compiled: columns, cells, allowed values, priorities, hit policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

import msgspec

from lingqu.dmn.cells import Cell, constant, constants, is_any, read_constants
from lingqu.dmn.compiler import Compiler, broken
from lingqu.dmn.hits import POLICIES, policy_of
from lingqu.dmn.index import ColumnIndex
from lingqu.dmn.overlaps import overlaps
from lingqu.dmn.places import Place, Run
from lingqu.dmn.scope import Names
from lingqu.dmn.table import Body, Input, Output, Table
from lingqu.dmn.types import Allowed, plain
from lingqu.feel import Expression, SyntaxProblem, operations, static, syntax
from lingqu.feel.samples import possible, type_of
from lingqu.feel.types import ANY, BOOLEAN, Constrained, ContextOf, ListOf, Type, show_type
from lingqu.feel.values import Value
from lingqu.model.dmn import elements as e

_MAX_TOLD = 10  # pairs of rules that overlap


def table(compiler: Compiler, box: e.DecisionTable, names: Names, place: Place) -> Body:
    """A decision table."""
    policy = policy_of(box.hit_policy, box.aggregation)
    if policy is None:
        compiler.problem("hit_policy", place, policy=f"{box.hit_policy} {box.aggregation}".strip())
        policy = POLICIES["UNIQUE", ""]
    for number, rule in enumerate(box.rules, 1):
        for cells, columns in ((rule.inputs, box.inputs), (rule.outputs, box.outputs)):
            if len(cells) != len(columns):
                compiler.problem("cells", place, rule=number, expected=len(columns), given=len(cells))
                return broken(place)
    if not box.outputs:
        compiler.problem("no_text", place)
        return broken(place)
    maker = _Maker(compiler, box, names, place, several=policy.several)
    inputs = tuple(maker.input(at, column) for at, column in enumerate(box.inputs))
    if policy.letter == "U":
        for first, second in islice(overlaps([one.cells for one in inputs], len(box.rules)), _MAX_TOLD):
            compiler.problem("overlap", place, first=first, second=second)
    return Table(
        id=box.id,
        place=place,
        policy=policy,
        inputs=inputs,
        outputs=tuple(maker.output(at, column) for at, column in enumerate(box.outputs)),
        rule_ids=tuple(rule.id for rule in box.rules),
    )


class _Maker:
    def __init__(self, compiler: Compiler, box: e.DecisionTable, names: Names, place: Place, *, several: bool) -> None:
        self.several = several  # whether the result is a list of what rules give
        self.compiler = compiler
        self.box = box
        self.names = names
        self.place = place
        self._cells: dict[str, Cell] = {}  # equal texts are one cell

    def input(self, at: int, column: e.InputClause) -> Input:
        box = column.expression or e.LiteralExpression()
        text = _text(box)
        name = plain(column.label or text)
        place = msgspec.structs.replace(self.place, column=name, line=column.line, text=text)
        kind = self.compiler.type(box.type_ref, place)
        body = self.compiler.typed(self.compiler.literal(box, self.names, place, kind), kind, place, column=True)
        cells = tuple(self.cell(rule.inputs[at], number, name) for number, rule in enumerate(self.box.rules, 1))
        self.match(cells, kind or self.names.get(plain(text)), name)
        return Input(
            id=column.id,
            name=name,
            body=body,
            allowed=self.tests(column.values, place),
            cells=cells,
            index=ColumnIndex(cells),
            place=place,
        )

    def match(self, cells: Sequence[Cell], kind: Type | None, column: str) -> None:
        """Tell of constant cells that no value of their column's type can match."""
        if kind is None:
            return
        answers: dict[Type, bool] = {}
        for number, cell in enumerate(cells, 1):
            for given in map(type_of, cell.tests or ()):
                if given not in answers:
                    answers[given] = given == BOOLEAN or possible(operations.is_in, kind, given)
                if not answers[given]:
                    place = msgspec.structs.replace(self.place, rule=number, column=column, text=cell.text)
                    shown = {"type": show_type(kind), "given": show_type(given)}
                    self.compiler.problem("never_matches", place, **shown)
                    break

    def output(self, at: int, column: e.OutputClause) -> Output:
        single = len(self.box.outputs) == 1
        name = plain(column.name) or ("" if single else f"Output {at + 1}")
        label = plain(column.label) or name or plain(self.box.output_label) or self.place.element
        place = msgspec.structs.replace(self.place, column=label, line=column.line)
        kind = self.compiler.type(column.type_ref, place)
        if self.several and isinstance(self.compiler.scope.types.resolved(kind), ListOf):
            kind = None  # tools write the type of the whole result there
        allowed = self.tests(column.values, place)
        values = tuple(
            self.value(rule.outputs[at], number, label, kind) for number, rule in enumerate(self.box.rules, 1)
        )
        return Output(
            id=column.id,
            name=name,
            label=label,
            kind=kind,
            allowed=allowed,
            default=None
            if column.default is None or not _text(column.default).strip()
            else self.default(column, place),
            priorities=_members(allowed) or self.declared(kind or self.expected(name, single=single)),
            cells=values,
            place=place,
        )

    def expected(self, name: str, *, single: bool) -> Type | None:
        """The type that the table's own type gives an output."""
        kind = self.compiler.scope.types.resolved(self.compiler.type(self.box.type_ref, self.place))
        if isinstance(kind, ListOf):
            kind = self.compiler.scope.types.resolved(kind.item)
        return kind if single else kind.fields.get(name) if isinstance(kind, ContextOf) else None

    def declared(self, kind: Type | None) -> tuple[Value, ...]:
        """The values of a type that lists them, in their order."""
        found = self.compiler.scope.types.resolved(kind)
        if isinstance(found, Constrained) and isinstance(found.allowed, Allowed):
            return _members(found.allowed.tests)
        return ()

    def default(self, column: e.OutputClause, place: Place) -> Body:
        return self.compiler.literal(column.default or e.LiteralExpression(), self.names, place)

    def tests(self, box: e.UnaryTests | None, place: Place) -> Expression | None:
        """Allowed values; None where everything is."""
        text = _text(box).strip() if box is not None else ""
        if box is None or is_any(text):
            return None
        names = {**self.names, syntax.INPUT: ANY}
        return self.compiler.feel(
            text, box.expression_language, names, msgspec.structs.replace(place, text=text), unary=True
        )

    def cell(self, box: e.UnaryTests, rule: int, column: str) -> Cell:
        text = _text(box).strip()
        if text not in self._cells:
            self._cells[text] = self._made(box, text, rule, column)
        return self._cells[text]

    def _made(self, box: e.UnaryTests, text: str, rule: int, column: str) -> Cell:
        if is_any(text):
            return Cell(text)
        if (tests := constants(text)) is not None:
            return Cell(text, tests)
        if syntax.INPUT not in text and self.compiler.scope.is_feel(box.expression_language):
            try:
                node = self.compiler.scope.read_unary(text, self.names)
            except SyntaxProblem:
                pass  # told below, where it is compiled
            else:
                if (tests := read_constants(node, self.names)) is not None:
                    return Cell(text, tests, negated=node.negated)
        place = msgspec.structs.replace(self.place, rule=rule, column=column, text=text, line=box.line)
        found = self.compiler.feel(text, box.expression_language, self.names, place, unary=True)
        return Cell(text, expression=found, broken=found is None)

    def value(self, box: e.LiteralExpression, rule: int, column: str, wanted: Type | None) -> Body:
        text = _text(box)
        place = msgspec.structs.replace(self.place, rule=rule, column=column, line=box.line)
        found = (None,) if is_any(text.strip()) else constant(text.strip())
        if found:
            self.compiler.expect(type_of(found[0]), wanted, place)
        body = _always(found[0]) if found else self.compiler.literal(box, self.names, place, wanted)
        return self.compiler.typed(body, self.compiler.type(box.type_ref, place), place) if box.type_ref else body


def _always(value: Value) -> Callable[[Run, dict[str, Value]], Value]:
    return lambda _run, _variables: value


def _text(box: e.LiteralExpression | e.UnaryTests | None) -> str:
    return box.text.text if box is not None and box.text is not None else ""


def _members(tests: Expression | None) -> tuple[Value, ...]:
    """The constants in unary tests, in their order."""
    if tests is None or not isinstance(tests.node, syntax.UnaryTests) or tests.node.negated:
        return ()
    found = []
    for test in tests.node.tests:
        try:
            found.append(static.constant(test))
        except static.NotConstant:
            return ()
    return tuple(found)
