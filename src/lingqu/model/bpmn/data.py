"""Data as plain BPMN draws it: what an activity or event takes in and gives out, and the lines along which it moves."""

from __future__ import annotations

from msgspec import field

from lingqu.model.bpmn.parts import Element, Text


class ItemAware(Element, frozen=True, kw_only=True):
    """Base of what holds data: a variable once the process runs."""


class DataInput(ItemAware, frozen=True, kw_only=True):
    """What an activity or a throwing event takes in."""


class DataOutput(ItemAware, frozen=True, kw_only=True):
    """What an activity or a catching event gives out."""


class Property(ItemAware, frozen=True, kw_only=True):
    """A variable of a process or an activity that is not drawn."""


class InputItem(ItemAware, frozen=True, kw_only=True):
    """`inputDataItem` of a multi-instance: the item that an instance works on."""


class OutputItem(ItemAware, frozen=True, kw_only=True):
    """`outputDataItem` of a multi-instance: what an instance gives to the output collection."""


class IoSpecification(Element, frozen=True, kw_only=True):
    """What an activity takes in and gives out; its sets stay as they are drawn."""

    inputs: tuple[DataInput, ...] = ()
    outputs: tuple[DataOutput, ...] = ()


class DataAssignment(Element, frozen=True, kw_only=True):
    """`assignment`: part of an association, the value of `source` goes to `target`."""

    source: Text | None = field(default=None, name="from")
    target: Text | None = field(default=None, name="to")


class DataAssociation(Element, frozen=True, kw_only=True):
    """A line along which data moves; references are ids."""

    sources: tuple[Text, ...] = field(default=(), name="sourceRef")
    target: Text | None = field(default=None, name="targetRef")
    transformation: Text | None = None
    assignments: tuple[DataAssignment, ...] = ()


class DataInputAssociation(DataAssociation, frozen=True, kw_only=True):
    """Into an activity or a throwing event."""


class DataOutputAssociation(DataAssociation, frozen=True, kw_only=True):
    """Out of an activity or a catching event."""
