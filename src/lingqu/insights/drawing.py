"""What insights must know of a drawing: names behind the ordinals. Compiled programs give it; bootstrap fills it."""

from __future__ import annotations

from typing import Protocol

import msgspec


class ElementFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A flow node of a deployed process."""

    ordinal: int
    id: str
    name: str
    kind: str  # BPMN tag: userTask, exclusiveGateway, …
    scope: bool = False  # holds other elements


class FlowFacts(msgspec.Struct, frozen=True, kw_only=True):
    ordinal: int
    id: str
    source: int
    target: int


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """One deployed process: elements and flows by ordinal."""

    definition: int
    elements: dict[int, ElementFacts]
    flows: dict[int, FlowFacts]

    def element(self, ordinal: int) -> ElementFacts:
        """The element, or a stand-in that shows its number (the process itself, a place that is gone)."""
        return self.elements.get(ordinal) or ElementFacts(ordinal=ordinal, id=f"#{ordinal}", name="", kind="process")


class Drawings(Protocol):
    def drawing(self, definition: int) -> Drawing:
        """The drawing of a deployed process. Raises NotFound."""
        ...
