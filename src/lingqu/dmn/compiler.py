"""What all compilers of boxed expressions share: places, problems, types, and text that is FEEL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from lingqu.dmn.places import Place, Run
from lingqu.dmn.scope import Names, Problem, Scope
from lingqu.dmn.table import Body
from lingqu.dmn.types import plain
from lingqu.feel import Expression, SyntaxProblem
from lingqu.feel.check import Finding, check
from lingqu.feel.coercion import coerce
from lingqu.feel.joining import may_become
from lingqu.feel.types import Type, show_type
from lingqu.feel.values import Value
from lingqu.model.dmn import elements as e


class Compiler:
    """Compiles what belongs to one decision or knowledge model; what is wrong goes to `problems`."""

    def __init__(self, scope: Scope, place: Place, problems: list[Problem], *, closed: bool = True) -> None:
        self.scope = scope
        self.place = place
        self.problems = problems
        self.closed = closed  # whether its expressions see nothing but what is required and made inside

    def at(self, box: e.Element | None, part: str = "") -> Place:
        """The place of something inside the element."""
        line = box.line if box is not None else self.place.line
        return msgspec.structs.replace(self.place, part=part, line=line)

    def problem(self, code: str, place: Place, **params: Any) -> None:
        self.problems.append(Problem.of(code, place, **params))

    def type(self, reference: str, place: Place) -> Type | None:
        """The type that is named; None if none is. An unknown one is a problem."""
        if not reference.strip():
            return None
        found = self.scope.types.named(reference)
        if found is None:
            self.problem("unknown_type", place, name=reference)
        return found

    @staticmethod
    def typed(body: Body, kind: Type | None, place: Place, *, column: bool = False) -> Body:
        """The same value, coerced; as that of a table's column if it is one."""
        if kind is None:
            return body

        def value(run: Run, variables: dict[str, Value]) -> Value:
            found = body(run, variables)
            outer, run.place = run.place, place
            found = run.in_column(found, kind) if column else coerce(run, found, kind, -1)
            run.place = outer
            return found

        return value

    def feel(
        self, text: str, language: str, names: Names, place: Place, *, unary: bool = False, wanted: Type | None = None
    ) -> Expression | None:
        """The compiled text; None if it is not FEEL, which is a problem. What it can never give is one, too."""
        if not self.scope.is_feel(language):
            self.problem("language", place, language=language)
            return None
        if not text.strip():
            self.problem("no_text", place)
            return None
        try:
            compiled = self.scope.compile(text, names, unary=unary)
        except SyntaxProblem as problem:
            self.problems.append(Problem.syntax(place, problem))
            return None
        checked = check(compiled, names, self.scope.types.by_name)
        for finding in checked.findings:
            if self.is_told(finding):
                self.problems.append(Problem.told(place, finding.message))
        self.expect(checked.type, wanted, place)
        return compiled

    def is_told(self, finding: Finding) -> bool:
        """Whether a finding is certain: contexts may have more entries than their type says; open logic sees all."""
        if finding.kind.startswith("unknown_name"):
            return self.closed
        return finding.kind != "unknown_entry"  # one near a name that is there is told

    def expect(self, kind: Type, wanted: Type | None, place: Place) -> None:
        """Tell where a value can never be of the type that is wanted there."""
        if wanted is not None and not may_become(kind, wanted):
            self.problem("never_of_type", place, type=show_type(wanted), given=show_type(kind))

    def literal(self, box: e.LiteralExpression, names: Names, place: Place, wanted: Type | None = None) -> Body:
        text = box.text.text if box.text is not None else ""
        place = msgspec.structs.replace(place, text=text)
        compiled = self.feel(text, box.expression_language, names, place, wanted=wanted)
        if compiled is None:
            return broken(place)

        def value(run: Run, variables: dict[str, Value]) -> Value:
            outer, run.place = run.place, place
            found = compiled.within(run, variables)
            run.place = outer
            return found

        return value

    def parameters(self, items: Iterable[e.InformationItem], place: Place) -> tuple[tuple[str, Type | None], ...]:
        """Names and types of a function's parameters."""
        found = tuple((plain(one.name), self.type(one.type_ref, place)) for one in items)
        known = [name for name, _ in found]
        for name in sorted({name for name in known if known.count(name) > 1}):
            self.problem("same_name", place, name=name)
        return found


def broken(place: Place) -> Body:
    """An expression that could not be compiled: null, with a warning."""

    def value(run: Run, _variables: dict[str, Value]) -> Value:
        run.tell("not_compiled", place)

    return value


def mentions(part: object, word: str) -> bool:
    """Whether any expression inside an element holds that word."""
    if isinstance(part, e.LiteralExpression):
        return part.text is not None and word in part.text.text
    if isinstance(part, tuple):
        return any(mentions(one, word) for one in part)
    if isinstance(part, e.Element):
        return any(mentions(getattr(part, field), word) for field in part.__struct_fields__)
    return False
