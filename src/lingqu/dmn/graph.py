"""The requirement graph of a model and of the models that it imports: nodes, what each needs, no circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal

import msgspec

from lingqu.dmn.boxed import Boxes
from lingqu.dmn.places import Place
from lingqu.dmn.scope import Problem, Scope
from lingqu.dmn.table import Body
from lingqu.dmn.types import Types, components, plain
from lingqu.feel import SyntaxProblem
from lingqu.feel.builtins import BUILTINS
from lingqu.feel.types import ANY, FunctionOf, Type
from lingqu.kernel.errors import Invalid
from lingqu.model.dmn import Definitions
from lingqu.model.dmn import elements as e

MAX_DEPTH = 100  # requirements inside one another
DrgElement = e.Decision | e.InputData | e.BusinessKnowledgeModel | e.DecisionService
NodeKind = Literal["input", "decision", "knowledge", "service"]
_KINDS: dict[type, NodeKind] = {
    e.InputData: "input",
    e.Decision: "decision",
    e.BusinessKnowledgeModel: "knowledge",
    e.DecisionService: "service",
}


class Need(msgspec.Struct, frozen=True, eq=False):
    """A node that another one requires; `path` are the names of the imports that lead to it."""

    path: tuple[str, ...]
    node: Node

    @property
    def head(self) -> str:
        """The name by which expressions reach it."""
        return next((name for name in self.path if name), self.node.variable)


class Node:
    """An element of the graph. `body` is None for input data, services, and decisions without logic."""

    __slots__ = ("body", "element", "id", "kind", "model", "name", "needs", "outputs", "place", "type", "variable")

    def __init__(self, element: DrgElement, model: Model) -> None:
        self.element = element
        self.model = model
        self.kind = _KINDS[type(element)]
        self.id = element.id
        self.name = plain(element.name)
        self.variable = plain(element.variable.name) if element.variable is not None else ""
        self.variable = self.variable or self.name
        self.place = Place(element=self.name, element_id=element.id, line=element.line)
        self.needs: tuple[Need, ...] = ()  # a service: its parameters, in their order
        self.outputs: tuple[Need, ...] = ()  # of a service
        self.type: Type | None = None  # of the value; of what a function gives
        self.body: Body | None = None


class Model:
    """One document of the graph."""

    def __init__(
        self, definitions: Definitions, imported: Sequence[tuple[str, Model]], problems: list[Problem]
    ) -> None:
        """`imported` are the models with the names of the imports; several may have none."""
        self.definitions = definitions
        self.imported = imported
        self.problems = problems
        self.name = plain(definitions.name)
        self.types: Types = Types(
            definitions, [(name, model.types.by_name) for name, model in imported], self._bad_type
        )
        self.nodes = [Node(element, self) for element in definitions.elements]
        self.by_id = {node.id: node for node in self.nodes if node.id}
        self.reads: frozenset[str] = frozenset()  # variables that expressions of the model may read

    def _bad_type(self, name: str, problem: SyntaxProblem) -> None:
        self.problems.append(Problem.syntax(Place(element=name), problem))

    # ---- requirements
    def connect(self) -> None:
        """Find what every node requires."""
        for node in self.nodes:
            match node.element:
                case e.Decision() as decision:
                    given = [one.decision or one.input for one in decision.information]
                    known = [one.knowledge for one in decision.knowledge]
                    node.needs = self._needs(node, [*given, *known])
                case e.BusinessKnowledgeModel() as knowledge:
                    node.needs = self._needs(node, [one.knowledge for one in knowledge.knowledge])
                case e.DecisionService() as service:
                    node.needs = self._needs(node, [*service.input_data, *service.input_decisions])
                    node.outputs = self._needs(node, service.output_decisions)

    def _needs(self, node: Node, references: Iterable[e.Reference | None]) -> tuple[Need, ...]:
        found: list[Need] = []
        for reference in references:
            if reference is None:
                continue
            need = self._need(reference.href.strip())
            if need is None:
                place = msgspec.structs.replace(node.place, line=reference.line)
                self.problems.append(Problem.of("unknown_reference", place, element=node.name, href=reference.href))
            elif need.node is not node or node.kind != "knowledge":  # a function may call itself anyway
                found.append(need)
        return tuple(found)

    def _need(self, href: str) -> Need | None:
        namespace, sign, name = href.rpartition("#")
        if not sign:
            namespace, name = "", href
        if not namespace or namespace == self.definitions.namespace:
            node = self.by_id.get(name)
            return None if node is None else Need((), node)
        for path, model in self.reachable():
            if model.definitions.namespace == namespace and name in model.by_id:
                return Need(path, model.by_id[name])
        return None

    def reachable(self) -> Iterator[tuple[tuple[str, ...], Model]]:
        """The imported models and those that they import, the nearest first."""
        waiting: list[tuple[tuple[str, ...], Model]] = [((name,), model) for name, model in self.imported]
        seen: set[int] = set()
        while waiting:
            path, model = waiting.pop(0)
            yield path, model
            if id(model) not in seen:
                seen.add(id(model))
                waiting += [((*path, name), inner) for name, inner in model.imported]

    # ---- logic
    def declare(self) -> None:
        """Find the type of every node."""
        for node in self.nodes:
            item = node.element.variable
            node.type = self._boxes(node).type(item.type_ref, node.place) if item is not None else None
            if node.kind in ("knowledge", "service"):
                resolved = self.types.resolved(node.type)
                node.type = resolved.result if isinstance(resolved, FunctionOf) else node.type

    def compile(self) -> None:
        """Compile the logic of every node, once all nodes of all models have their types."""
        for node in self.nodes:
            boxes = self._boxes(node)
            names = _visible(node)
            if isinstance(node.element, e.Decision) and node.element.expression is not None:
                node.body = boxes.body(node.element.expression, names, wanted=node.type)
            elif isinstance(node.element, e.BusinessKnowledgeModel) and node.element.logic is not None:
                node.body = boxes.function(node.element.logic, {**names, node.variable: ANY}, node.place)
        self.reads = frozenset(self.scope.reads) | {node.variable for node in self.nodes if node.kind == "input"}

    def _boxes(self, node: Node) -> Boxes:
        # a decision that requires nothing is drawn as models for Camunda 8 are, and sees all that the caller gives
        return Boxes(self.scope, node.place, self.problems, closed=bool(node.needs) or node.kind != "decision")

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.types, self._entries(), self.definitions.expression_language)

    def _entries(self) -> frozenset[str]:
        """The names that may stand behind a dot: entries of contexts, elements of imported models."""
        found = set(components(self.definitions.items))
        for _, model in self.reachable():
            found.update(components(model.definitions.items))
            found.update(node.variable for node in model.nodes)
            found.update(name for name, _ in model.imported if name)
        found.update(_written(tuple(self.definitions.decisions) + tuple(self.definitions.models)))
        return frozenset(name for name in found if name and name not in BUILTINS)


def _visible(node: Node) -> dict[str, Type]:
    """What the logic of a node may name: what it requires, decisions by their ids as well."""
    by_id = {need.node.id: ANY for need in node.needs if need.node.kind == "decision" and need.node.id.isidentifier()}
    return {**{name: kind for name, kind in by_id.items() if name not in BUILTINS}, **dict(map(_seen, node.needs))}


def _seen(need: Need) -> tuple[str, Type]:
    """A required node as expressions see it: its value, the function that it is, or the import that holds it."""
    node = need.node
    if need.head != node.variable or any(need.path):
        return need.head, ANY
    if node.kind == "service":
        return need.head, _function([(one.node.variable, one.node.type) for one in node.needs], node.type)
    if isinstance(node.element, e.BusinessKnowledgeModel):
        items = node.element.logic.parameters if node.element.logic is not None else ()
        given = [(plain(one.name), node.model.types.named(one.type_ref)) for one in items]
        return need.head, _function(given, node.type)
    return need.head, node.type or ANY


def _function(given: Sequence[tuple[str, Type | None]], result: Type | None) -> FunctionOf:
    return FunctionOf(tuple(kind or ANY for _, kind in given), result or ANY, tuple(name for name, _ in given))


def _written(part: object) -> Iterator[str]:
    """The names of the entries that boxed contexts, relations and tables make."""
    if isinstance(part, tuple):
        for one in part:
            yield from _written(one)
    elif isinstance(part, e.ContextEntry):
        if part.variable is not None:
            yield plain(part.variable.name)
        yield from _written(part.value)
    elif isinstance(part, e.Relation):
        yield from (plain(one.name) for one in part.columns)
    elif isinstance(part, e.DecisionTable):
        yield from (plain(one.name) for one in part.outputs)
    elif isinstance(part, e.Element) and not isinstance(part, e.LiteralExpression | e.InformationItem):
        for field in part.__struct_fields__:
            value = getattr(part, field)
            if isinstance(value, e.Element | tuple):
                yield from _written(value)


def build(definitions: Definitions, others: Iterable[Definitions]) -> tuple[Model, list[Model], list[Problem]]:
    """The model, all models that take part, and what is wrong. Raises Invalid (`dmn.*`)."""
    problems: list[Problem] = []
    known: dict[str, Definitions] = {}
    for one in (definitions, *others):
        if known.setdefault(one.namespace, one) is not one and one.namespace:
            raise Invalid("dmn.same_namespace", namespace=one.namespace)
    made: dict[str, Model | None] = {}
    main = _model(definitions, known, made, problems)
    models = [model for model in made.values() if model is not None]
    for model in models:
        model.connect()
    _refuse_circles([node for model in models for node in model.nodes])
    for model in models:
        model.declare()
    for model in models:
        model.compile()
    return main, models, problems


def _model(
    definitions: Definitions, known: Mapping[str, Definitions], made: dict[str, Model | None], problems: list[Problem]
) -> Model:
    """The model of a document, made once; None in `made` marks those whose imports are being followed."""
    if definitions.namespace in made:
        model = made[definitions.namespace]
        if model is None:
            raise Invalid("dmn.import_cycle", name=definitions.name)
        return model
    made[definitions.namespace] = None
    if len(made) > MAX_DEPTH:
        raise Invalid("dmn.too_deep", name=definitions.name, limit=MAX_DEPTH)
    imported: list[tuple[str, Model]] = []
    for one in definitions.imports:
        name = plain(one.name)
        if one.import_type and "/DMN/" not in one.import_type:
            continue  # PMML, XML schema: nothing that decisions here could call
        if one.namespace not in known:
            place = Place(element=definitions.name, line=one.line)
            problems.append(Problem.of("unknown_import", place, name=name, namespace=one.namespace))
            continue
        imported.append((name, _model(known[one.namespace], known, made, problems)))
    made[definitions.namespace] = model = Model(definitions, imported, problems)
    return model


def _refuse_circles(nodes: Iterable[Node]) -> None:
    """Walk the requirements without recursion. Raises Invalid with the names of a circle, or if they go too deep."""
    depth: dict[Node, int] = {}
    for start in nodes:
        path: list[tuple[Node, Iterator[Node]]] = [(start, _required(start))]
        on_path = {start}
        while path:
            node, waiting = path[-1]
            following = next((one for one in waiting if one not in depth), None)
            if following is None:
                depth[node] = 1 + max((depth[one] for one in _required(node)), default=0)
                if depth[node] > MAX_DEPTH:
                    raise Invalid("dmn.too_deep", name=node.name, limit=MAX_DEPTH)
                on_path.discard(node)
                path.pop()
            elif following in on_path:
                names = [one.name for one, _ in path]
                circle = names[names.index(following.name) :]
                raise Invalid("dmn.cycle", names=" → ".join([*circle, following.name]))
            else:
                on_path.add(following)
                path.append((following, _required(following)))


def _required(node: Node) -> Iterator[Node]:
    """What must be known before a node: for a service its outputs, not the inputs that callers give."""
    return (need.node for need in (node.outputs if node.kind == "service" else node.needs))
