"""Evaluating the graph: each node once a frame; inputs along the path of imports; services in their own frames."""

from __future__ import annotations

from collections.abc import Mapping

from lingqu.dmn.graph import Need, Node
from lingqu.dmn.places import Run
from lingqu.dmn.result import EvaluatedDecision, EvaluatedInput, Kind
from lingqu.feel.coercion import coerce
from lingqu.feel.values import Function, Value
from lingqu.model.dmn import elements as e

#: Names of imports that lead from the model that was asked to the one that holds a node.
Path = tuple[str, ...]
MAX_HISTORY = 10_000  # decisions that one history keeps


class Frame:
    """Values that belong together. A call of a decision service makes its own, which sees only what it is given."""

    def __init__(
        self,
        inputs: Mapping[str, Value] | None,
        given: Mapping[tuple[Path, Node], Value] | None = None,
        *,
        open: bool = False,  # noqa: A002
    ) -> None:
        self.inputs = inputs  # None: nothing but what was given
        self.open = open  # decisions see all inputs, not only what they require
        self.values: dict[tuple[Path, Node], Value] = dict(given or {})


class Evaluation:
    """One evaluation of decisions, with its history."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.history: list[EvaluatedDecision] = []

    def value(self, node: Node, path: Path, frame: Frame) -> Value:
        """The value of a node: of an input or a decision, or the function that a knowledge model or service is."""
        key = path, node
        if key in frame.values:
            return frame.values[key]
        self.run.spend(1)
        if node.kind == "decision":
            value = self._decision(node, path, frame)
        elif node.kind == "input":
            value = self.given(node, path, frame.inputs)
        elif node.kind == "knowledge":
            value = self._knowledge(node, path, frame)
        else:
            value = self._service(node, path)
        frame.values[key] = value
        return value

    def variables(self, needs: tuple[Need, ...], path: Path, frame: Frame) -> dict[str, Value]:
        """What a node requires, by name; that of imported models inside the context that has the import's name."""
        found: dict[str, Value] = {}
        for need in needs:
            context = found
            for name in need.path:
                if name:
                    context = context.setdefault(name, {})
            context[need.node.variable] = self.value(need.node, path + need.path, frame)
        return found

    # ---- nodes
    def _decision(self, node: Node, path: Path, frame: Frame) -> Value:
        variables = self.variables(node.needs, path, frame)
        outer_place, outer_tables = self.run.place, self.run.tables
        self.run.place, self.run.tables = node.place, []
        if node.body is None:
            self.run.tell("no_logic", node.place, name=node.name)
            value = None
        else:
            value = node.body(self.run, _around(node, frame, variables) if frame.open else variables)
        if node.type is not None:
            value = coerce(self.run, value, node.type, -1)
        self._remember(node, variables, value)
        self.run.place, self.run.tables = outer_place, outer_tables
        return value

    def given(self, node: Node, path: Path, inputs: Mapping[str, Value] | None) -> Value:
        """What the caller gave for a node, as its type; null with a warning if that is nothing."""
        found = _given(inputs, path, node)
        if found is None:
            self.run.tell("no_input", node.place, name=node.variable)
            return None
        if node.type is None:
            return found[0]
        outer, self.run.place = self.run.place, node.place
        value = coerce(self.run, found[0], node.type, -1)
        self.run.place = outer
        return value

    def _knowledge(self, node: Node, path: Path, frame: Frame) -> Value:
        if node.body is None:
            self.run.tell("no_logic", node.place, name=node.name)
            return None
        variables = self.variables(node.needs, path, frame)
        function = node.body(self.run, variables)
        variables[node.variable] = function  # so that it can call itself
        if isinstance(function, Function):
            function.name = node.name
            function.result = node.type
        return function

    def _service(self, node: Node, path: Path) -> Value:
        def call(_run: Run, *arguments: Value) -> Value:
            given = {(path + need.path, need.node): value for need, value in zip(node.needs, arguments, strict=True)}
            outputs = self.outputs(node, path, Frame(None, given))
            return next(iter(outputs.values())) if len(outputs) == 1 else outputs

        parameters = tuple((need.node.variable, need.node.type) for need in node.needs)
        return Function(parameters, call, name=node.name, result=node.type)

    def outputs(self, service: Node, path: Path, frame: Frame) -> dict[str, Value]:
        """The output decisions of a service by their names."""
        return {need.node.variable: self.value(need.node, path + need.path, frame) for need in service.outputs}

    def _remember(self, node: Node, variables: dict[str, Value], value: Value) -> None:
        if len(self.history) >= MAX_HISTORY:
            return
        ids = {need.head: need.node.id for need in node.needs}
        self.history.append(
            EvaluatedDecision(
                id=node.id,
                namespace=node.model.definitions.namespace,
                name=node.name,
                kind=_kind(node),
                inputs=tuple(
                    EvaluatedInput(id=ids.get(name, ""), name=name, value=given)
                    for name, given in variables.items()
                    if not isinstance(given, Function)
                ),
                tables=tuple(self.run.tables),
                value=value,
            )
        )


def _kind(node: Node) -> Kind:
    expression = node.element.expression if isinstance(node.element, e.Decision) else None
    if isinstance(expression, e.DecisionTable):
        return "decisionTable"
    return "literalExpression" if isinstance(expression, e.LiteralExpression) else "other"


def _around(node: Node, frame: Frame, required: dict[str, Value]) -> dict[str, Value]:
    """What an open decision sees: all inputs, the decisions it requires by their ids, all that it requires by name."""
    by_id = {
        need.node.id: required[need.node.variable]
        for need in node.needs
        if need.node.kind == "decision" and need.node.variable in required
    }
    return {**(frame.inputs or {}), **by_id, **required}


def _given(inputs: Mapping[str, Value] | None, path: Path, node: Node) -> tuple[Value] | None:
    """What the caller gave for an input: inside the contexts of the imports, nearer to the root, or by its path."""
    if inputs is None:
        return None
    steps = [name for name in path if name]
    full = ".".join([*steps, node.variable])
    if full in inputs:
        return (inputs[full],)
    for skip in range(len(steps) + 1):
        context: Value = inputs
        for name in steps[skip:]:
            context = context.get(name) if isinstance(context, Mapping) else None
        if isinstance(context, Mapping):
            for name in (node.variable, node.name, f"{node.model.definitions.namespace}#{node.name}"):
                if name in context:
                    return (context[name],)
    return None
