"""What callers hold: a compiled decision model, of which they evaluate a decision, a service, or everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from lingqu.dmn.evaluate import Evaluation, Frame, Path
from lingqu.dmn.graph import Model, Node, NodeKind, build
from lingqu.dmn.lift import lift
from lingqu.dmn.places import Run
from lingqu.dmn.result import Result
from lingqu.dmn.scope import Problem
from lingqu.feel.calls import invoke_named
from lingqu.feel.state import FUEL, Exhausted
from lingqu.feel.types import Type, show_type
from lingqu.feel.values import Value
from lingqu.kernel.errors import NotFound
from lingqu.model.dmn import Definitions


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """An element of a model, for lists; `requires` are the ids of what it needs."""

    id: str
    name: str
    kind: NodeKind
    type: str  # as FEEL writes it; "" = not said
    requires: tuple[str, ...]


class Decisions:
    """A compiled model. `problems` are errors (what they concern is null when evaluated) and warnings."""

    def __init__(self, definitions: Definitions, others: Iterable[Definitions]) -> None:
        self.definitions = definitions
        self._model, models, problems = build(definitions, others)
        self.problems: tuple[Problem, ...] = tuple(problems)
        self._nodes: dict[NodeKind, dict[str, Node]] = {"input": {}, "decision": {}, "knowledge": {}, "service": {}}
        for model in (self._model, *(one for one in models if one is not self._model)):
            for node in model.nodes:
                self._known(node, node.id)
            for node in model.nodes:
                self._known(node, node.name)
        #: Variables that evaluating anything in it may read.
        self.reads: frozenset[str] = frozenset().union(*(model.reads for model in models))
        self._paths: dict[Model, Path] = {self._model: ()}
        for path, model in self._model.reachable():
            self._paths.setdefault(model, path)

    def _known(self, node: Node, name: str) -> None:
        """A node may be asked for by this name; ids come before names, the document before its imports."""
        if name:
            self._nodes[node.kind].setdefault(name, node)
            self._nodes[node.kind].setdefault(f"{node.model.definitions.namespace}#{name}", node)

    @property
    def elements(self) -> tuple[Info, ...]:
        """The elements of the document itself, in the order of their kinds."""
        return tuple(
            Info(
                id=node.id,
                name=node.name,
                kind=node.kind,
                type=show_type(node.type) if node.type is not None else "",
                requires=tuple(need.node.id for need in node.needs),
            )
            for node in self._model.nodes
        )

    @property
    def types(self) -> Mapping[str, Type]:
        """The item definitions of the model as FEEL types, by name."""
        return self._model.types.by_name

    @property
    def variable_types(self) -> Mapping[str, Type]:
        """The types of the input data and decisions that have one, by name."""
        nodes = (node for node in self._model.nodes if node.kind in ("input", "decision"))
        return {node.variable: node.type for node in nodes if node.type is not None}

    def from_json(self, variables: Mapping[str, Value]) -> dict[str, Value]:
        """Variables of kernel Json as inputs: texts of dates, times and durations as the types of the inputs say."""
        types = self.variable_types
        return {name: lift(value, types.get(name)) for name, value in variables.items()}

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Value],
        *,
        now: int = 0,
        zone: str = "UTC",
        fuel: int = FUEL,
        open: bool = False,  # noqa: A002
    ) -> Result:
        """One decision, named by id or name; never raises for what the model or the data does wrong.

        `inputs` are FEEL values (kernel Json is) by the names of the input data; those of an imported model stand
        in a context that has the import's name. A decision of an imported model may be named `namespace#id`.
        `now` is in milliseconds since 1970 (UTC). `open`: expressions see all inputs, not only what their decision
        requires, and a value that is not of its column's plain type stays as it is, as models made for Camunda 8
        expect it. Raises NotFound.
        """
        node = self._find("decision", decision)
        frame = Frame(inputs, open=open)
        return self._run(
            lambda evaluation: evaluation.value(node, self._paths[node.model], frame),
            now=now,
            zone=zone,
            fuel=fuel,
            open=open,
        )

    def evaluate_service(
        self, service: str, inputs: Mapping[str, Value], *, now: int = 0, zone: str = "UTC", fuel: int = FUEL
    ) -> Result:
        """A decision service, named by id or name: a context of its output decisions.

        `inputs` are its input decisions and input data by name. Raises NotFound.
        """
        node = self._find("service", service)
        path = self._paths[node.model]

        def outputs(evaluation: Evaluation) -> Value:
            given = {}
            for need in node.needs:
                given[path + need.path, need.node] = evaluation.given(need.node, need.path, inputs)
            return evaluation.outputs(node, path, Frame(None, given))

        return self._run(outputs, now=now, zone=zone, fuel=fuel)

    def evaluate_knowledge(
        self, function: str, arguments: Mapping[str, Value], *, now: int = 0, zone: str = "UTC", fuel: int = FUEL
    ) -> Result:
        """What a knowledge model, named by id or name, gives for arguments by the names of its parameters.

        Raises NotFound.
        """
        node = self._find("knowledge", function)
        frame = Frame(None)

        def called(evaluation: Evaluation) -> Value:
            known = evaluation.value(node, self._paths[node.model], frame)
            return invoke_named(evaluation.run, known, tuple(arguments), tuple(arguments.values()), -1)

        return self._run(called, now=now, zone=zone, fuel=fuel)

    def evaluate_all(self, inputs: Mapping[str, Value], *, now: int = 0, zone: str = "UTC", fuel: int = FUEL) -> Result:
        """Every decision of the document: a context of their values by name."""
        frame = Frame(inputs)

        def everything(evaluation: Evaluation) -> Value:
            nodes = (node for node in self._model.nodes if node.kind == "decision")
            return {node.variable: evaluation.value(node, (), frame) for node in nodes}

        return self._run(everything, now=now, zone=zone, fuel=fuel)

    def _find(self, kind: NodeKind, name: str) -> Node:
        found = self._nodes[kind].get(name) or self._nodes[kind].get(" ".join(name.split()))
        if found is None:
            raise NotFound("dmn.no_decision", name=name)
        return found

    @staticmethod
    def _run(work: Callable[[Evaluation], Value], **given: Any) -> Result:
        run = Run(**given)
        evaluation = Evaluation(run)
        value = None
        try:
            value = work(evaluation)
        except (Exhausted, RecursionError, MemoryError) as stopped:
            run.stop(stopped, -1)
        spent = given["fuel"] - max(0, run.fuel)
        return Result(value=value, decisions=tuple(evaluation.history), warnings=run.warnings, spent=spent)


def compile(definitions: Definitions, others: Iterable[Definitions] = ()) -> Decisions:  # noqa: A001
    """A document made ready, with the documents that it imports.

    Errors in single expressions are `problems` of the result. Raises Invalid (`dmn.*`) for requirements or imports
    that form a circle or go too deep, and for two documents of one namespace.
    """
    return Decisions(definitions, others)
