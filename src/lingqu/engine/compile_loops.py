"""What the mark of a multi-instance, of a loop or of an ad-hoc sub-process becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from lingqu.engine.formulas import Formula
from lingqu.engine.program import AdHocPlan, LoopPlan, LoopThrow
from lingqu.feel.syntax import Name, Path
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Loop, MultiInstance, StandardLoop, SubProcess
from lingqu.model.bpmn.events import EventDefinition
from lingqu.model.bpmn.parts import Text


def loop_plan(
    drawn: Loop | None, formula: Callable[[str], Formula], throws: tuple[LoopThrow, ...] = ()
) -> LoopPlan | None:
    """The plan of a multi-instance (that throws these events) or a standard loop; `formula` compiles a text."""
    if isinstance(drawn, MultiInstance):
        plan = _many(drawn, formula)
        heeds = bool(throws or plan.outputs or plan.output or plan.until)
        return msgspec.structs.replace(plan, throws=throws, heeds=heeds)
    return _standard(drawn, formula) if isinstance(drawn, StandardLoop) else None


class When(NamedTuple):
    """Which instances of a multi-instance throw: the first, those for which a condition holds, or (neither) each."""

    first: bool = False
    condition: Text | None = None


def loop_events(known: Mapping[str, EventDefinition], loop: Loop | None) -> Iterator[tuple[When, EventDefinition]]:
    """The events that a multi-instance throws, and when; `known`: the definitions of the document's root, by id."""
    if not isinstance(loop, MultiInstance):
        return
    if loop.behavior == "None" and loop.none_event in known:
        yield When(), known[loop.none_event]
    if loop.behavior == "One" and loop.one_event in known:
        yield When(first=True), known[loop.one_event]
    if loop.behavior == "Complex":
        for one in loop.complex_behavior:
            if one.event is not None:
                referred = (known[ref.text] for ref in one.event.definition_refs if ref.text in known)
                for definition in (*one.event.definitions, *referred):
                    yield When(condition=one.condition), definition


def ad_hoc_plan(drawn: SubProcess, formula: Callable[[str], Formula]) -> AdHocPlan:
    """The plan of an ad-hoc sub-process; `formula` compiles a text."""
    given = drawn.extensions.one(zeebe.AdHoc) or zeebe.AdHoc()
    until = drawn.completion_condition.text if drawn.completion_condition is not None else ""
    output = formula(given.output_element) if given.output_element.strip() else None
    return AdHocPlan(
        elements=formula(given.active_elements_collection) if given.active_elements_collection.strip() else None,
        sequential=drawn.ordering == "Sequential",
        until=formula(until) if until.strip() else None,
        cancel_rest=drawn.cancel_remaining,
        outputs=given.output_collection.strip(),
        output=output,
        kept=_kept(output),
    )


def _standard(drawn: StandardLoop, formula: Callable[[str], Formula]) -> LoopPlan:
    condition = drawn.condition.text if drawn.condition is not None else ""
    maximum = drawn.maximum.strip()
    return LoopPlan(
        behaviour="standardLoop",
        sequential=True,
        again=formula(condition) if condition.strip() else None,
        test_before=drawn.test_before,
        maximum=int(maximum) if maximum.isascii() and maximum.isdigit() else 0,
    )


def _many(drawn: MultiInstance, formula: Callable[[str], Formula]) -> LoopPlan:
    given = drawn.extensions.one(zeebe.LoopCharacteristics) or zeebe.LoopCharacteristics()
    output = formula(given.output_element) if given.output_element.strip() else None
    cardinality = drawn.cardinality.text if drawn.cardinality is not None else ""
    until = drawn.completion_condition.text if drawn.completion_condition is not None else ""
    return LoopPlan(
        sequential=drawn.sequential,
        collection=formula(given.input_collection) if given.input_collection.strip() else None,
        cardinality=formula(cardinality) if cardinality.strip() else None,
        item=given.input_element.strip(),
        outputs=given.output_collection.strip(),
        output=output,
        kept=_kept(output),
        until=formula(until) if until.strip() else None,
    )


def _kept(output: Formula | None) -> str:
    """The variable that an output element like `=result` or `=result.total` reads: each inner instance has its own."""
    if output is None or output.expression is None:
        return ""
    node = output.expression.node
    while isinstance(node, Path):
        node = node.source
    return node.name if isinstance(node, Name) else ""
