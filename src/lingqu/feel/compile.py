"""Nodes to Python: one expression tree of `ast` nodes, compiled to a function of the variables and the state.

Safe by construction: only the shapes of `pytree` are generated (no attribute access), every name in the tree is one
that this module made or that `runtime` lists, and the namespace has no builtins.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from lingqu.feel import pytree as py
from lingqu.feel import static, syntax
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.inference import Inference
from lingqu.feel.runtime import NAMESPACE
from lingqu.feel.scope import Item, Locals, Scope
from lingqu.feel.state import State
from lingqu.feel.types import ANY, GENERIC, NAMED, Type
from lingqu.feel.values import Value, is_number

Code = Callable[[Mapping[str, Value], State], Value]
#: Told of an `if`: the offset at which it stands and whether its condition held; answers the latter.
Seen = Callable[[int, bool], bool]

#: More operands than this are not nested in Python.
_LONG = 16
_ARITHMETIC = {"+": "_add", "-": "_subtract", "*": "_multiply", "/": "_divide", "**": "_power"}
_COMPARISON = {"=": "_eq", "!=": "_ne", "<": "_lt", "<=": "_le", ">": "_gt", ">=": "_ge"}


def compile_node(
    node: syntax.Node,
    names: Iterable[str] = (),
    types: Mapping[str, Type] | None = None,
    seen: Seen | None = None,
) -> tuple[Code, frozenset[str]]:
    """The function for an expression or unary tests, and the names of the variables that it may read.

    A built-in's name that is among `names` means the variable. `seen` is told which way each `if` goes.
    """
    compiler = _Compiler(frozenset(names), types or {})
    if seen is not None:
        compiler.constants["_seen"] = seen
    body = compiler.emit(node, Scope())
    tree = ast.Expression(py.function(["v", "s"], body))
    code = compile(tree, "<feel>", "eval", dont_inherit=True)
    made = eval(code, {**NAMESPACE, **compiler.constants})  # noqa: S307  (the tree holds only what we generated)
    return cast("Code", made), frozenset(compiler.free)


class _Compiler:
    def __init__(self, names: frozenset[str], types: Mapping[str, Type]) -> None:
        self.names = names
        self.types = types
        self.free: set[str] = set()
        self.constants: dict[str, Any] = {}
        self._count = 0

    # ---- parts
    def emit(self, node: syntax.Node, scope: Scope) -> ast.expr:
        """The Python expression for a node."""
        if isinstance(node, syntax.Arithmetic | syntax.Negation | syntax.AtLiteral | syntax.RangeLiteral | syntax.Test):
            try:
                return self.constant(static.constant(node))
            except static.NotConstant:
                pass
        return _EMITTERS[type(node)](self, node, scope)

    def fresh(self, prefix: str = "t") -> str:
        """A Python name that nothing else has."""
        self._count += 1
        return f"{prefix}{self._count}"

    def constant(self, value: Any) -> ast.expr:
        if value is None or type(value) in (bool, str) or (type(value) is int and abs(value) < 1 << 256):
            return py.constant(value)
        name = self.fresh("k")
        self.constants[name] = value
        return py.name(name)

    def state(self, function: str, *arguments: ast.expr, at: int) -> ast.expr:
        """`function(s, *arguments, at)`."""
        return py.call(function, py.name("s"), *arguments, py.constant(at))

    # ---- names
    def variable(self, name: str, at: int) -> ast.expr:
        """A variable that the evaluation is given; else the built-in of that name; else null with a warning."""
        self.free.add(name)
        otherwise = self.state("_missing", py.constant(name), at=at)
        if name in BUILTINS and name not in self.names:
            otherwise = self.constant(BUILTINS[name])
        given = py.name("v")
        return py.choose(py.contains(py.constant(name), given), py.item(given, py.constant(name)), otherwise)

    def name(self, node: syntax.Name, scope: Scope) -> ast.expr:
        return scope.read(node.name, lambda: self.variable(node.name, node.at))

    def path(self, node: syntax.Path, scope: Scope) -> ast.expr:
        source = self.fresh()
        key = py.constant(node.name)
        known = py.both(
            py.is_(py.call("_type", py.bind(source, self.emit(node.source, scope))), py.name("_dict")),
            py.contains(key, py.name(source)),
        )
        otherwise = self.state("_path", py.name(source), key, at=node.at)
        return py.choose(known, py.item(py.name(source), key), otherwise)

    def filter(self, node: syntax.Filter, scope: Scope) -> ast.expr:
        source = self.emit(node.source, scope)
        if static.is_constant_number(node.condition):
            return self.state("_index", source, self.emit(node.condition, scope), at=node.at)
        item = self.fresh("i")
        condition = py.function([item], self.emit(node.condition, Item(scope, item)))
        if static.is_boolean(node.condition):
            return self.state("_keep", source, condition, at=node.at)
        return self.state("_select", source, condition, at=node.at)

    # ---- operators
    def arithmetic(self, node: syntax.Arithmetic, scope: Scope) -> ast.expr:
        total = self.emit(node.first, scope)
        if len(node.rest) <= _LONG:
            for step in node.rest:
                operand = self.emit(step.operand, scope)
                total = self.state(_ARITHMETIC[step.operator], total, operand, at=step.at)
            return total
        variable = self.fresh()
        steps = [py.bind(variable, total)]
        for step in node.rest:
            operand = self.emit(step.operand, scope)
            added = self.state(_ARITHMETIC[step.operator], py.name(variable), operand, at=step.at)
            steps.append(py.bind(variable, added))
        return py.item(py.tuple_(*steps), py.constant(-1))

    def negation(self, node: syntax.Negation, scope: Scope) -> ast.expr:
        return self.state("_negate", self.emit(node.operand, scope), at=node.at)

    def comparison(self, node: syntax.Comparison, scope: Scope) -> ast.expr:
        left, right = self.emit(node.left, scope), self.emit(node.right, scope)
        return self.compared(node.operator, left, right, node.right, node.at)

    def compared(self, operator: str, left: ast.expr, right: ast.expr, node: syntax.Node, at: int) -> ast.expr:
        """A comparison; with a constant on the right, by Python's own operator if the left has the constant's type."""
        try:
            value = static.constant(node)
        except static.NotConstant:
            return self.state(_COMPARISON[operator], left, right, at=at)
        if value is None and operator in ("=", "!="):
            is_null = py.is_(py.bind(self.fresh(), left), py.constant(None))
            return py.choose(is_null, py.constant(operator == "="), py.constant(operator != "="))
        variable, kind = self.fresh(), self.fresh()
        is_type = py.bind(kind, py.call("_type", py.bind(variable, left)))
        if type(value) is str:
            fits: ast.expr = py.is_(is_type, py.name("_str"))
        elif is_number(value):
            fits = py.either(py.is_(is_type, py.name("_int")), py.is_(py.name(kind), py.name("_Decimal")))
        else:
            return self.state(_COMPARISON[operator], left, right, at=at)
        fast = py.compare(operator, py.name(variable), right)
        return py.choose(fits, fast, self.state(_COMPARISON[operator], py.name(variable), right, at=at))

    def conjunction(self, node: syntax.Conjunction, scope: Scope) -> ast.expr:
        return self._logic(node.operands, scope, decisive=False, at=node.at)

    def disjunction(self, node: syntax.Disjunction, scope: Scope) -> ast.expr:
        return self._logic(node.operands, scope, decisive=True, at=node.at)

    def _logic(self, operands: tuple[syntax.Node, ...], scope: Scope, *, decisive: bool, at: int) -> ast.expr:
        """`and` (decided by false) or `or` (decided by true); later operands are read only if undecided."""
        if len(operands) > _LONG:
            thunks = py.tuple_(*(py.function([], self.emit(operand, scope)) for operand in operands))
            return self.state("_any" if decisive else "_all", thunks, at=at)
        variables = [self.fresh() for _ in operands]
        decided, neutral = py.constant(decisive), py.constant(not decisive)
        all_neutral = py.both(*(py.is_(py.name(variable), neutral) for variable in variables))
        doubtful = [
            py.name(variable)
            for variable, operand in zip(variables, operands, strict=True)
            if not static.is_boolean(operand)
        ]
        unknown = py.call("_unknown", py.name("s"), py.constant(at), *doubtful) if doubtful else py.constant(None)
        found = py.choose(all_neutral, neutral, unknown)
        for variable, operand in reversed(tuple(zip(variables, operands, strict=True))):
            is_decided = py.is_(py.bind(variable, self.emit(operand, scope)), decided)
            found = py.choose(is_decided, decided, found)
        return found

    def between(self, node: syntax.Between, scope: Scope) -> ast.expr:
        parts = (self.emit(part, scope) for part in (node.value, node.low, node.high))
        return self.state("_between", *parts, at=node.at)

    def in_(self, node: syntax.In, scope: Scope) -> ast.expr:
        value = self.emit(node.value, scope)
        first, *rest = node.tests
        if not rest:
            return self.tested(value, first, scope, node.at)
        once = self.fresh()
        tests = [self.tested(py.bind(once, value), first, scope, node.at)]
        tests += [self.tested(py.name(once), test, scope, node.at) for test in rest]
        return py.call("_any_of", py.tuple_(*tests))

    def tested(self, value: ast.expr, test: syntax.Node, scope: Scope, at: int) -> ast.expr:
        if static.mentions(test, syntax.INPUT):  # `5 in (? > 3)`
            once = self.fresh()
            holds = self.emit(test, Locals(scope, {syntax.INPUT: once}))
            holds = self.state("_truth", holds, at=test.at)
            return py.item(py.tuple_(py.bind(once, value), holds), py.constant(1))
        if isinstance(test, syntax.Test):
            return self.compared(test.operator, value, self.emit(test.operand, scope), test.operand, test.at)
        inside = "_lies_in" if isinstance(test, syntax.RangeLiteral) else "_in"
        return self.state(inside, value, self.emit(test, scope), at=at)

    def instance_of(self, node: syntax.InstanceOf, scope: Scope) -> ast.expr:
        value = self.emit(node.value, scope)
        try:
            kind = static.resolve_type(node.type, self.types)
            if isinstance(node.type, syntax.NamedType) and node.type.name in GENERIC and kind is NAMED[node.type.name]:
                return self.state("_bare_type", py.constant(node.type.name), value, at=node.type.at)
        except static.UnknownType as unknown:
            return self.state("_unknown_type", py.constant(unknown.name), value, at=node.type.at)
        return py.call("_instance", py.name("s"), value, self.constant(kind))

    # ---- control
    def if_(self, node: syntax.If, scope: Scope) -> ast.expr:
        condition = self.emit(node.condition, scope)
        if not static.is_boolean(node.condition):
            condition = self.state("_truth", condition, at=node.condition.at)
        holds: ast.expr = py.is_(condition, py.constant(True))
        if "_seen" in self.constants:
            holds = py.call("_seen", py.constant(node.at), holds)
        return py.choose(holds, self.emit(node.then, scope), self.emit(node.otherwise, scope))

    def _iterators(
        self, iterators: tuple[syntax.Iterator, ...], scope: Scope
    ) -> tuple[ast.expr, list[str], dict[str, str]]:
        """A tuple of functions that give each iterator's values, the Python names, and FEEL name to Python name."""
        sources: list[ast.expr] = []
        variables: list[str] = []
        names: dict[str, str] = {}
        for iterator in iterators:
            inner = Locals(scope, dict(names))
            source = self.emit(iterator.source, inner)
            if iterator.end is None:
                members = self.state("_walk", source, at=iterator.at)
            else:
                members = self.state("_span", source, self.emit(iterator.end, inner), at=iterator.at)
            sources.append(py.function(list(variables), members))
            variables.append(self.fresh("i"))
            names[iterator.name] = variables[-1]
        return py.tuple_(*sources), variables, names

    def for_(self, node: syntax.For, scope: Scope) -> ast.expr:
        sources, variables, names = self._iterators(node.iterators, scope)
        partial = self.fresh("p")
        inner = Locals(scope, {"partial": partial, **names})
        body = py.function([*variables, partial], self.emit(node.body, inner))
        function = "_each_partial" if static.mentions(node.body, "partial") else "_each"
        return py.call(function, py.name("s"), sources, body)

    def quantified(self, node: syntax.Quantified, scope: Scope) -> ast.expr:
        sources, variables, names = self._iterators(node.iterators, scope)
        condition = py.function(variables, self.emit(node.condition, Locals(scope, names)))
        return self.state("_some" if node.kind == "some" else "_every", sources, condition, at=node.at)

    # ---- functions
    def function(self, node: syntax.FunctionLiteral, scope: Scope) -> ast.expr:
        parameters: list[tuple[str, Type | None]] = []
        for parameter in node.parameters:
            try:
                kind = None if parameter.type is None else static.resolve_type(parameter.type, self.types)
            except static.UnknownType as unknown:
                return self.state("_fail_type", py.constant(unknown.name), at=node.at)
            parameters.append((parameter.name, kind))
        names = {parameter.name: self.fresh("a") for parameter in node.parameters}
        arguments = [names.get(parameter.name, "") for parameter in node.parameters]
        if len(set(arguments)) != len(arguments):
            return self.state("_fail", py.constant("duplicate_parameter"), at=node.at)
        if node.external:
            return self.state("_external", self.constant(tuple(parameters)), self.emit(node.body, scope), at=node.at)
        body = py.function(["s", *arguments], self.emit(node.body, Locals(scope, names)))
        known = {name: kind or ANY for name, kind in parameters}
        inferred = self.constant(Inference(self.types).visit(node.body, known))
        return py.call("_function", py.name("s"), self.constant(tuple(parameters)), inferred, body)

    def call(self, node: syntax.Call, scope: Scope) -> ast.expr:
        callee = node.function
        if isinstance(callee, syntax.Name) and not scope.holds(callee.name):
            if callee.name in BUILTINS and callee.name in self.names:
                return self._perhaps_builtin(callee, node, scope)
            if callee.name in BUILTINS:
                return self._builtin(callee.name, node, scope)
            self.free.add(callee.name)
            given, key = py.name("v"), py.constant(callee.name)
            otherwise = self.state("_no_function", key, at=callee.at)
            found = scope.read(callee.name, lambda: py.choose(py.contains(key, given), py.item(given, key), otherwise))
        else:
            found = self.emit(callee, scope)
        arguments = py.tuple_(*(self.emit(argument, scope) for argument in node.arguments))
        if node.names is not None:
            return self.state("_invoke_named", found, self.constant(node.names), arguments, at=node.at)
        return self.state("_invoke", found, arguments, at=node.at)

    def _perhaps_builtin(self, callee: syntax.Name, node: syntax.Call, scope: Scope) -> ast.expr:
        """A call by a name that a variable has as well: of the variable if it is a function, else of the built-in."""
        value = self.fresh()
        is_function = py.call("_is_function", py.bind(value, self.emit(callee, scope)))
        arguments = py.tuple_(*(self.emit(argument, scope) for argument in node.arguments))
        function = py.choose(is_function, py.name(value), self.constant(BUILTINS[callee.name]))
        if node.names is not None:
            return self.state("_invoke_named", function, self.constant(node.names), arguments, at=node.at)
        return self.state("_invoke", function, arguments, at=node.at)

    def _builtin(self, name: str, node: syntax.Call, scope: Scope) -> ast.expr:
        values = [self.emit(argument, scope) for argument in node.arguments]
        if node.names is None:
            if name == "not" and len(values) == 1:
                return self.state("_not", values[0], at=node.at)
            if name == "is defined" and len(values) == 1:
                return py.call("_is_defined", py.name("s"), py.function([], values[0]))
            if name == "get or else" and len(values) == 2:
                thunks = (py.function([], value) for value in values)
                return py.call("_or_else", py.name("s"), *thunks)
            return self.state("_builtin", self.constant(BUILTINS[name]), py.tuple_(*values), at=node.at)
        names = self.constant(node.names)
        return self.state("_builtin_named", self.constant(BUILTINS[name]), names, py.tuple_(*values), at=node.at)

    # ---- collections
    def list_(self, node: syntax.ListLiteral, scope: Scope) -> ast.expr:
        return py.call("_list", py.name("s"), py.list_(*(self.emit(item, scope) for item in node.items)))

    def context(self, node: syntax.ContextLiteral, scope: Scope) -> ast.expr:
        keys = [entry.key for entry in node.entries]
        for entry in node.entries:
            if keys.count(entry.key) > 1:
                return self.state("_duplicate", py.constant(entry.key), at=entry.at)
        inner = Locals(scope, {})
        values: list[ast.expr] = []
        for entry in node.entries:
            variable = self.fresh("e")
            if isinstance(entry.value, syntax.FunctionLiteral):  # a function may call itself
                inner.names[entry.key] = variable
            values.append(py.bind(variable, self.emit(entry.value, inner)))
            inner.names[entry.key] = variable
        return py.call("_context", py.name("s"), py.dict_(keys, values))

    def range(self, node: syntax.RangeLiteral, scope: Scope) -> ast.expr:
        ends = [py.constant(None) if end is None else self.emit(end, scope) for end in (node.low, node.high)]
        included = (py.constant(node.low_included), py.constant(node.high_included))
        return self.state("_range", *ends, *included, at=node.at)

    def test(self, node: syntax.Test, scope: Scope) -> ast.expr:
        return py.call("_test", py.constant(node.operator), self.emit(node.operand, scope))

    # ---- unary tests
    def unary_tests(self, node: syntax.UnaryTests, scope: Scope) -> ast.expr:
        if not node.tests:
            return py.constant(True)
        found = [self._unary_test(test, scope) for test in node.tests]
        result = found[0]
        if len(found) > 1:
            result = self.state("_any", py.tuple_(*(py.function([], test) for test in found)), at=node.at)
        return self.state("_not", result, at=node.at) if node.negated else result

    def _unary_test(self, test: syntax.Node, scope: Scope) -> ast.expr:
        if static.mentions(test, syntax.INPUT):
            return self.state("_truth", self.emit(test, scope), at=test.at)
        value = self.variable(syntax.INPUT, test.at)
        if isinstance(test, syntax.Test | syntax.RangeLiteral):
            return self.tested(value, test, scope, test.at)
        if isinstance(test, syntax.Literal):
            return self.compared("=", value, self.emit(test, scope), test, test.at)
        return self.state("_passes", value, self.emit(test, scope), at=test.at)

    def literal(self, node: syntax.Literal, _scope: Scope) -> ast.expr:
        return self.constant(node.value)

    def at_literal(self, node: syntax.AtLiteral, _scope: Scope) -> ast.expr:
        return self.state("_bad_literal", py.constant(node.text), at=node.at)


_EMITTERS: dict[type, Callable[[_Compiler, Any, Scope], ast.expr]] = {
    syntax.Literal: _Compiler.literal,
    syntax.AtLiteral: _Compiler.at_literal,
    syntax.Name: _Compiler.name,
    syntax.Path: _Compiler.path,
    syntax.Filter: _Compiler.filter,
    syntax.Arithmetic: _Compiler.arithmetic,
    syntax.Negation: _Compiler.negation,
    syntax.Comparison: _Compiler.comparison,
    syntax.Conjunction: _Compiler.conjunction,
    syntax.Disjunction: _Compiler.disjunction,
    syntax.Between: _Compiler.between,
    syntax.In: _Compiler.in_,
    syntax.InstanceOf: _Compiler.instance_of,
    syntax.If: _Compiler.if_,
    syntax.For: _Compiler.for_,
    syntax.Quantified: _Compiler.quantified,
    syntax.FunctionLiteral: _Compiler.function,
    syntax.Call: _Compiler.call,
    syntax.ListLiteral: _Compiler.list_,
    syntax.ContextLiteral: _Compiler.context,
    syntax.RangeLiteral: _Compiler.range,
    syntax.Test: _Compiler.test,
    syntax.UnaryTests: _Compiler.unary_tests,
}
