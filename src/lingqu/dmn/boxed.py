"""Boxed expressions to functions of a run and the variables in scope."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.dmn.compiler import Compiler, broken, mentions
from lingqu.dmn.places import Place, Run
from lingqu.dmn.scope import Names
from lingqu.dmn.table import Body
from lingqu.dmn.tables import table
from lingqu.dmn.types import plain
from lingqu.feel import access
from lingqu.feel.calls import invoke_named
from lingqu.feel.external import external
from lingqu.feel.types import ANY, FunctionOf, Type
from lingqu.feel.values import Function, Value, kind_of
from lingqu.model.dmn import elements as e


class Boxes(Compiler):
    """Compiles the boxed expressions of one decision or knowledge model."""

    def body(self, box: e.Expression | None, names: Names, part: str = "", wanted: Type | None = None) -> Body:
        """The function of an expression; its value is coerced to the type that the expression names.

        `wanted` is the type to which it is coerced by what holds the expression.
        """
        place = self.at(box, part)
        if box is None:
            self.problem("no_text", place)
            return broken(place)
        kind = self.result_type(box, self.type(box.type_ref, place))
        if isinstance(box, e.LiteralExpression):
            return self.typed(self.literal(box, names, place, kind or wanted), kind, place)
        return self.typed(_COMPILERS[type(box)](self, box, names, place), kind, place)

    # ---- collections
    def context(self, box: e.Context, names: Names, place: Place) -> Body:
        entries: list[tuple[str, Body]] = []
        result: Body | None = None
        for at, entry in enumerate(box.entries):
            name = plain(entry.variable.name) if entry.variable is not None else ""
            if not name and at + 1 == len(box.entries):
                result = self.body(entry.value, names, place.part)
                continue
            if any(name == other for other, _ in entries):
                self.problem("same_name", place, name=name)
                return broken(place)
            inner = {**names, name: ANY} if isinstance(entry.value, e.FunctionDefinition) else names
            entry_place = self.at(entry, name)
            kind = self.type(entry.variable.type_ref, entry_place) if entry.variable is not None else None
            kind = self.result_type(entry.value, kind)
            body = self.body(entry.value, inner, name, kind)
            entries.append((name, self.typed(body, kind, entry_place)))
            names = {**names, name: kind or ANY}

        def value(run: Run, variables: dict[str, Value]) -> Value:
            scope = dict(variables)
            made: dict[str, Value] = {}
            for name, body in entries:
                run.spend(1)
                scope[name] = made[name] = body(run, scope)
            return made if result is None else result(run, scope)

        return value

    def result_type(self, box: e.Expression | None, kind: Type | None) -> Type | None:
        """The type of an entry; tools write a function's result type there, which the function itself takes."""
        if isinstance(box, e.FunctionDefinition) and not isinstance(self.scope.types.resolved(kind), FunctionOf):
            return None
        return kind

    def list(self, box: e.ListExpression, names: Names, place: Place) -> Body:
        items = [self.body(item, names, place.part) for item in box.items]

        def value(run: Run, variables: dict[str, Value]) -> Value:
            run.spend(len(items))
            return [item(run, variables) for item in items]

        return value

    def relation(self, box: e.Relation, names: Names, place: Place) -> Body:
        columns = [(plain(one.name), self.type(one.type_ref, self.at(one, one.name))) for one in box.columns]
        rows: list[list[tuple[str, Body]]] = []
        for number, row in enumerate(box.rows, 1):
            if len(row.items) != len(columns):
                self.problem("cells", place, rule=number, expected=len(columns), given=len(row.items))
            rows.append(
                [
                    (name, self.typed(self.body(item, names, name, kind), kind, self.at(item, name)))
                    for (name, kind), item in zip(columns, row.items, strict=False)
                ]
            )

        def value(run: Run, variables: dict[str, Value]) -> Value:
            run.spend(len(rows) * len(columns))
            return [{name: body(run, variables) for name, body in row} for row in rows]

        return value

    # ---- functions
    def function(self, box: e.FunctionDefinition, names: Names, place: Place) -> Body:
        kind = box.kind.strip() or "FEEL"
        if kind == "Java":
            return self._java(box, names, place)
        if kind != "FEEL":
            self.problem("not_supported", place, kind=kind)

            def refused(run: Run, _variables: dict[str, Value]) -> Value:
                run.tell("not_supported", place, kind=kind)

            return refused
        parameters = self.parameters(box.parameters, place)
        inner = [name for name, _ in parameters]
        body = self.body(box.body, {**names, **{name: kind or ANY for name, kind in parameters}}, place.part)

        def value(_run: Run, variables: dict[str, Value]) -> Value:
            def call(run: Run, *arguments: Value) -> Value:
                return body(run, {**variables, **dict(zip(inner, arguments, strict=True))})

            return Function(parameters, call, name=place.part or place.element)

        return value

    def _java(self, box: e.FunctionDefinition, names: Names, place: Place) -> Body:
        parameters = self.parameters(box.parameters, place)
        described = self.body(box.body, names, place.part)

        def value(run: Run, variables: dict[str, Value]) -> Value:
            outer, run.place = run.place, place
            found = external(run, parameters, described(run, variables), -1)
            run.place = outer
            return found

        return value

    def invocation(self, box: e.Invocation, names: Names, place: Place) -> Body:
        called = self.body(box.called, names, place.part)
        given: list[tuple[str, Body]] = []
        for one in box.bindings:
            name = plain(one.parameter.name) if one.parameter is not None else ""
            kind = self.type(one.parameter.type_ref, place) if one.parameter is not None else None
            given.append((name, self.typed(self.body(one.value, names, name, kind), kind, self.at(one, name))))
        words = tuple(name for name, _ in given)

        def value(run: Run, variables: dict[str, Value]) -> Value:
            function = called(run, variables)
            arguments = tuple(body(run, variables) for _, body in given)
            outer, run.place = run.place, place
            found = invoke_named(run, function, words, arguments, -1)
            run.place = outer
            return found

        return value

    # ---- control
    def child(self, box: e.Child | None, names: Names, place: Place) -> Body:
        if box is None:
            self.problem("no_text", place)
            return broken(place)
        kind = self.type(box.type_ref, place)
        return self.typed(self.body(box.value, names, place.part, kind), kind, place)

    def conditional(self, box: e.Conditional, names: Names, place: Place) -> Body:
        condition, then, otherwise = (self.child(one, names, place) for one in (box.condition, box.then, box.otherwise))

        def value(run: Run, variables: dict[str, Value]) -> Value:
            found = condition(run, variables)
            if not _is_truth(run, found, place):
                return None
            return then(run, variables) if found is True else otherwise(run, variables)

        return value

    def filter(self, box: e.Filter, names: Names, place: Place) -> Body:
        source = self.child(box.source, names, place)
        match = self.child(box.match, {**self.scope.entries, **names, "item": ANY}, place)

        def value(run: Run, variables: dict[str, Value]) -> Value:
            items = source(run, variables)
            if items is None:
                return _warned(run, "null_filter", place)
            kept = []
            for item in items if type(items) is list else [items]:
                run.spend(1)
                found = match(run, {**variables, "item": item, **(item if type(item) is dict else {})})
                if not _is_truth(run, found, place):
                    return None
                if found is True:
                    kept.append(item)
            return kept

        return value

    def loop(self, box: e.For, names: Names, place: Place) -> Body:
        name = plain(box.iterator_variable)
        source = self.child(box.source, names, place)
        body = self.child(box.result, {**names, name: ANY, "partial": ANY}, place)
        each = access.each_partial if mentions(box.result, "partial") else access.each

        def value(run: Run, variables: dict[str, Value]) -> Value:
            items = source(run, variables)
            outer, run.place = run.place, place
            sources = (lambda: access.walk(run, items, -1),)
            found = each(run, sources, lambda item, done: body(run, {**variables, "partial": done, name: item}))
            run.place = outer
            return found

        return value

    def quantified(self, box: e.Some | e.Every, names: Names, place: Place) -> Body:
        """`some` is decided by true, `every` by false; what is no truth value makes the whole null."""
        name = plain(box.iterator_variable)
        source = self.child(box.source, names, place)
        satisfies = self.child(box.satisfies, {**names, name: ANY}, place)
        decisive = isinstance(box, e.Some)

        def value(run: Run, variables: dict[str, Value]) -> Value:
            items = source(run, variables)
            outer, run.place = run.place, place
            walked = access.walk(run, items, -1)
            run.place = outer
            unsure = walked is None
            for item in walked or ():
                run.spend(1)
                found = satisfies(run, {**variables, name: item})
                if found is decisive:
                    return decisive
                if not _is_truth(run, found, place):
                    return None
                unsure = unsure or found is None
            return None if unsure else not decisive

        return value


def _is_truth(run: Run, value: Value, place: Place) -> bool:
    """Whether a value is true, false or null; anything else is an error of the model."""
    if value is None or type(value) is bool:
        return True
    _warned(run, "not_boolean", place, kind=kind_of(value))
    return False


def _warned(run: Run, code: str, place: Place, **values: str) -> None:
    """Null, with a warning of FEEL at a place of the model."""
    outer, run.place = run.place, place
    run.warn(code, -1, **values)
    run.place = outer


_COMPILERS: dict[type[e.Expression], Callable[..., Body]] = {
    e.LiteralExpression: Boxes.literal,
    e.DecisionTable: table,
    e.Context: Boxes.context,
    e.ListExpression: Boxes.list,
    e.Relation: Boxes.relation,
    e.Invocation: Boxes.invocation,
    e.FunctionDefinition: Boxes.function,
    e.Conditional: Boxes.conditional,
    e.Filter: Boxes.filter,
    e.For: Boxes.loop,
    e.Some: Boxes.quantified,
    e.Every: Boxes.quantified,
}
