"""What the mark of a multi-instance, of a loop or of an ad-hoc sub-process becomes."""

from __future__ import annotations

from collections.abc import Callable

from lingqu.engine.formulas import Formula
from lingqu.engine.program import AdHocPlan, LoopPlan
from lingqu.feel.syntax import Name, Path
from lingqu.model.bpmn import zeebe
from lingqu.model.bpmn.elements import Loop, MultiInstance, StandardLoop, SubProcess


def loop_plan(drawn: Loop | None, formula: Callable[[str], Formula]) -> LoopPlan | None:
    """The plan of a multi-instance or a standard loop; `formula` compiles a text."""
    if isinstance(drawn, MultiInstance):
        return _many(drawn, formula)
    return _standard(drawn, formula) if isinstance(drawn, StandardLoop) else None


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
