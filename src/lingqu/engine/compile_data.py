"""Data of plain BPMN: which variable a data element stands for, and what data associations become.

An association runs when it leads to a data input, or from a data output, that the element declares itself. Those that
tools draw from and to data objects without declaring anything say nothing that could be done: they are for readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lingqu.engine.compile_parts import Context, reading
from lingqu.engine.formulas import Formula
from lingqu.engine.program import Assignment
from lingqu.model.bpmn.data import DataAssociation
from lingqu.model.bpmn.elements import Activity, Event, FlowNode
from lingqu.model.bpmn.formal import is_feel, marked
from lingqu.model.bpmn.parts import Text


def source_of(context: Context, drawn: Activity, ref: str) -> str:
    """The variable behind a reference to a data input: what its association brings; else the reference's own."""
    for one in drawn.data_inputs:
        if one.target is not None and one.target.text == ref and one.sources:
            return context.variable(one.sources[0].text)
    return context.variable(ref)


def target_of(context: Context, drawn: Activity, ref: str) -> str:
    """The variable behind a reference to a data output: where its association goes; else the reference's own."""
    for one in drawn.data_outputs:
        if one.target is not None and ref in (source.text for source in one.sources):
            return context.variable(one.target.text)
    return context.variable(ref)


def data_inputs(context: Context, drawn: FlowNode) -> Iterator[Assignment]:
    """What the associations into an element set before it begins. Raises Invalid."""
    if isinstance(drawn, Activity):
        given = {one.id for one in drawn.io.inputs} if drawn.io is not None else set()
        if drawn.loop is not None:
            given.discard(_text(getattr(drawn.loop, "collection", None)))
    elif isinstance(drawn, Event):
        given = {one.id for one in drawn.inputs}
    else:
        return
    yield from _moves(context, (one for one in drawn.data_inputs if _text(one.target) in given))


def data_outputs(context: Context, drawn: FlowNode) -> Iterator[Assignment]:
    """What the associations out of an element set when it has done its work. Raises Invalid."""
    if isinstance(drawn, Activity):
        given = {one.id for one in drawn.io.outputs} if drawn.io is not None else set()
        if drawn.loop is not None:
            given.discard(_text(getattr(drawn.loop, "collected", None)))
    elif isinstance(drawn, Event):
        given = {one.id for one in drawn.outputs}
    else:
        return
    yield from _moves(
        context, (one for one in drawn.data_outputs if given & {source.text for source in one.sources}), out=True
    )


def _moves(context: Context, lines: Iterable[DataAssociation], *, out: bool = False) -> Iterator[Assignment]:
    for line in lines:
        target = context.variable(_text(line.target))
        for part in line.assignments:
            if part.source is not None:
                wanted = context.variable(_text(part.target)) or target
                yield Assignment(source=_value(context, part.source), target=tuple(wanted.split(".")))
        if line.assignments:
            continue
        moved = context.expression(line.transformation)
        source = context.variable(line.sources[0].text) if line.sources else ""
        if moved is None and source and (out or source != target):  # a name that stays the same is seen anyway
            moved = reading(source)
        if moved is not None:
            yield Assignment(source=moved, target=(target,))


def _value(context: Context, text: Text) -> Formula:
    """What is assigned: FEEL where it is said to be, else the text itself, as tools write constants."""
    found = context.expression(text) if marked(text) or is_feel(context.language) else None
    return found or Formula(text=text.text, fixed=text.text)


def _text(text: Text | None) -> str:
    return "" if text is None else text.text
