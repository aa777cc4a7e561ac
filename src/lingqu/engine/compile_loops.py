"""What the mark of a multi-instance, of a loop or of an ad-hoc sub-process becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from lingqu.engine.compile_data import source_of, target_of
from lingqu.engine.compile_parts import Context, optional, reading, variable_named
from lingqu.engine.formulas import Formula
from lingqu.engine.program import AdHocPlan, LoopPlan, LoopThrow
from lingqu.feel.syntax import Name, Path
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Activity, Loop, MultiInstance, StandardLoop, SubProcess
from lingqu.model.bpmn.events import EventDefinition
from lingqu.model.bpmn.parts import Text


def loop_plan(context: Context, drawn: Activity, throws: tuple[LoopThrow, ...] = ()) -> LoopPlan | None:
    """The plan of an activity's multi-instance (that throws these events) or standard loop. Raises Invalid."""
    if isinstance(drawn.loop, MultiInstance):
        plan = _many(context, drawn, drawn.loop)
        heeds = bool(throws or plan.outputs or plan.output or plan.until)
        return msgspec.structs.replace(plan, throws=throws, heeds=heeds)
    return _standard(context, drawn.loop) if isinstance(drawn.loop, StandardLoop) else None


class When(NamedTuple):
    """Which instances of a multi-instance throw: the first, those for which a condition holds, or (neither) each."""

    first: bool = False
    condition: Text | None = None


def loop_events(known: Mapping[str, EventDefinition], loop: Loop | None) -> Iterator[tuple[When, EventDefinition]]:
    """The events that a multi-instance throws, and when; `known`: event definitions by id."""
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


def ad_hoc_plan(context: Context, drawn: SubProcess) -> AdHocPlan:
    """The plan of an ad-hoc sub-process. Raises Invalid."""
    given = drawn.extensions.one(zeebe.AdHoc) or zeebe.AdHoc()
    output = optional(given.output_element)
    return AdHocPlan(
        elements=optional(given.active_elements_collection),
        sequential=drawn.ordering == "Sequential",
        until=context.expression(drawn.completion_condition),
        cancel_rest=drawn.cancel_remaining,
        outputs=given.output_collection.strip(),
        output=output,
        kept=_kept(output),
    )


def _standard(context: Context, drawn: StandardLoop) -> LoopPlan:
    maximum = drawn.maximum.strip()
    return LoopPlan(
        behaviour="standardLoop",
        sequential=True,
        again=context.expression(drawn.condition),
        test_before=drawn.test_before,
        maximum=int(maximum) if maximum.isascii() and maximum.isdigit() else 0,
    )


def _many(context: Context, activity: Activity, drawn: MultiInstance) -> LoopPlan:
    """By Camunda's extension, or by the data references of plain BPMN."""
    plain = LoopPlan(
        sequential=drawn.sequential,
        cardinality=context.expression(drawn.cardinality),
        until=context.expression(drawn.completion_condition),
    )
    given = drawn.extensions.one(zeebe.LoopCharacteristics)
    if given is None:
        return msgspec.structs.replace(plain, **_referred(context, activity, drawn))
    output = optional(given.output_element)
    return msgspec.structs.replace(
        plain,
        collection=optional(given.input_collection),
        item=given.input_element.strip(),
        outputs=given.output_collection.strip(),
        output=output,
        kept=_kept(output),
    )


def _referred(context: Context, activity: Activity, drawn: MultiInstance) -> dict[str, Any]:
    """The collections and items that are named by references to data."""
    fields: dict[str, Any] = {}
    if drawn.collection is not None:
        fields["collection"] = reading(source_of(context, activity, drawn.collection.text))
    if drawn.item is not None:
        fields["item"] = variable_named(drawn.item)
    if drawn.collected is not None:
        fields["outputs"] = target_of(context, activity, drawn.collected.text)
    if drawn.output is not None:
        fields["output"] = reading(variable_named(drawn.output))
        fields["kept"] = variable_named(drawn.output)
    return fields


def _kept(output: Formula | None) -> str:
    """The variable that an output element like `=result` or `=result.total` reads: each inner instance has its own."""
    if output is None or output.expression is None:
        return ""
    node = output.expression.node
    while isinstance(node, Path):
        node = node.source
    return node.name if isinstance(node, Name) else ""
