"""Event definitions: what an event waits for or throws."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import field

from lingqu.model.bpmn.parts import Element, Text

TimerKind: TypeAlias = Literal["date", "duration", "cycle", ""]


class EventDefinition(Element, frozen=True, kw_only=True):
    """Base of all event definitions; they have ordinals of their own."""


class MessageDefinition(EventDefinition, frozen=True, kw_only=True):
    message_ref: str = ""


class SignalDefinition(EventDefinition, frozen=True, kw_only=True):
    signal_ref: str = ""


class ErrorDefinition(EventDefinition, frozen=True, kw_only=True):
    error_ref: str = ""  # "" on a catching event: any error


class EscalationDefinition(EventDefinition, frozen=True, kw_only=True):
    escalation_ref: str = ""  # "" on a catching event: any escalation


class TimerDefinition(EventDefinition, frozen=True, kw_only=True):
    """A point in time, a duration or a repetition: ISO 8601 or FEEL ("=…"). More than one is a fault."""

    date: Text | None = field(default=None, name="timeDate")
    duration: Text | None = field(default=None, name="timeDuration")
    cycle: Text | None = field(default=None, name="timeCycle")

    @property
    def kind(self) -> TimerKind:
        """Which of the three is drawn; "" for none."""
        if self.date is not None:
            return "date"
        if self.duration is not None:
            return "duration"
        return "cycle" if self.cycle is not None else ""

    @property
    def drawn(self) -> Text | None:
        """The one that is drawn."""
        return self.date or self.duration or self.cycle

    @property
    def text(self) -> str:
        """Its text; "" for none."""
        return self.drawn.text if self.drawn is not None else ""


class ConditionalDefinition(EventDefinition, frozen=True, kw_only=True):
    condition: Text | None = None


class LinkDefinition(EventDefinition, frozen=True, kw_only=True):
    """A go-to inside one scope: a throwing and a catching event whose links have the same `name`."""


class CompensateDefinition(EventDefinition, frozen=True, kw_only=True):
    activity_ref: str = ""  # "": everything completed in the scope
    wait_for_completion: bool = True


class TerminateDefinition(EventDefinition, frozen=True, kw_only=True):
    """Ends the scope and everything in it."""


class CancelDefinition(EventDefinition, frozen=True, kw_only=True):
    """Cancels the transaction."""
