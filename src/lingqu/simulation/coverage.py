"""What a set of runs has touched: nodes, flows, the ways that each `if` of a formula has gone, rules of decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import msgspec

from lingqu.engine import events as e
from lingqu.engine.formulas import Formula
from lingqu.engine.program import Program
from lingqu.feel.syntax import If, Node
from lingqu.model.dmn.elements import DecisionTable
from lingqu.simulation.instances import Instance
from lingqu.simulation.virtual import Virtual

T = TypeVar("T")


class Branch(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One way of one `if`: the formula's text, the offset of the `if` in it, and whether its condition held."""

    text: str
    at: int
    held: bool


class Covered(msgspec.Struct, kw_only=True):
    """What of one process has been touched, and how often. Nodes and flows by id."""

    source: str  # the file, as the case names it
    process: str
    nodes: Counter[str]
    flows: Counter[str]
    branches: Counter[Branch]

    def share(self) -> tuple[int, int]:
        """(what was touched, what there is), of all kinds together."""
        counted = [*self.nodes.values(), *self.flows.values(), *self.branches.values()]
        return sum(count > 0 for count in counted), len(counted)


class Coverage:
    """Collects over many runs. Call `look_at` before anything is deployed in a world, `add` when its run is over."""

    def __init__(self) -> None:
        self.processes: dict[tuple[str, str], Covered] = {}
        self.rules: dict[str, Counter[int]] = {}  # id of a decision -> rules of its table, from 1, and their matches

    def look_at(self, world: Virtual, root: str = "") -> None:
        """Watch the formulas of what is deployed from now on. `root`: where the sources are named from."""
        world.processes.prepare.append(lambda program, source: self._watched(program, _place(root, source)))

    def add(self, world: Virtual, root: str = "") -> None:
        """Count what the instances of a world have touched."""
        for instance in world.instances.values():
            program = instance.program
            source = _place(root, world.processes.sources[instance.definition])
            covered = self.processes[source, program.id]
            for _, _, events in instance.history:
                for event in events:
                    if isinstance(event, e.ElementActivated):
                        covered.nodes[program.node(event.element).id] += 1
                    elif isinstance(event, e.FlowTaken):
                        covered.flows[program.flows[event.flow].id] += 1
                    elif isinstance(event, e.DecisionEvaluated):
                        self._add_rules(world, instance, event)

    def _add_rules(self, world: Virtual, instance: Instance, event: e.DecisionEvaluated) -> None:
        """Count the rules that matched in the decisions of one evaluation."""
        details: Any = instance.large[event.large.hash] if event.large is not None else event.details
        for (key, _), told in zip(event.made, details["decisions"], strict=False):
            decision = world.decisions.known[key]
            drawn = next((one for one in decision.model.definitions.decisions if one.id == decision.id), None)
            if drawn is None or not isinstance(drawn.expression, DecisionTable):
                continue
            counted = self.rules.setdefault(decision.id, Counter())
            for number in range(1, len(drawn.expression.rules) + 1):
                counted.setdefault(number, 0)
            for table in told["tables"][:1]:
                counted.update(rule["index"] for rule in table["rules"])

    def _watched(self, program: Program, source: str) -> Program:
        place = (source, program.id)
        covered = self.processes.get(place)
        if covered is None:
            covered = self.processes[place] = _nothing(program, source)

        def watch(formula: Formula) -> Formula:
            if formula.expression is None or not any(_ifs(formula.expression.node)):
                return formula
            counted = covered.branches

            def seen(at: int, held: bool) -> bool:  # noqa: FBT001 - the shape that FEEL calls
                counted[Branch(text=formula.text, at=at, held=held)] += 1
                return held

            return msgspec.structs.replace(formula, expression=formula.expression.watched(seen))

        return _with_formulas(program, watch)


def _place(root: str, source: str) -> str:
    return f"{root}/{source}" if root else source


def _nothing(program: Program, source: str) -> Covered:
    """All that could be touched, with a count of zero."""
    branches: Counter[Branch] = Counter()

    def note(formula: Formula) -> Formula:
        if formula.expression is not None:
            for one in _ifs(formula.expression.node):
                for held in (True, False):
                    branches[Branch(text=formula.text, at=one.at, held=held)] = 0
        return formula

    _with_formulas(program, note)
    return Covered(
        source=source,
        process=program.id,
        nodes=Counter({node.id: 0 for node in program.elements if node.ordinal != program.ordinal}),
        flows=Counter({flow.id: 0 for flow in program.flows.values()}),
        branches=branches,
    )


def _with_formulas(thing: T, change: Callable[[Formula], Formula]) -> T:
    """The same immutable thing with every Formula in it changed."""
    value: Any = thing
    if isinstance(value, Formula):
        return change(value)  # type: ignore[return-value]  # T is Formula here
    if isinstance(value, tuple):
        return tuple(_with_formulas(one, change) for one in value)  # type: ignore[return-value]  # plain tuples only
    if isinstance(value, dict):
        return {name: _with_formulas(one, change) for name, one in value.items()}  # type: ignore[return-value]
    if isinstance(value, msgspec.Struct):
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        changed = {name: _with_formulas(one, change) for name, one in fields.items()}
        different = {name: one for name, one in changed.items() if one is not fields[name]}
        return msgspec.structs.replace(value, **different) if different else thing  # type: ignore[return-value]
    return thing


def _ifs(node: Node) -> Iterator[If]:
    """Every `if` in an expression, from the outside in."""
    todo: list[Any] = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            todo += one
        elif isinstance(one, Node):
            if isinstance(one, If):
                yield one
            todo += [getattr(one, name) for name in one.__struct_fields__]
